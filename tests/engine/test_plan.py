from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ng911risk.engine import plan as module
from ng911risk.engine.layout import End
from ng911risk.engine.plan import plan, size_of
from ng911risk.engine.run import Run
from ng911risk.engine.stability import Stability
from ng911risk.engine.whatif import Result, WhatIf, tried
from ng911risk.model.catalog import CostBand, CostBySize
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.report import Action
from ng911risk.model.scales import Band, Status
from tests.engine.runs import report_of, run_of
from tests.engine.small import SITE, answer, mitigation, said, story, story_catalog

CATALOG = story_catalog()
REPORT = report_of(story())


def _action(name: str) -> Action:
    return next(one for one in REPORT.actions if one.mitigation == name)


def test_actions_are_what_is_not_fully_there_and_works_alone() -> None:
    names = {one.mitigation for one in REPORT.actions}
    done = report_of(story(controls=(said("train", Status.YES), said("paper", Status.PARTLY))))

    assert names == {"backups", "i3-only", "paper", "screen", "segment", "train"}
    assert {one.mitigation for one in done.actions} == names - {"train"}


def test_actions_stand_by_what_they_buy() -> None:
    bought = [one.harm_removed.likely for one in REPORT.actions]

    assert bought == sorted(bought, reverse=True)
    for one in REPORT.actions:
        assert one.share_removed == pytest.approx(one.harm_removed.likely / REPORT.harm.likely)
        assert one.headline_after <= one.headline_before + 1e-12
        assert one.hours_after <= one.hours_before + 1e-12


def test_what_an_action_buys_is_what_is_gone_once_it_is_done() -> None:
    for one in REPORT.actions:
        if one.available:
            done = report_of(story(controls=(said(one.mitigation, Status.YES),)))
            gone = REPORT.harm.likely - done.harm.likely
            assert one.harm_removed.likely == pytest.approx(gone, rel=0.01, abs=1e-9)


def test_what_the_stage_does_not_offer_is_a_question_and_buys_nothing() -> None:
    late = _action("i3-only")

    assert not late.available
    assert late.harm_removed.high == 0.0
    assert late.status is Status.NO


@pytest.mark.parametrize(
    ("positions", "size", "how"),
    [
        (1, "small", "S."),
        (5, "small", "S."),
        (6, "medium", "M."),
        (20, "medium", "M."),
        (21, "large", "L."),
    ],
)
def test_advice_is_for_the_size_of_the_centre(positions: int, size: str, how: str) -> None:
    report = report_of(story(site=replace(SITE, positions=positions)))

    assert size_of(positions) == size
    assert {one.how for one in report.actions} == {how}


def test_whoever_is_asked_exists_here() -> None:
    who = (OwnerClass.CARRIER, OwnerClass.VENDOR)
    segment = replace(CATALOG.mitigations["segment"], who=who)
    content = replace(CATALOG, mitigations=CATALOG.mitigations | {"segment": segment})
    found = {one.mitigation: one.owner_class for one in report_of(story(), content).actions}

    assert found["segment"] is OwnerClass.VENDOR  # this centre has no carrier of its own
    assert found["train"] is OwnerClass.PSAP


def test_unknowns_stand_by_how_much_they_matter_and_say_whom_to_ask() -> None:
    swings = [one.swing or 0.0 for one in REPORT.unknowns]

    assert swings == sorted(swings, reverse=True)
    assert swings[0] > 0.0
    asked = {one.subject: one for one in REPORT.unknowns}
    assert asked["flat@cad"].ask is OwnerClass.PSAP
    assert asked["flat@cad"].question == "cad: Is it flat?"
    assert "i3-only" not in asked


@pytest.mark.parametrize("status", [Status.YES, Status.PARTLY, Status.NO])
def test_what_was_answered_is_not_asked_again(status: Status) -> None:
    report = report_of(story(controls=(said("segment", status),)))

    assert "segment" not in {one.subject for one in report.unknowns}


def test_the_first_three_and_what_ties_with_them_are_different() -> None:
    first = {one.mitigation for one in REPORT.actions[:3]}

    assert not first & set(REPORT.tied)
    assert set(REPORT.tied) <= {one.mitigation for one in REPORT.actions}


