"""What must hold for a whole report, whatever the inventory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.model.evidence import Evidence, Standing, Verdict
from ng911risk.model.inventory import ControlAnswer, KnownWeakness
from ng911risk.model.kinds import AssetKind, Protocol
from ng911risk.model.report import AttackStep, Fact, Factor, Finding, Odds, RiskReport
from ng911risk.model.scales import Band, Status
from tests.engine.runs import report_of
from tests.engine.small import STORY_ASSETS, asset, flow, said, story

MITIGATIONS: Final = ("backups", "paper", "screen", "segment", "train")
LAW = settings(max_examples=40, deadline=None)
STATUS = st.sampled_from(Status)
ANSWERS = st.dictionaries(st.sampled_from(MITIGATIONS), STATUS)


def _answers(given_: dict[str, Status]) -> tuple[ControlAnswer, ...]:
    return tuple(said(name, status) for name, status in sorted(given_.items()))


def _all(part: object, kind: type) -> Iterator[object]:
    """Every part of a report that is of one kind."""
    if isinstance(part, kind):
        yield part
    if is_dataclass(part) and not isinstance(part, type):
        for one in fields(part):
            yield from _all(getattr(part, one.name), kind)
    elif isinstance(part, tuple):
        for one in part:
            yield from _all(one, kind)


def _finding(report: RiskReport, name: str) -> Finding:
    return next(one for one in report.findings if one.id == name)


# --- the same again -----------------------------------------------------------------


def test_the_same_arguments_give_the_same_report() -> None:
    one = story(controls=_answers({"train": Status.PARTLY}))

    assert repr(report_of(one)) == repr(report_of(one))


def test_another_seed_gives_other_worlds() -> None:
    assert report_of(story()).harm != report_of(story(), seed=2).harm


def test_the_report_does_not_hang_on_how_python_hashes(repository: Path, tmp_path: Path) -> None:
    # the checkout comes last, so that an installed wheel is what is tested
    script = (
        f"import sys\nsys.path.append({str(repository)!r})\n"
        "from tests.engine.runs import report_of\n"
        "from tests.engine.small import story\n"
        "import hashlib\n"
        "print(hashlib.sha256(repr(report_of(story())).encode()).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


# --- better is never worse ----------------------------------------------------------


@given(answers=ANSWERS, name=st.sampled_from(MITIGATIONS))
@LAW
def test_one_more_control_never_adds_harm(answers: dict[str, Status], name: str) -> None:
    without = report_of(story(controls=_answers(answers | {name: Status.NO}))).harm
    with_ = report_of(story(controls=_answers(answers | {name: Status.YES}))).harm

    assert with_.low <= without.low + 1e-9
    assert with_.likely <= without.likely + 1e-9
    assert with_.high <= without.high + 1e-9


@given(answers=ANSWERS, closed=st.integers(0, 2))
@LAW
def test_closing_a_flow_never_makes_a_finding_likelier(
    answers: dict[str, Status], closed: int
) -> None:
    controls = _answers(answers)
    whole = story(controls=controls)
    less = replace(whole, flows=(*whole.flows[:closed], *whole.flows[closed + 1 :]))
    before = {one.id: one.residual.rate for one in report_of(whole).findings}
    after = {one.id: one.residual.rate for one in report_of(less).findings}

    assert set(after) < set(before)  # every flow of the story matters
    for name, rate in after.items():
        assert rate.likely <= before[name].likely + 1e-9
        assert rate.high <= before[name].high + 1e-9


@given(answers=ANSWERS)
@LAW
def test_controls_only_take_away_from_what_would_be_without_them(
    answers: dict[str, Status],
) -> None:
    for finding in report_of(story(controls=_answers(answers))).findings:
        assert finding.residual.rate.likely <= finding.inherent.rate.likely + 1e-9


@given(answers=ANSWERS, name=st.sampled_from(MITIGATIONS))
@LAW
def test_an_unknown_answer_lies_between_and_widens_the_band(
    answers: dict[str, Status], name: str
) -> None:
    no, unknown, yes = (
        report_of(story(controls=_answers(answers | {name: status}))).harm
        for status in (Status.NO, Status.UNKNOWN, Status.YES)
    )

    assert yes.low - 1e-9 <= unknown.low <= no.low + 1e-9
    assert yes.likely - 1e-9 <= unknown.likely <= no.likely + 1e-9
    assert unknown.high - unknown.low >= yes.high - yes.low - 1e-9


def test_an_unknown_weakness_is_asked_about_and_a_known_one_is_not() -> None:
    known = replace(STORY_ASSETS[1], weaknesses=(KnownWeakness(name="flat", status=Status.NO),))
    asked = {one.subject for one in report_of(story()).unknowns}
    told = report_of(story(STORY_ASSETS[0], known, STORY_ASSETS[2]))

    assert {"flat@cad", "no-training@pc", "segment"} <= asked
    assert "flat@cad" not in {one.subject for one in told.unknowns}
    assert "ransom@cad" not in {one.id for one in told.findings}


# --- one line stays one line --------------------------------------------------------


def test_two_hundred_alike_take_no_more_room_than_four() -> None:
    few, many = (
        report_of(story(replace(STORY_ASSETS[0], count=count), *STORY_ASSETS[1:]))
        for count in (4, 200)
    )

    for part in ("findings", "paths", "actions", "unknowns", "floods"):
        assert len(getattr(few, part)) == len(getattr(many, part))
    assert [one.id for one in few.findings] == [one.id for one in many.findings]
    assert (few.site.machines, many.site.machines) == (6, 202)


def test_a_finding_keeps_its_name_when_something_else_is_added() -> None:
    before = report_of(story())
    more = asset("printer", AssetKind.CCTV, "yard")
    after = report_of(story(more, *STORY_ASSETS))

    assert {one.id for one in before.findings} == {one.id for one in after.findings}
    for finding in before.findings:
        assert finding.id == f"{finding.vector}@{finding.asset}"
        assert _finding(after, finding.id).residual == finding.residual


# --- what a reader can follow -------------------------------------------------------


@given(answers=ANSWERS)
@LAW
def test_every_number_is_in_range_and_every_fact_has_its_place(
    answers: dict[str, Status],
) -> None:
    report = report_of(story(controls=_answers(answers)))

    for band in _all(report, Band):
        assert isinstance(band, Band)
        assert 0.0 <= band.low <= band.likely + 1e-12
        assert band.likely <= band.high + 1e-12
    for odds in _all(report, Odds):
        assert isinstance(odds, Odds)
        assert odds.chance.high <= 1.0
    for step in _all(report, AttackStep):
        assert isinstance(step, AttackStep)
        assert step.chance.high <= 1.0
    for factor in _all(report, Factor):
        assert isinstance(factor, Factor)
        assert factor.facts
    facts = list(_all(report, Fact))
    assert facts
    for fact in facts:
        assert isinstance(fact, Fact)
        assert fact.place.strip()
        assert fact.value.strip()
        assert fact.what.strip()
    for action in report.actions:
        assert 0.0 <= action.share_removed <= 1.0
    for unknown in report.unknowns:
        assert unknown.swing is None or 0.0 <= unknown.swing <= 1.0
    assert 0.0 <= report.basis.judgement_share <= 1.0


def test_a_fact_names_the_cell_of_the_answer() -> None:
    report = report_of(story(controls=(said("train", Status.NO, said_by="The chief"),)))
    facts = {
        (fact.place, fact.said_by)
        for step in _finding(report, "bad-mail@pc").steps
        for factor in step.factors
        for fact in factor.facts
    }

    assert ("site.yaml controls[0].status", "The chief") in facts
    assert ("threat_catalog/bad-mail.yaml steps[open].success", "catalogue") in facts
    assert ("mitigations/train.yaml answers[0].effect", "catalogue") in facts


def test_look_alikes_in_rows_of_their_own_read_as_one_line() -> None:
    first = STORY_ASSETS[0]
    machines = tuple(replace(first, id=f"pc{n}", count=1) for n in range(5))
    flows = tuple(flow("internet", one.id, Protocol.SMTP) for one in machines)
    report = report_of(story(*machines, *STORY_ASSETS[1:], flows=flows))

    assert report.site.machines == 7
    assert [one.id for one in report.findings if one.vector == "bad-mail"] == ["bad-mail@pc0"]
    assert _finding(report, "bad-mail@pc0").asset_label == "pc0 (x5)"


# --- what was seen ------------------------------------------------------------------


def _seen(verdict: Verdict) -> Evidence:
    return Evidence(
        mitigation="segment",
        verdict=verdict,
        observed="It was seen.",
        method="capture",
        on=date(2026, 2, 1),
    )


def test_evidence_changes_what_stands() -> None:
    claimed = story(controls=(said("segment", Status.YES),))
    declared = report_of(claimed)
    confirmed = report_of(claimed, evidence=(_seen(Verdict.EFFECTIVE),))
    refuted = report_of(claimed, evidence=(_seen(Verdict.NOT_EFFECTIVE),))

    assert [one.standing for one in declared.working] == [Standing.DECLARED]
    assert [one.standing for one in confirmed.working] == [Standing.VERIFIED]
    assert refuted.working == ()
    assert confirmed.harm == declared.harm
    assert refuted.harm.likely > declared.harm.likely
    assert (declared.basis.verified, confirmed.basis.verified) == (0, 1)
    assert "segment" in {one.mitigation for one in refuted.actions}


@pytest.mark.parametrize("size", [0, 1])
def test_a_centre_with_nothing_to_lose_still_gets_a_report(size: int) -> None:
    report = report_of(
        story(*STORY_ASSETS[:size] or (asset("siren", AssetKind.SIREN),), flows=(), services=())
    )

    assert report.findings == ()
    assert report.paths == ()
    assert report.harm.likely == 0.0
    assert len(report.warnings) >= 7
