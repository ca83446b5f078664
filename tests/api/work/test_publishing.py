"""A real assessment is given out, changed and given out again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ng911risk.access import Permission, Scope
from ng911risk.engine.assess import assess, open_assessment, report_of
from ng911risk.errors import ConflictError, ForbiddenError, NotFoundError
from ng911risk.exporters import render
from ng911risk.exporters.exchange import stix_export
from ng911risk.exporters.stix.tlp import IDS
from ng911risk.exporters.stix.versions import references
from ng911risk.intel.observed import observation_id
from ng911risk.model.inventory import Environment, Inventory
from ng911risk.model.observation import Observation, ObservedKind, Promotion, Transport
from ng911risk.model.report import RiskReport
from ng911risk.model.tlp import Tlp
from ng911risk.store import LOCAL, Store
from ng911risk.store.collected import Match
from ng911risk.store.given_out import Kind, Publication
from ng911risk.store.object_versions import hash_of
from ng911risk_api.deps import Desk
from ng911risk_api.parts import Parts
from ng911risk_api.work.exchange_desk import gathered
from ng911risk_api.work.publishing import NewPublication, part_of, publish
from tests.exporters.stix.given import catalog
from tests.exporters.stix.real import AT, SMALL, inventory
from tests.store.sample import digest_of

STRICT, GREEN = Tlp.AMBER_STRICT.value, Tlp.GREEN.value
LATER = AT + timedelta(days=30)
Stix = dict[str, Any]


@cache
def _report(smaller: bool, at: datetime) -> tuple[Inventory, RiskReport]:
    """A centre, or the same without its generator."""
    if at != AT:
        site, report = _report(smaller, AT)
        return site, replace(report, made_at=at)
    site = inventory(SMALL)
    if smaller:
        site = replace(
            site,
            assets=tuple(one for one in site.assets if one.id != "generator"),
            trusts=tuple(one for one in site.trusts if one.source != "generator"),
        )
    report = assess(site, catalog(), at=at, tool_version="0.1.0", inventory_digest=digest_of(site))
    return site, report


class Centre:
    """A site in a store, of which somebody seals and publishes."""

    def __init__(self, store: Store, name: str, scope: Scope = LOCAL) -> None:
        self.desk = Desk(store=store, scope=scope)
        self.parts = Parts(
            catalog=catalog(), assess=assess, open_assessment=open_assessment,
            report_of=report_of, tool_version="0.1.0", now=lambda: LATER + timedelta(days=1),
        )  # fmt: skip
        with store.write(LOCAL) as rooms:
            self.site = rooms.sites.add(name, at=AT).id

    def seal(self, *, smaller: bool = False, at: datetime = AT) -> str:
        site, report = _report(smaller, at)
        with self.desk.store.write(LOCAL) as rooms:
            return rooms.assessments.add(
                self.site, report, report_json=render(report, "json"), inventory=site, places={},
                at=at,
            ).id  # fmt: skip

    def publish(self, assessment: str, *kinds: Kind, tlp: Tlp | None = None) -> Publication:
        wanted = NewPublication(kinds=kinds or (Kind.ASSESSMENTS,), tlp=tlp)
        return publish(self.desk, self.parts, assessment, wanted)

    def seen(self, kind: str = "assessments", tlp: str = STRICT, which: str = "last") -> list[Stix]:
        with self.desk.store.read(LOCAL) as rooms:
            page = rooms.collected.page(
                kind, tlp, Match(versions=(which,)), rooms.collected.begin(), limit=1000
            )
        assert not page.more
        return [json.loads(one.content) for one in page.versions]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def centre(store: Store) -> Centre:
    return Centre(store, "Hollow County")


def _promote(centre: Centre) -> str:
    bare = Observation(
        id="", kind=ObservedKind.SIP_SCAN, what="Asks who is there.", source="45.83.64.7",
        target="203.0.113.4", target_port=5060, transport=Transport.UDP, protocol="sip",
        first_seen=AT, last_seen=AT, messages=40, environment=Environment.PRODUCTION,
        capture="c" * 64,
    )  # fmt: skip
    seen = replace(bare, id=observation_id(bare))
    vector = min(catalog().vectors)
    promotion = Promotion(
        observation=seen.id, vector=vector, by="Analyst", reason="It scans.", on=AT,
        valid_until=AT + timedelta(days=90), addresses_unknown=True,
    )  # fmt: skip
    with centre.desk.store.write(LOCAL) as rooms:
        rooms.observations.add(centre.site, (seen,), at=AT)
        rooms.observations.decide(centre.site, promotion, at=AT)
    return seen.id


def _withdraw(centre: Centre) -> None:
    with centre.desk.store.write(LOCAL) as rooms:
        (one,) = rooms.observations.of_site(centre.site).promotions
        rooms.observations.decide(
            centre.site, replace(one, withdrawn_on=AT + timedelta(days=5)), at=LATER
        )


def _whole(objects: list[Stix]) -> None:
    """Every object is there once, and everything that one names is there."""
    ids = [one["id"] for one in objects]
    assert len(set(ids)) == len(ids)
    missing = {id_ for one in objects for id_ in references(one)} - set(ids)
    assert missing == set()


def _one_content_for_each_version(centre: Centre) -> None:
    found: dict[tuple[str, str], set[str]] = {}
    with centre.desk.store.read(LOCAL) as rooms:
        collections = rooms.collected.collections()
    for kind, tlp in collections:
        for one in centre.seen(kind, tlp, "all"):
            if "modified" in one:
                found.setdefault((one["id"], one["modified"]), set()).add(hash_of(one))
    assert {key for key, contents in found.items() if len(contents) > 1} == set()


def test_everything_goes_out_strictly_marked_and_whole(centre: Centre) -> None:
    made = centre.publish(centre.seal())

    objects = centre.seen()
    assert (made.added, made.tlp, made.kinds) == (len(objects), STRICT, ("assessments",))
    _whole(objects)
    marked = {mark for one in objects for mark in one.get("object_marking_refs", ())}
    assert marked == {IDS[Tlp.AMBER_STRICT]}
    assert {one["type"] for one in objects} >= {"identity", "infrastructure", "note", "report"}


def test_the_same_again_adds_nothing_and_makes_no_entry(centre: Centre) -> None:
    id = centre.seal()
    first = centre.publish(id)

    assert centre.publish(id) == first
    with centre.desk.store.read(LOCAL) as rooms:
        told = [link.entry for link in rooms.audit.links()]
        assert [one.action for one in told].count("assessment.published") == 1


def test_an_asset_that_is_gone_is_withdrawn_and_what_did_not_change_does_not_move(
    centre: Centre,
) -> None:
    centre.publish(centre.seal())
    before = {one["id"]: one for one in centre.seen()}
    made = centre.publish(centre.seal(smaller=True, at=LATER))

    after = {one["id"]: one for one in centre.seen()}
    gone = [one for one in after.values() if one.get("revoked")]
    assert "infrastructure" in {one["type"] for one in gone}
    assert all(one["id"] in before for one in gone)
    same = [id_ for id_ in before if after[id_] == before[id_]]
    assert len(same) > len(before) / 2
    assert made.added == len(after) - len(same)
    _whole(list(after.values()))
    _one_content_for_each_version(centre)


def test_an_older_assessment_is_refused_after_a_newer_one(centre: Centre) -> None:
    older, newer = centre.seal(), centre.seal(at=LATER)
    centre.publish(newer)

    with pytest.raises(ConflictError):
        centre.publish(older)


def test_indicators_go_out_wider_by_themselves_and_are_withdrawn_from_wherever_they_were(
    centre: Centre,
) -> None:
    _promote(centre)
    id = centre.seal()
    centre.publish(id)
    made = centre.publish(id, Kind.INDICATORS)
    again = centre.publish(id)

    assert (made.tlp, again.added) == (GREEN, 0), "each collection is a history of its own"
    green = centre.seen("indicators", GREEN)
    _whole(green)
    assert {one["type"] for one in green} <= {
        "indicator", "attack-pattern", "relationship", "identity", "marking-definition",
        "extension-definition",
    }  # fmt: skip
    marked = {mark for one in green for mark in one.get("object_marking_refs", ())}
    assert marked == {IDS[Tlp.GREEN]}
    _one_content_for_each_version(centre)

    _withdraw(centre)
    centre.publish(centre.seal(at=LATER))

    for kind, tlp in (("indicators", GREEN), ("assessments", STRICT)):
        found = [one for one in centre.seen(kind, tlp) if one["type"] == "indicator"]
        assert found
        assert all(one.get("revoked") for one in found), kind
        if tlp == GREEN:  # not asked for this time: nothing is left of it but what is taken back
            assert {one["description"] for one in found} == {"Taken back."}
    _one_content_for_each_version(centre)
    assert centre.publish(centre.seal(at=LATER), Kind.INDICATORS).added == 0


def test_who_never_read_an_accusation_does_not_hear_that_it_was_taken_back(
    centre: Centre,
) -> None:
    _promote(centre)
    _withdraw(centre)
    id = centre.seal(at=LATER)

    with pytest.raises(ConflictError, match="nothing that was seen stands promoted"):
        centre.publish(id, Kind.INDICATORS)


def test_another_level_is_another_version_and_the_first_one_stays(centre: Centre) -> None:
    id = centre.seal()
    centre.publish(id)
    made = centre.publish(id, tlp=Tlp.GREEN)

    assert made.added == len(centre.seen("assessments", GREEN))
    _whole(centre.seen("assessments", GREEN))
    _one_content_for_each_version(centre)
    strict, green = (
        {one["id"]: one for one in centre.seen("assessments", tlp)} for tlp in (STRICT, GREEN)
    )
    moved = [
        id_ for id_ in strict if strict[id_].get("modified") != green.get(id_, {}).get("modified")
    ]
    assert moved
    assert all(green[id_]["created"] == strict[id_]["created"] for id_ in moved if id_ in green)
    with centre.desk.store.read(LOCAL) as rooms:
        detail = list(rooms.audit.links())[-1].entry.detail
    assert '"tlp": "green"' in detail
    assert '"usual": "amber+strict"' in detail


def test_two_sites_share_the_catalogue_and_nothing_else(centre: Centre, store: Store) -> None:
    other = Centre(store, "Another County")
    centre.publish(centre.seal(), Kind.ASSESSMENTS, Kind.CATALOGUE)
    other.publish(other.seal(at=LATER), Kind.ASSESSMENTS, Kind.CATALOGUE)

    _whole(centre.seen())
    _whole(centre.seen("catalogue"))
    _one_content_for_each_version(centre)
    infrastructure = [one for one in centre.seen() if one["type"] == "infrastructure"]
    assert len(infrastructure) == 2 * len(inventory(SMALL).assets)
    other.publish(other.seal(smaller=True, at=LATER + timedelta(hours=1)))
    revoked = [one["id"] for one in centre.seen() if one.get("revoked")]
    kept = {one["id"] for one in centre.seen() if not one.get("revoked")}
    assert revoked
    assert {"attack-pattern", "course-of-action"} <= {id_.partition("--")[0] for id_ in kept}


def test_what_was_not_promoted_cannot_be_published_as_indicators(centre: Centre) -> None:
    with pytest.raises(ConflictError, match="nothing to publish"):
        centre.publish(centre.seal(), Kind.INDICATORS)


def test_reading_alone_is_not_enough(store: Store, centre: Centre) -> None:
    id = centre.seal()
    for missing in (Permission.PUBLISH, Permission.EXPORT):
        scope = replace(LOCAL, permissions=LOCAL.permissions - {missing})
        with pytest.raises(ForbiddenError):
            publish(Desk(store=store, scope=scope), centre.parts, id, NewPublication())
    assert centre.seen() == []


def test_an_assessment_of_another_site_is_not_published_here(store: Store, centre: Centre) -> None:
    other = Centre(store, "Another County")
    with pytest.raises(NotFoundError):
        publish(centre.desk, centre.parts, other.seal(), NewPublication(), site=centre.site)


def test_a_kind_of_which_there_is_nothing_is_empty() -> None:
    assert part_of("indicators", [{"type": "note", "id": "note--1"}]) == ()
    with pytest.raises(ValueError, match="one or more"):
        NewPublication(kinds=())


def test_an_export_after_a_wide_publication_is_marked_as_the_export(centre: Centre) -> None:
    centre.publish(centre.seal(), tlp=Tlp.CLEAR)
    smaller = centre.seal(smaller=True, at=LATER)

    source = gathered(centre.desk, smaller, catalog(), LATER).source
    objects = stix_export.objects(source.given)

    assert IDS[Tlp.CLEAR] in {one["id"] for one in source.given.previous}
    assert "infrastructure" in {one["type"] for one in objects if one.get("revoked")}
    marks = {mark for one in objects for mark in one.get("object_marking_refs", ())}
    assert marks == {IDS[Tlp.AMBER_STRICT]}