def test_two_of_one_kind_tie() -> None:
    """Four mitigations that do the same: no three of them are ahead of the fourth."""
    answers = CATALOG.mitigations["segment"].answers
    content = replace(CATALOG, mitigations={f"m{n}": mitigation(*answers) for n in range(4)})

    report = report_of(story(), content)

    assert report.tied == (report.actions[3].mitigation,)


def test_the_headline_service_is_the_one_named() -> None:
    run = run_of(story(), CATALOG)
    by_service = {
        kind: {one.mitigation: one for one in plan(run, kind).actions}
        for kind in (ServiceKind.DISPATCH, ServiceKind.RADIO)
    }

    assert by_service[ServiceKind.DISPATCH]["segment"].headline_before > 0.0
    assert by_service[ServiceKind.RADIO]["segment"].headline_before == 0.0


def test_what_the_stage_does_not_offer_is_never_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def spy(run: Run, changes: Sequence[WhatIf], end: End) -> tuple[Result, tuple[Result, ...]]:
        seen.extend(name for one in changes for name in one.said)
        return tried(run, changes, end)

    monkeypatch.setattr(module, "tried", spy)
    plan(run_of(story(), CATALOG), ServiceKind.DISPATCH)

    assert "segment" in seen
    assert "i3-only" not in seen


def test_of_two_that_buy_the_same_the_cheaper_stands_first() -> None:
    """All three answer a flood, and nobody can call: none buys anything."""

    def costing(dollars: int) -> CostBySize:
        band = CostBand(dollars_low=dollars, dollars_high=dollars, days_low=0, days_high=1)
        return CostBySize(small=band, medium=band, large=band)

    content = replace(
        CATALOG,
        mitigations={
            name: mitigation(answer("flood"), cost=costing(dollars))
            for name, dollars in (("a", 900), ("b", 10), ("c", 300))
        },
    )

    actions = report_of(story(flows=story().flows[:2]), content).actions

    assert {one.harm_removed.likely for one in actions} == {0.0}
    assert [one.mitigation for one in actions] == ["b", "c", "a"]


def _buying(*removed: tuple[float, float, float]) -> list[Action]:
    """Actions a, b, c and so on, with what each removes at each end."""
    return [
        replace(
            REPORT.actions[0],
            mitigation="abcdefgh"[place],
            harm_removed=Band(low=low, likely=likely, high=high),
        )
        for place, (low, likely, high) in enumerate(removed)
    ]


def _firm(same: float, **among: float) -> Stability:
    return Stability(draws=40, same=same, among={"a": 1.0, "b": 1.0, "c": 0.6} | among)


def test_what_often_takes_a_place_among_the_first_three_is_named_most_frequent_first() -> None:
    head = _buying(*[(1.0, 1.0, 1.0)] * 7)

    assert module._tied(_firm(0.5, d=0.2, e=0.45, f=0.05), head) == ("e", "d")


def test_nothing_is_tied_where_the_same_three_come_first_in_nine_of_ten_draws() -> None:
    head = _buying(*[(1.0, 1.0, 1.0)] * 7)

    assert module._tied(_firm(0.9, d=0.1), head) == ()
    assert module._tied(_firm(0.875, d=0.125), head) == ("d",)


def test_the_report_says_how_often_an_action_is_among_the_first_three() -> None:
    leading = [one for one in REPORT.actions if one.among_first is not None]

    assert all(0.0 <= (one.among_first or 0.0) <= 1.0 for one in leading)
    assert all(one.available and one.harm_removed.likely > 0.0 for one in leading)


def test_a_swing_is_the_share_that_the_good_answer_takes_away() -> None:
    yes, no = (
        report_of(story(controls=(said("segment", status),))).harm.likely
        for status in (Status.YES, Status.NO)
    )
    asked = {one.subject: one.swing or 0.0 for one in REPORT.unknowns}

    assert asked["segment"] == pytest.approx(1.0 - yes / no)
    assert all(0.0 <= swing <= 1.0 for swing in asked.values())


def test_where_many_weaknesses_are_unknown_the_busiest_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_MOST_WEAKNESSES", 1)
    asked = {one.subject: one.swing or 0.0 for one in report_of(story()).unknowns}

    assert asked["no-training@pc"] > 0.0  # mail comes more often than anybody moves on from it
    assert asked["flat@cad"] == 0.0
