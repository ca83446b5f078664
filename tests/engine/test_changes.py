from __future__ import annotations

from dataclasses import replace
from datetime import date

from ng911risk.engine.changes import (
    SITE,
    Turn,
    answer_changes,
    evidence_changes,
    feed_changes,
    finding_changes,
    names_of,
    path_changes,
)
from ng911risk.model.evidence import Evidence, Verdict
from ng911risk.model.intelligence import Intelligence
from ng911risk.model.inventory import KnownWeakness
from ng911risk.model.scales import Level, Status
from tests.engine.intel_feeds import feed
from tests.engine.runs import report_of
from tests.engine.small import STORY_ASSETS, said, story, story_catalog

CATALOG = story_catalog()
REPORT = report_of(story(), CATALOG)
SAFER = report_of(story(controls=(said("segment", Status.YES), said("train", Status.YES))), CATALOG)


def test_answers_are_told_from_what_to_what_by_whom() -> None:
    old = story(controls=(said("train", Status.NO), said("paper", Status.YES)))
    new = story(
        controls=(
            said("train", Status.YES, said_by="director", on=date(2026, 2, 3)),
            said("paper", Status.YES, said_by="somebody else"),
            said("segment", Status.PARTLY, scope=("cad",)),
        )
    )
    found = answer_changes(old, new, CATALOG)

    assert [(one.where, one.before, one.after) for one in found] == [
        ("cad", "no answer", "partly in place"),
        (SITE, "not in place", "in place"),
    ]
    assert (found[1].said_by, found[1].on) == ("director", date(2026, 2, 3))
    assert found[1].title == CATALOG.mitigations["train"].title


def test_a_weakness_is_told_with_the_system_it_is_of() -> None:
    known = KnownWeakness(name="flat", status=Status.NO, said_by="vendor")
    cad = replace(STORY_ASSETS[1], name="Dispatch server", weaknesses=(known,))
    new = story(STORY_ASSETS[0], cad, STORY_ASSETS[2])
    (one,) = answer_changes(story(), new, CATALOG)

    assert (one.title, one.where) == ("flat", "Dispatch server")
    assert (one.before, one.after) == ("no answer", "the weakness is not there")
    assert one.said_by == "vendor"


def test_an_answer_that_was_taken_back_is_told_too() -> None:
    (one,) = answer_changes(story(controls=(said("gone-since", Status.YES),)), story(), CATALOG)

    assert (one.title, one.before, one.after) == ("gone since", "in place", "no answer")


def test_evidence_of_one_side_only_is_told_and_what_both_have_is_not() -> None:
    both, came = (
        Evidence(
            mitigation="train",
            scope=scope,
            verdict=Verdict.EFFECTIVE,
            observed="-",
            method="interview",
            on=date(2026, 1, day),
        )
        for day, scope in ((1, ()), (2, ("cad",)))
    )
    (one,) = evidence_changes((both,), (both, came), names_of(story()), CATALOG)
    (gone,) = evidence_changes((both, came), (both,), names_of(story()), CATALOG)

    assert (one.came, one.where, one.on) == (True, "cad", date(2026, 1, 2))
    assert gone == replace(one, came=False)


def test_the_same_report_twice_has_no_changes() -> None:
    assert finding_changes(REPORT, REPORT) == ()
    assert path_changes(REPORT, REPORT) == ()


def test_findings_come_go_and_change_their_risk() -> None:
    first, second, *rest = REPORT.findings
    raised = replace(second, risk=Level.VERY_HIGH)
    lowered = replace(second, risk=Level.VERY_LOW)
    old = replace(REPORT, findings=(first, lowered, *rest))
    new = replace(REPORT, findings=(raised, *rest))

    assert [(one.turn, one.title) for one in finding_changes(old, new)] == [
        (Turn.WORSE, second.title),
        (Turn.GONE, first.title),
    ]
    assert [one.turn for one in finding_changes(new, old)] == [Turn.NEW, Turn.BETTER]


def test_paths_count_as_better_only_beyond_the_luck_of_the_draw() -> None:
    other_draw = report_of(story(), CATALOG, seed=2)
    assert [one.turn for one in path_changes(REPORT, other_draw)] == []

    turns = {one.turn for one in path_changes(REPORT, SAFER)}
    assert Turn.BETTER in turns
    assert Turn.WORSE not in turns


def test_feeds_that_came_went_or_are_another_file_are_named() -> None:
    kept, gone, new = feed(name="kept"), feed(name="gone"), feed(name="new")
    newer = replace(feed(name="other"), digest="e" * 64)

    found = feed_changes(
        Intelligence(feeds=(gone, kept, feed(name="other"))),
        Intelligence(feeds=(kept, new, newer)),
    )

    assert [(one.name, bool(one.before), bool(one.after)) for one in found] == [
        ("gone", True, False),
        ("new", False, True),
        ("other", True, True),
    ]
