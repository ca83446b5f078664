from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.content import load_catalog
from ng911risk.engine.controls import (
    Control,
    controls_of,
    decided_by,
    left_by,
    overall_status,
    reverted,
)
from ng911risk.engine.ranges import towards
from ng911risk.model.evidence import Evidence, LabProof, Standing, Verdict
from ng911risk.model.inventory import ControlAnswer
from ng911risk.model.kinds import AssetKind
from ng911risk.model.scales import Band, Share, Stage, Status
from tests.engine.small import SITE, asset, inventory, said, story, story_catalog

CATALOG = story_catalog()
CAD = asset("cad", owner="them")
ORDER = (Status.NO, Status.PARTLY, Status.YES)


def _standing(*answers: ControlAnswer, evidence: tuple[Evidence, ...] = ()) -> Control:
    one = inventory(CAD, controls=answers)
    return controls_of(one, CATALOG, evidence).on("train", CAD)


def _seen(day: int, verdict: Verdict, *scope: str) -> Evidence:
    return Evidence(
        mitigation="train",
        scope=scope,
        verdict=verdict,
        observed="It was seen.",
        method="interview",
        on=date(2026, 1, day),
    )


# --- whose answer counts ------------------------------------------------------------


def test_the_closest_answer_wins_whatever_the_order() -> None:
    answers = {
        "cad": said("train", Status.YES, scope=("cad",), said_by="asset"),
        "them": said("train", Status.NO, scope=("them",), said_by="owner"),
        "ops": said("train", Status.PARTLY, scope=("ops",), said_by="zone"),
        "the whole site": said("train", Status.NO, said_by="site"),
    }

    for closest, answer in list(answers.items()):
        left = tuple(answers.values())
        assert _standing(*left).said_by == answer.said_by
        assert _standing(*reversed(left)).scope == closest
        del answers[closest]
    assert _standing(*answers.values()).status is Status.UNKNOWN


def test_an_answer_about_something_else_says_nothing() -> None:
    assert _standing(said("train", Status.YES, scope=("pc",))).status is Status.UNKNOWN
    assert _standing(said("paper", Status.YES)).status is Status.UNKNOWN


def test_an_answer_names_its_place_and_shares_its_coin() -> None:
    found = _standing(said("paper", Status.NO), said("train", Status.YES, scope=("ops",)))

    assert found.place == "controls[1].status"
    assert found.standing is Standing.DECLARED
    assert found.uniform == "control:train|ops"


def test_what_the_stage_does_not_offer_is_a_no_and_not_an_unknown() -> None:
    one = inventory(CAD)
    found = controls_of(one, CATALOG)
    i3 = controls_of(replace(one, site=replace(SITE, stage=Stage.I3)), CATALOG)

    assert found.unavailable == {"i3-only"}
    assert found.on("i3-only", CAD).status is Status.NO
    assert found.on("i3-only", CAD).said_by == "not available at this stage"
    assert i3.on("i3-only", CAD).status is Status.UNKNOWN


# --- what was seen ------------------------------------------------------------------


def test_effective_is_a_verified_yes_and_the_contrary_a_refuted_no() -> None:
    no, yes = said("train", Status.NO), said("train", Status.YES)
    confirmed = _standing(no, evidence=(_seen(1, Verdict.EFFECTIVE),))
    refuted = _standing(yes, evidence=(_seen(1, Verdict.NOT_EFFECTIVE),))

    assert (confirmed.status, confirmed.standing) == (Status.YES, Standing.VERIFIED)
    assert (refuted.status, refuted.standing) == (Status.NO, Standing.REFUTED)
    assert refuted.said_by == "interview, 2026-01-01"


def test_the_newest_evidence_wins_whatever_the_order() -> None:
    old, new = _seen(1, Verdict.EFFECTIVE), _seen(2, Verdict.NOT_EFFECTIVE)

    assert _standing(evidence=(old, new)) == _standing(evidence=(new, old))
    assert _standing(evidence=(new, old)).standing is Standing.REFUTED


