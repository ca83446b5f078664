from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, ForbiddenError, NotFoundError
from ng911risk.intel.observed import observation_id
from ng911risk.model.inventory import Environment
from ng911risk.model.observation import (
    Observation,
    ObservationFile,
    ObservedKind,
    Promotion,
    Transport,
)
from ng911risk.store import LOCAL, Site, Store
from ng911risk.store import observations as module
from tests.store.conftest import OTHER
from tests.store.sample import NOW


def _seen(source: str = "198.51.100.7") -> Observation:
    bare = Observation(
        id="", kind=ObservedKind.SIP_SCAN, what="Asks who is there.", source=source,
        target="203.0.113.4", target_port=5060, transport=Transport.UDP, protocol="sip",
        first_seen=NOW, last_seen=NOW, messages=40, environment=Environment.PRODUCTION,
        capture="c" * 64,
    )  # fmt: skip
    return replace(bare, id=observation_id(bare))


def _decision(seen: Observation) -> Promotion:
    return Promotion(
        observation=seen.id, vector="sip-signalling-flood", by="Analyst", reason="It scans.",
        on=NOW, valid_until=NOW + timedelta(days=30),
    )  # fmt: skip


def only(*permissions: Permission) -> Scope:
    return replace(LOCAL, permissions=frozenset(permissions))


def test_what_was_seen_comes_back_once(store: Store, site: Site) -> None:
    one, two = _seen(), _seen("198.51.100.8")

    with store.write(LOCAL) as rooms:
        assert rooms.observations.add(site.id, (one, one), at=NOW) == 1
        assert rooms.observations.add(site.id, (one, two), at=NOW) == 1
        assert rooms.observations.add(site.id, (two,), at=NOW) == 0

    with store.read(LOCAL) as rooms:
        found = rooms.observations.of_site(site.id)
    assert found.observations == tuple(sorted((one, two), key=lambda seen: seen.id))


def test_the_newest_decision_counts(store: Store, site: Site) -> None:
    seen = _seen()
    first = _decision(seen)
    later = replace(first, withdrawn_on=NOW + timedelta(days=1))

    with store.write(LOCAL) as rooms:
        rooms.observations.add(site.id, (seen,), at=NOW)
        rooms.observations.decide(site.id, first, at=NOW)
        rooms.observations.decide(site.id, later, at=NOW)

        assert rooms.observations.of_site(site.id).promotions == (later,)


def test_nobody_decides_about_what_was_not_seen_here(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms, pytest.raises(NotFoundError):
        rooms.observations.decide(site.id, _decision(_seen()), at=NOW)


def test_nobody_sees_or_decides_about_what_others_saw(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        rooms.observations.add(site.id, (_seen(),), at=NOW)

    with store.write(OTHER) as rooms:
        for ask in (
            lambda: rooms.observations.of_site(site.id),
            lambda: rooms.observations.add(site.id, (_seen(),), at=NOW),
            lambda: rooms.observations.decide(site.id, _decision(_seen()), at=NOW),
        ):
            with pytest.raises(NotFoundError):
                ask()


def test_each_way_asks_the_scope(store: Store, site: Site) -> None:
    with store.write(only(Permission.READ_EVIDENCE)) as rooms:
        assert rooms.observations.of_site(site.id) == ObservationFile()
        with pytest.raises(ForbiddenError):
            rooms.observations.add(site.id, (_seen(),), at=NOW)
        with pytest.raises(ForbiddenError):
            rooms.observations.decide(site.id, _decision(_seen()), at=NOW)
    with store.read(only()) as rooms, pytest.raises(ForbiddenError):
        rooms.observations.of_site(site.id)


def test_there_is_a_most(store: Store, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OBSERVATIONS_MAX", 1)
    with store.write(LOCAL) as rooms:
        rooms.observations.add(site.id, (_seen(),), at=NOW)
        with pytest.raises(ConflictError):
            rooms.observations.add(site.id, (_seen("198.51.100.8"),), at=NOW)
