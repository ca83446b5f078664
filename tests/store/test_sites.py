from __future__ import annotations

import pytest

from ng911risk.errors import ConflictError, NotFoundError
from ng911risk.store import LOCAL, Site, Store
from tests.store.conftest import OTHER
from tests.store.sample import NOW

STRANGE_IDS = ["", "1", "9223372036854775808", "0" * 31, "A" * 32, "\x00" * 32, "' OR 1=1 --", "é"]


def test_a_site_comes_back_as_it_was_added(store: Store, site: Site) -> None:
    with store.read(LOCAL) as rooms:
        assert rooms.sites.get(site.id) == site
        assert rooms.sites.named("Cedar County") == site


def test_sites_are_listed_by_name_whatever_the_case(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        for name in ("dale", "Birch", "ash"):
            rooms.sites.add(name, at=NOW)

    with store.read(LOCAL) as rooms:
        assert [one.name for one in rooms.sites.all()] == ["ash", "Birch", "Cedar County", "dale"]


def test_a_name_is_given_once(store: Store, site: Site) -> None:
    with pytest.raises(ConflictError, match="already"), store.write(LOCAL) as rooms:
        rooms.sites.add(site.name, at=NOW)


@pytest.mark.parametrize("id", STRANGE_IDS)
def test_an_id_that_cannot_be_ours_is_not_found(store: Store, id: str) -> None:
    with store.read(LOCAL) as rooms:
        for look in (
            rooms.sites.get,
            rooms.sites.hold,
            rooms.inventories.get,
            rooms.assessments.get,
        ):
            with pytest.raises(NotFoundError):
                look(id)


def test_an_error_undoes_everything(store: Store, site: Site) -> None:
    def add_two() -> None:
        with store.write(LOCAL) as rooms:
            rooms.sites.add("Birch", at=NOW)
            rooms.sites.add(site.name, at=NOW)

    with pytest.raises(ConflictError):
        add_two()

    with store.read(LOCAL) as rooms:
        assert rooms.sites.named("Birch") is None


def test_a_site_is_renamed_unless_another_has_the_name(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        second = rooms.sites.add("Second", at=NOW)
        rooms.sites.rename(site.id, "Cedar and Elm", at=NOW)

    with store.write(LOCAL) as rooms, pytest.raises(ConflictError):
        rooms.sites.rename(second.id, "Cedar and Elm", at=NOW)

    with store.read(LOCAL) as rooms:
        assert [one.name for one in rooms.sites.all()] == ["Cedar and Elm", "Second"]
    with store.write(OTHER) as rooms, pytest.raises(NotFoundError):
        rooms.sites.rename(site.id, "Stolen", at=NOW)