def test_inconclusive_evidence_changes_nothing() -> None:
    answer = said("train", Status.PARTLY, said_by="The vendor")
    known = _seen(1, Verdict.EFFECTIVE)
    open_ = _seen(2, Verdict.INCONCLUSIVE)

    assert _standing(answer, evidence=(open_,)) == _standing(answer)
    assert _standing(answer, evidence=(known, open_)) == _standing(answer, evidence=(known,))


def test_evidence_speaks_of_what_was_looked_at() -> None:
    answer = said("train", Status.NO)

    assert _standing(answer, evidence=(_seen(1, Verdict.EFFECTIVE, "pc"),)).status is Status.NO
    assert _standing(answer, evidence=(_seen(1, Verdict.EFFECTIVE, "ops"),)).status is Status.YES


def test_of_two_lab_runs_on_one_day_the_later_counts() -> None:
    morning = _ran(8, Verdict.EFFECTIVE)
    evening = _ran(20, Verdict.NOT_EFFECTIVE)

    assert _standing(evidence=(evening, morning)).standing is Standing.REFUTED
    assert _standing(evidence=(morning, evening)).standing is Standing.REFUTED


def test_a_lab_check_of_one_asset_says_nothing_of_the_site() -> None:
    one = inventory(CAD, asset("pc", owner="them"), controls=(said("train", Status.YES),))
    found = controls_of(one, CATALOG, (_ran(8, Verdict.NOT_EFFECTIVE),))

    assert found.on("train", CAD).standing is Standing.REFUTED
    assert found.on("train", asset("pc", owner="them")).status is Status.YES
    assert found.on("train", None).standing is Standing.DECLARED
    assert overall_status("train", found) is Status.PARTLY


def test_the_trace_of_a_lab_check_names_packets_and_capture() -> None:
    found = _standing(evidence=(_ran(8, Verdict.EFFECTIVE),))

    assert found.said_by == "lab check SIP-01, 2026-01-01 08:00:00 UTC"
    assert found.place == (
        "evidence of 2026-01-01 08:00:00 UTC, 1,012 packets on the wire in the whole run, "
        f"capture {'c' * 64}"
    )


def _ran(hour: int, verdict: Verdict) -> Evidence:
    at = datetime(2026, 1, 1, hour, tzinfo=UTC)
    lab = LabProof(check="SIP-01", at=at, packets=1_012, capture="c" * 64)
    return replace(_seen(1, verdict, "cad"), method="lab check SIP-01", lab=lab)


# --- one word for the site ----------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ((), Status.UNKNOWN),
        ((said("train", Status.YES),), Status.YES),
        ((said("train", Status.YES, scope=("cad",)),), Status.PARTLY),
        ((said("train", Status.NO, scope=("cad",)),), Status.NO),
        ((said("train", Status.UNKNOWN, scope=("cad",)),), Status.UNKNOWN),
        ((said("train", Status.NO), said("train", Status.YES, scope=("cad",))), Status.NO),
        (
            (
                said("train", Status.NO, scope=("cad",)),
                said("train", Status.YES, scope=("pc",)),
            ),
            Status.PARTLY,
        ),
    ],
)
def test_one_word_for_the_whole_site(answers: tuple[ControlAnswer, ...], word: Status) -> None:
    assert overall_status("train", controls_of(story(controls=answers), CATALOG)) is word


