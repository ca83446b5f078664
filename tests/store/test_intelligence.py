from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, ForbiddenError, NotFoundError
from ng911risk.model.intelligence import FeedFlaw, Intelligence
from ng911risk.store import LOCAL, Site, Store
from ng911risk.store import intelligence as module
from tests.engine.intel_feeds import feed, technique
from tests.store.conftest import OTHER, seal_one
from tests.store.sample import EVIDENCE, INVENTORY, NOW, PLACES, report_bytes, report_on

ISAC = feed(technique("T1566"), name="isac")
KEV = feed(FeedFlaw(cve="CVE-2024-41713", exploited=True), name="kev")


def only(*permissions: Permission) -> Scope:
    return replace(LOCAL, permissions=frozenset(permissions))


def test_feeds_come_back_by_name(store: Store) -> None:
    with store.write(LOCAL) as rooms:
        rooms.intelligence.add(KEV, at=NOW)
        rooms.intelligence.add(ISAC, at=NOW)

    with store.read(LOCAL) as rooms:
        assert rooms.intelligence.standing() == Intelligence(feeds=(ISAC, KEV))
        assert [one.feed for one in rooms.intelligence.kept()] == [ISAC, KEV]
        assert {one.by_name for one in rooms.intelligence.kept()} == {"command line"}


def test_a_feed_of_the_same_name_takes_the_place_of_the_older(store: Store) -> None:
    newer = replace(ISAC, digest="e" * 64)

    with store.write(LOCAL) as rooms:
        rooms.intelligence.add(ISAC, at=NOW)
        rooms.intelligence.add(newer, at=NOW + timedelta(days=1))

    with store.read(LOCAL) as rooms:
        assert rooms.intelligence.standing().feeds == (newer,)


def test_a_feed_that_was_removed_counts_no_more(store: Store) -> None:
    with store.write(LOCAL) as rooms:
        kept = rooms.intelligence.add(ISAC, at=NOW)
        rooms.intelligence.remove(kept.id, at=NOW)

        assert rooms.intelligence.standing() == Intelligence()
        with pytest.raises(NotFoundError):
            rooms.intelligence.remove(kept.id, at=NOW)


def test_nobody_sees_or_removes_the_feeds_of_others(store: Store) -> None:
    with store.write(LOCAL) as rooms:
        kept = rooms.intelligence.add(ISAC, at=NOW)

    with store.write(OTHER) as rooms:
        assert rooms.intelligence.standing() == Intelligence()
        with pytest.raises(NotFoundError):
            rooms.intelligence.remove(kept.id, at=NOW)


def test_each_way_asks_the_scope(store: Store) -> None:
    with store.write(only(Permission.READ_SITE)) as rooms:
        assert rooms.intelligence.standing() == Intelligence()
        with pytest.raises(ForbiddenError):
            rooms.intelligence.add(ISAC, at=NOW)
        with pytest.raises(ForbiddenError):
            rooms.intelligence.remove("0" * 32, at=NOW)
    with store.read(only()) as rooms:
        with pytest.raises(ForbiddenError):
            rooms.intelligence.standing()
        with pytest.raises(ForbiddenError):
            rooms.intelligence.kept()


def test_there_is_a_most(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEEDS_MAX", 1)
    with store.write(LOCAL) as rooms:
        rooms.intelligence.add(ISAC, at=NOW)
        rooms.intelligence.add(ISAC, at=NOW)
        with pytest.raises(ConflictError):
            rooms.intelligence.add(KEV, at=NOW)

    monkeypatch.setattr(module, "FEED_BYTES_MAX", 10)
    with store.write(LOCAL) as rooms, pytest.raises(ConflictError):
        rooms.intelligence.add(ISAC, at=NOW)


def test_what_went_into_an_assessment_is_sealed_with_it(store: Store, site: Site) -> None:
    heard = Intelligence(feeds=(ISAC,))
    report = report_on()

    with store.write(LOCAL) as rooms:
        without = seal_one(rooms, site.id)
        head = rooms.assessments.add(
            site.id, report, report_json=report_bytes(report), inventory=INVENTORY, places=PLACES,
            evidence=EVIDENCE, intelligence=heard, at=NOW,
        )  # fmt: skip

    with store.read(LOCAL) as rooms:
        assert rooms.assessments.get(head.id).intelligence == heard
        assert rooms.assessments.get(without.id).intelligence_json is None
        assert rooms.assessments.get(without.id).intelligence == Intelligence()
