"""What every object of ours has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import product

from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.stix.frame import PUBLISHER, Frame, moved_by, stamp
from ng911risk.exporters.stix.tlp import IDS
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.given import seen_input

FRAME = Frame.of(seen_input())


def test_moments_are_utc_with_milliseconds() -> None:
    west = timezone(timedelta(hours=-6))

    assert stamp(datetime(2026, 1, 1, 20, 0, 0, 123_999, tzinfo=west)) == "2026-01-02T02:00:00.123Z"
    assert stamp(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000Z"


def test_what_holds_here_is_made_by_the_toolkit_and_what_holds_everywhere_by_the_publisher() -> (
    None
):
    assert FRAME.here("note", "a")["created_by_ref"] == FRAME.toolkit
    assert FRAME.everywhere("attack-pattern", "a")["created_by_ref"] == PUBLISHER
    assert FRAME.known("vulnerability", "a")["created_by_ref"] == PUBLISHER


def test_what_holds_everywhere_was_created_at_one_moment_wherever_it_is_made() -> None:
    report = seen_input().report
    for days in (-999, 0, 999):
        at = report.made_at + timedelta(days=days)
        frame = Frame.of(seen_input(report=replace(report, made_at=at)))

        for one in (frame.everywhere("attack-pattern", "a"), frame.known("vulnerability", "a")):
            assert one["created"] == "2026-01-01T00:00:00.000Z"
            assert one["modified"] == max(stamp(at), one["created"])
        assert frame.here("note", "a")["created"] == stamp(at)


def test_other_wishes_at_one_moment_are_other_versions_and_created_does_not_move() -> None:
    wishes = [
        Wishes(tlp=level, people=people, numbers=numbers, confidence=confidence)
        for level in Tlp
        for people, numbers, confidence in product((False, True), repeat=3)
    ]
    notes = [Frame.of(seen_input(wishes=one)).here("note", "a") for one in wishes]

    assert len({one["modified"] for one in notes}) == len(wishes)
    assert {one["created"] for one in notes} == {FRAME.here("note", "a")["modified"]}
    assert moved_by(Wishes()) == moved_by(Wishes(tlp=Tlp.AMBER_STRICT)) == timedelta(0)
    assert max(moved_by(one) for one in wishes) == timedelta(milliseconds=39)


def test_everything_is_marked_and_nothing_is_empty() -> None:
    made = (
        FRAME.here("note", "a", content="", labels=[], confidence=None, abstract="x"),
        FRAME.seen("ipv4-addr", {"value": "192.0.2.1"}),
    )

    assert all(one["object_marking_refs"] == [IDS[Tlp.AMBER_STRICT]] for one in made)
    assert not {"content", "labels", "confidence"} & set(made[0])


def test_one_key_is_one_id_at_a_centre_and_another_elsewhere() -> None:
    other_site = Frame.of(seen_input(site="oak"))
    other_installation = Frame.of(seen_input(installation="11111111-2222-4333-8444-555555555555"))

    ids = {
        one.here("infrastructure", "sbc")["id"] for one in (FRAME, other_site, other_installation)
    }
    shared = {one.known("vulnerability", "CVE-2024-1")["id"] for one in (FRAME, other_site)}
    worldwide = {one.everywhere("attack-pattern", "x")["id"] for one in (FRAME, other_installation)}

    assert (len(ids), len(shared), len(worldwide)) == (3, 1, 1)


def test_ids_do_not_hang_on_time() -> None:
    report = seen_input().report
    later = Frame.of(seen_input(report=replace(report, made_at=report.made_at + timedelta(days=9))))

    assert later.here("note", "a")["id"] == FRAME.here("note", "a")["id"]