def test_refuted_wherever_it_has_work_it_does_not_work_and_on_some_it_works_in_part() -> None:
    catalog, name = load_catalog(), "call-admission-control"
    site = inventory(
        asset("bcf", kind=AssetKind.BCF),
        asset("esrp", kind=AssetKind.ESRP),
        asset("cad", kind=AssetKind.CAD),
        controls=(said(name, Status.YES),),
    )

    def word(verdict: Verdict, *scope: str) -> Status:
        item = replace(_seen(1, verdict, *scope), mitigation=name)
        return overall_status(name, controls_of(site, catalog, (item,)))

    assert word(Verdict.NOT_EFFECTIVE, "bcf") is Status.PARTLY
    assert word(Verdict.NOT_EFFECTIVE, "bcf", "esrp") is Status.NO
    assert word(Verdict.EFFECTIVE, "bcf", "esrp") is Status.YES
    assert word(Verdict.INCONCLUSIVE, "bcf", "esrp") is Status.YES


def test_what_was_seen_of_an_asset_takes_the_coin_of_what_was_declared_there() -> None:
    site, own = said("train", Status.YES), said("train", Status.PARTLY, scope=("cad",))
    seen = (_seen(1, Verdict.EFFECTIVE, "cad"),)

    assert _standing(site, evidence=seen).uniform == _standing(site).uniform
    assert _standing(site, own, evidence=seen).uniform == _standing(site, own).uniform
    assert _standing(evidence=seen).uniform == _standing().uniform


def test_reverted_what_was_declared_counts_again_at_that_place_only() -> None:
    one = inventory(CAD, asset("pc", owner="them"), controls=(said("train", Status.YES),))
    seen = tuple(_seen(1, Verdict.NOT_EFFECTIVE, place) for place in ("cad", "pc"))
    found = controls_of(one, CATALOG, (*seen, _seen(1, Verdict.NOT_EFFECTIVE)))

    again = reverted(found, "train", "cad", one, CATALOG)

    assert again.on("train", CAD).status is Status.YES
    assert again.on("train", CAD).uniform == "control:train|the whole site"
    assert again.on("train", one.assets[1]).status is Status.NO
    assert again.on("train", None).status is Status.NO
    assert reverted(found, "train", "", one, CATALOG).on("train", None).status is Status.YES
    assert decided_by(found, "train", "cad", one) == (CAD,)


# --- how much it leaves -------------------------------------------------------------


@st.composite
def _effects(draw: st.DrawFn) -> Share:
    low, likely, high = sorted(draw(st.tuples(*[st.floats(0.0, 1.0)] * 3)))
    return Share(low=low, likely=likely, high=high, basis="Made up.")


@given(effect=_effects(), status=st.sampled_from(Status))
def test_what_is_left_is_an_ordered_chance(effect: Share, status: Status) -> None:
    left = left_by(effect, status)

    assert 0.0 <= left.low <= left.likely + 1e-12
    assert left.likely <= left.high + 1e-12
    assert left.high <= 1.0 + 1e-12


@given(effect=_effects(), end=st.sampled_from(("low", "likely", "high")))
def test_more_of_a_control_never_leaves_more(effect: Share, end: str) -> None:
    left = [getattr(left_by(effect, status), end) for status in ORDER]

    assert left == sorted(left, reverse=True)


@given(effect=_effects())
def test_not_knowing_lies_between_having_it_and_not(effect: Share) -> None:
    no, unknown, yes = (left_by(effect, s) for s in (Status.NO, Status.UNKNOWN, Status.YES))

    assert yes.likely <= unknown.likely <= no.likely
    assert unknown.high - unknown.low >= yes.high - yes.low - 1e-12


def test_not_knowing_reaches_from_the_full_effect_to_none() -> None:
    """Both ends of what nobody knows lie as far out as any range is moved at once."""
    effect = Share(low=0.6, likely=0.6, high=0.6, basis="Made up.")
    left = left_by(effect, Status.UNKNOWN)

    assert left == towards(Band(low=0.4, likely=left.likely, high=1.0))


def test_without_a_control_everything_is_left() -> None:
    effect = Share(low=0.5, likely=0.6, high=0.9, basis="Made up.")

    assert left_by(effect, Status.NO) == Band(low=1.0, likely=1.0, high=1.0)
    assert left_by(effect, Status.YES).likely == pytest.approx(0.4)
