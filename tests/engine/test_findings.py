from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.engine.scoring import risk_level
from ng911risk.model.catalog import VectorFrameworks
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.report import Finding, RiskReport
from ng911risk.model.scales import Level, Status
from tests.engine.runs import report_of
from tests.engine.small import STORY_ASSETS, said, story, story_catalog

REPORT = report_of(story())


def _finding(name: str, report: RiskReport = REPORT) -> Finding:
    return next(one for one in report.findings if one.id == name)


def test_there_is_one_for_every_vector_and_asset_it_can_be_tried_against() -> None:
    assert {one.id for one in REPORT.findings} == {
        "bad-mail@pc",
        "flood@lines",
        "ransom@cad",
        "tamper@cad",
        "theft@cad",
        "wear-out@cad",
    }


def test_what_stands_on_the_worst_path_comes_first() -> None:
    first = {step.finding for step in REPORT.paths[0].steps}

    assert {one.id for one in REPORT.findings[: len(first)]} == first


def test_what_stands_on_a_path_comes_before_what_does_not() -> None:
    """A second PC, whose path reads like that of the first and is not told again."""
    base = story()
    one = story(
        *STORY_ASSETS,
        replace(STORY_ASSETS[0], id="pc2", zone="yard"),
        flows=(
            *base.flows,
            replace(base.flows[0], target="pc2"),
            replace(base.flows[1], source="pc2"),
        ),
    )
    report = report_of(one)
    told = {step.finding for path in report.paths for step in path.steps}
    on_path = [one.id in told for one in report.findings]

    assert on_path == sorted(on_path, reverse=True)
    assert not on_path[-1]


@pytest.mark.parametrize("finding", REPORT.findings, ids=lambda one: one.id)
def test_risk_is_looked_up_and_every_part_is_filled_in(finding: Finding) -> None:
    assert finding.risk is risk_level(finding.likelihood, finding.impact)
    assert finding.likelihood.rank <= finding.residual.word.rank
    for part in ("criteria", "condition", "cause", "effect", "recommendation", "title"):
        assert getattr(finding, part).strip()
    assert finding.steps
    assert finding.response == ""


@pytest.mark.parametrize(
    ("name", "harms", "impact"),
    [
        ("wear-out@cad", (ServiceKind.DISPATCH,), Level.VERY_HIGH),
        ("ransom@cad", (ServiceKind.DISPATCH,), Level.VERY_HIGH),
        ("theft@cad", (ServiceKind.RECORDS,), Level.MODERATE),
        ("flood@lines", (ServiceKind.ANSWER,), Level.MODERATE),
    ],
)
def test_harm_is_what_follows_in_its_own_worlds(
    name: str, harms: tuple[ServiceKind, ...], impact: Level
) -> None:
    found = _finding(name)

    assert set(harms) <= set(found.harms)
    assert found.impact >= impact


def test_what_only_happens_beside_it_is_not_its_harm() -> None:
    """A PC whose mail is opened, but from which no flow leads to the CAD."""
    base = story()
    apart = report_of(replace(base, flows=(base.flows[0], base.flows[2])))

    assert _finding("bad-mail@pc").harms
    assert _finding("bad-mail@pc", apart).harms == ()
    assert "hurt no service" in _finding("bad-mail@pc", apart).effect


def test_the_condition_tells_what_is_missing_and_the_advice_what_to_do() -> None:
    controls = (said("train", Status.NO), said("segment", Status.PARTLY))
    report = report_of(story(controls=controls))

    assert _finding("bad-mail@pc", report).condition == "Not in place: Title."
    assert "Partly in place: Title." in _finding("ransom@cad", report).condition
    assert _finding("bad-mail@pc", report).mitigations == ("train",)
    done = _finding("bad-mail@pc", report_of(story(controls=(said("train", Status.YES),))))
    assert done.mitigations == ()
    assert done.condition == "Every listed control is said to be in place."
    assert done.recommendation == "Keep the controls alive and test them."


def test_the_best_advice_comes_first() -> None:
    rank = [one.mitigation for one in REPORT.actions]
    advice = [rank.index(name) for name in _finding("ransom@cad").mitigations]

    assert advice == sorted(advice)


def test_the_criteria_are_the_clauses_of_the_vector() -> None:
    content = story_catalog()
    frameworks = VectorFrameworks(i3=("5.1",), csf2=("PR.AA-01", "PR.AT-01"))
    ransom = replace(content.vectors["ransom"], frameworks=frameworks)
    content = replace(content, vectors=content.vectors | {"ransom": ransom})

    assert _finding("ransom@cad", report_of(story(), content)).criteria == (
        "NENA-STA-010.3f 5.1; NIST CSF 2.0 PR.AA-01, PR.AT-01"
    )
    assert _finding("ransom@cad").criteria == "Good practice; no clause is named for this."


def test_whoever_owns_it_can_fix_it() -> None:
    cad = replace(STORY_ASSETS[1], owner="them")
    found = _finding("ransom@cad", report_of(story(STORY_ASSETS[0], cad, STORY_ASSETS[2])))

    assert (found.owner, found.owner_class) == ("them", OwnerClass.VENDOR)
    assert _finding("bad-mail@pc").asset_label == "pc (x4)"
