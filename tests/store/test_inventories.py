from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from ng911risk.errors import ConflictError, NotFoundError, SealBrokenError
from ng911risk.store import LOCAL, Site, Store
from tests.store.conftest import OTHER, post_one
from tests.store.sample import INVENTORY, NOW, PLACES, digest_of


def test_an_inventory_comes_back_as_it_was_posted(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        id = post_one(rooms, site.id)

    with store.read(LOCAL) as rooms:
        stored = rooms.inventories.get(id)
    assert stored.inventory == INVENTORY
    assert stored.places == PLACES
    assert (stored.head.file, stored.head.added_at) == ("site.yaml", NOW)


def test_the_latest_is_the_one_posted_last_and_the_others_stay(store: Store, site: Site) -> None:
    changed = replace(INVENTORY, site=replace(INVENTORY.site, positions=3))
    with store.write(LOCAL) as rooms:
        post_one(rooms, site.id)
        rooms.inventories.add(
            site.id, changed, file="b.yaml", digest=digest_of(changed), places={}, at=NOW
        )

    with store.read(LOCAL) as rooms:
        assert rooms.inventories.latest(site.id).inventory == changed
        assert [one.number for one in rooms.inventories.of_site(site.id)] == [2, 1]


def test_an_inventory_that_was_changed_by_hand_is_not_given_out(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        id = post_one(rooms, site.id)
        session = rooms.sites._session
        where = "" if session.get_bind().dialect.name == "sqlite" else " ON inventories"
        session.execute(text(f"DROP TRIGGER inventories_no_update{where}"))
        session.execute(text("UPDATE inventories SET inventory_json = :other"), {"other": b"{}"})

    with store.read(LOCAL) as rooms, pytest.raises(SealBrokenError, match="was changed"):
        rooms.inventories.get(id)
    with store.read(LOCAL) as rooms, pytest.raises(SealBrokenError, match="was changed"):
        rooms.inventories.latest(site.id)


def test_a_site_without_inventory_says_so(store: Store, site: Site) -> None:
    with store.read(LOCAL) as rooms, pytest.raises(NotFoundError, match="no inventory yet"):
        rooms.inventories.latest(site.id)


def test_an_inventory_needs_a_site_that_exists(store: Store) -> None:
    with pytest.raises(NotFoundError), store.write(LOCAL) as rooms:
        post_one(rooms, "0" * 32)


def test_a_version_that_is_not_the_newest_any_more_is_not_built_upon(
    store: Store, site: Site
) -> None:
    with store.write(LOCAL) as rooms:
        post_one(rooms, site.id)
        post_one(rooms, site.id)

    with store.write(LOCAL) as rooms, pytest.raises(ConflictError):
        rooms.inventories.expect(site.id, 1)

    with store.read(LOCAL) as rooms:
        assert rooms.inventories.of_site(site.id)[0].number == 2
    with store.write(LOCAL) as rooms:
        rooms.inventories.expect(site.id, 2)


def test_one_version_is_found_by_its_number(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        first = post_one(rooms, site.id)
        post_one(rooms, site.id)

    with store.read(LOCAL) as rooms:
        assert rooms.inventories.numbered(site.id, 1).head.id == first
        assert rooms.inventories.newest_of_each()[site.id].number == 2
        with pytest.raises(NotFoundError):
            rooms.inventories.numbered(site.id, 3)
    with store.read(OTHER) as rooms:
        assert rooms.inventories.newest_of_each() == {}
        with pytest.raises(NotFoundError):
            rooms.inventories.numbered(site.id, 1)


def test_the_reasons_of_each_version_are_told_to_their_own_organisation(
    store: Store, site: Site
) -> None:
    with store.write(LOCAL) as rooms:
        post_one(rooms, site.id)
        post_one(rooms, site.id)

    with store.read(LOCAL) as rooms:
        [(name, versions)] = rooms.inventories.reasons().items()
        heads = rooms.inventories.of_site(site.id)
    assert (name, versions) == (site.id, tuple((one.number, one.why) for one in heads))
    with store.read(OTHER) as rooms:
        assert rooms.inventories.reasons() == {}
