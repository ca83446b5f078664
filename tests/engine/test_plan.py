from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.engine.plan import plan, size_of
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.report import Action
from ng911risk.model.scales import Status
from tests.engine.runs import report_of, run_of
from tests.engine.small import SITE, mitigation, said, story, story_catalog

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
    swings = [one.swing for one in REPORT.unknowns]

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
