from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.errors import ConflictError, InputError, NotDescribedError, NotFoundError
from ng911risk.model.inventory import Environment
from ng911risk.model.observation import Observation, ObservationFile, Promotion
from ng911risk.records import to_json
from ng911risk.store import LOCAL, Rooms, Store
from ng911risk_api.deps import Desk
from ng911risk_api.parts import Parts
from ng911risk_api.work.seen_desk import (
    BY_MAX,
    REASON_MAX,
    AddedObservations,
    NewPromotion,
    add_seen,
    promote,
    withdraw,
)
from tests.api.work.seen import ADDRESSED, OWN, WANTED, seen
from tests.store.sample import INVENTORY, NOW, digest_of


@pytest.fixture
def desk(app: FastAPI, client: TestClient) -> Desk:  # the client starts the application
    store: Store = app.state.store
    return Desk(store=store, scope=LOCAL)


@pytest.fixture
def site(desk: Desk) -> str:
    with desk.write() as rooms:
        site = rooms.sites.add("Cedar County", at=NOW).id
        describe(rooms, site)
    return site


def describe(rooms: Rooms, site: str, *, addressed: bool = True) -> None:
    inventory = ADDRESSED if addressed else INVENTORY
    rooms.inventories.add(
        site, inventory, file="site.yaml", digest=digest_of(inventory), places={}, at=NOW
    )


def posted(desk: Desk, parts: Parts, site: str, *content: Observation) -> None:
    data = to_json(ObservationFile(observations=content))
    add_seen(desk, parts, site, data, file="seen.json")


def standing(desk: Desk, site: str) -> tuple[Promotion, ...]:
    with desk.read() as rooms:
        return rooms.observations.of_site(site).promotions


def test_a_file_is_kept_once_and_its_decisions_are_not_taken(
    desk: Desk, parts: Parts, site: str
) -> None:
    one = seen()
    decided = Promotion(
        observation=one.id, vector="x", by="Analyst", reason="y", on=NOW, valid_until=NOW
    )
    data = to_json(ObservationFile(observations=(one,), promotions=(decided,)))

    first = add_seen(desk, parts, site, data, file="seen.json")
    again = add_seen(desk, parts, site, data, file="seen.json")

    assert first == AddedObservations(added=1, known=0, decisions_not_taken=1)
    assert again == AddedObservations(added=0, known=1, decisions_not_taken=1)
    assert standing(desk, site) == ()


def test_what_was_changed_by_hand_is_refused(desk: Desk, parts: Parts, site: str) -> None:
    with pytest.raises(InputError, match="changed by hand"):
        posted(desk, parts, site, replace(seen(), messages=41))


def test_a_decision_is_kept_with_the_role_of_who_made_it(
    desk: Desk, parts: Parts, site: str
) -> None:
    one = seen()
    posted(desk, parts, site, one)
    analyst = replace(desk, scope=replace(LOCAL, role=Role.SECURITY_ANALYST, name="Sky Analyst"))

    made = promote(analyst, parts, site, one.id, WANTED)

    assert standing(desk, site) == (made,)
    assert (made.by, made.on, made.vector) == ("Security analyst", NOW, WANTED.vector)
    with pytest.raises(ConflictError, match="decided about this observation before"):
        promote(analyst, parts, site, one.id, WANTED)


def test_every_reason_against_it_is_told_at_once(desk: Desk, parts: Parts, site: str) -> None:
    bad = seen(OWN, environment=Environment.LAB, answered=2)
    posted(desk, parts, site, bad)
    wanted = NewPromotion(vector="sip-flod", reason="", valid_until=NOW + timedelta(days=400))

    with pytest.raises(InputError) as told:
        promote(desk, parts, site, bad.id, wanted)

    words = " / ".join(map(str, told.value.problems))
    for reason in (
        "there is no vector 'sip-flod'",
        "no reason is given",
        "more than 90 days",
        "seen in a lab",
        "it carries real calls",
        "an address of 'cad'",
    ):
        assert reason in words
    assert standing(desk, site) == ()


def test_addresses_that_nobody_gave_have_to_be_answered_for(
    desk: Desk, parts: Parts, site: str
) -> None:
    one = seen()
    posted(desk, parts, site, one)
    phone = replace(INVENTORY.assets[0], id="sbc", kind=type(INVENTORY.assets[0].kind).BCF)
    unknown = replace(INVENTORY, assets=(phone,))
    with desk.write() as rooms:
        rooms.inventories.add(
            site, unknown, file="site.yaml", digest=digest_of(unknown), places={}, at=NOW
        )

    with pytest.raises(InputError, match="gives no IP address for 'sbc'"):
        promote(desk, parts, site, one.id, WANTED)
    promote(desk, parts, site, one.id, replace(WANTED, addresses_unknown=True))


def test_what_nobody_saw_and_sites_without_inventory_have_no_decision(
    desk: Desk, parts: Parts, site: str
) -> None:
    with desk.write() as rooms:
        bare = rooms.sites.add("Oak County", at=NOW).id
    posted(desk, parts, bare, seen())

    with pytest.raises(NotFoundError):
        promote(desk, parts, site, seen().id, WANTED)
    with pytest.raises(NotDescribedError):
        promote(desk, parts, bare, seen().id, WANTED)


def test_a_decision_is_withdrawn_once(desk: Desk, parts: Parts, site: str) -> None:
    one = seen()
    posted(desk, parts, site, one)
    with pytest.raises(NotFoundError):
        withdraw(desk, parts, site, one.id)
    made = promote(desk, parts, site, one.id, WANTED)

    withdraw(desk, parts, site, one.id)

    assert standing(desk, site) == (replace(made, withdrawn_on=NOW),)
    with pytest.raises(NotFoundError):
        withdraw(desk, parts, site, one.id)


def test_a_decision_has_its_limits() -> None:
    replace(WANTED, reason="x" * REASON_MAX, by="y" * BY_MAX)
    with pytest.raises(ValueError, match="at most 1,000 characters"):
        replace(WANTED, reason="x" * (REASON_MAX + 1))
    for by in ("y" * (BY_MAX + 1), "a\nb"):
        with pytest.raises(ValueError, match="one line of at most"):
            replace(WANTED, by=by)
