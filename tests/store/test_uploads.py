"""Files that wait to be taken."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ng911risk.access import Permission, Scope
from ng911risk.errors import ForbiddenError, NotFoundError
from ng911risk.store import LOCAL, Site, Store
from ng911risk.store.uploads import NOTES, WAITING_BYTES_MAX, WAITING_MAX
from tests.store.conftest import OTHER
from tests.store.sample import NOW


def _added(store: Store, site: Site, file: str = "site.xlsx") -> str:
    with store.write(LOCAL) as rooms:
        return rooms.uploads.add(site.id, file=file, content=b"abc", at=NOW)


def test_a_file_comes_back_as_it_was_with_who_brought_it(store: Store, site: Site) -> None:
    made = _added(store, site)

    with store.read(LOCAL) as rooms:
        found = rooms.uploads.get(site.id, made)

    assert (found.file, found.content, found.fixes_json) == ("site.xlsx", b"abc", b"[]")
    assert (found.by_name, found.at) == (LOCAL.name, NOW)


def test_corrections_are_kept_beside_the_file(store: Store, site: Site) -> None:
    made = _added(store, site)

    with store.write(LOCAL) as rooms:
        rooms.uploads.correct(site.id, made, fixes_json=b"[1]")

    with store.read(LOCAL) as rooms:
        found = rooms.uploads.get(site.id, made)
    assert (found.content, found.fixes_json) == (b"abc", b"[1]")


def test_a_file_goes_after_a_day_when_the_next_one_comes_but_answers_stay(
    store: Store, site: Site
) -> None:
    old, notes = _added(store, site), _added(store, site, NOTES)
    later = NOW + timedelta(days=1, minutes=1)

    with store.write(LOCAL) as rooms:
        new = rooms.uploads.add(site.id, file="new.csv", content=b"", at=later)

    with store.read(LOCAL) as rooms:
        assert rooms.uploads.get(site.id, new).file == "new.csv"
        kept = rooms.uploads.notes(site.id)
        assert kept is not None
        assert kept.id == notes
        with pytest.raises(NotFoundError):
            rooms.uploads.get(site.id, old)


def test_answers_are_rewritten_in_place(store: Store, site: Site) -> None:
    notes = _added(store, site, NOTES)

    with store.write(LOCAL) as rooms:
        rooms.uploads.rewrite(site.id, notes, content=b"more", at=NOW)

    with store.read(LOCAL) as rooms:
        kept = rooms.uploads.notes(site.id)
    assert kept is not None
    assert kept.content == b"more"


def test_a_file_that_was_removed_is_gone(store: Store, site: Site) -> None:
    made = _added(store, site)

    with store.write(LOCAL) as rooms:
        rooms.uploads.remove(site.id, made)

    with store.read(LOCAL) as rooms, pytest.raises(NotFoundError):
        rooms.uploads.get(site.id, made)


def test_nobody_else_and_no_other_site_sees_a_file(store: Store, site: Site) -> None:
    made = _added(store, site)
    with store.write(LOCAL) as rooms:
        second = rooms.sites.add("Second", at=NOW)

    with store.read(OTHER) as rooms, pytest.raises(NotFoundError):
        rooms.uploads.get(site.id, made)
    with store.read(LOCAL) as rooms, pytest.raises(NotFoundError):
        rooms.uploads.get(second.id, made)
    with store.write(OTHER) as rooms, pytest.raises(NotFoundError):
        rooms.uploads.add(site.id, file="x", content=b"", at=NOW)


def test_whoever_may_not_edit_may_not_look_at_a_waiting_file(store: Store, site: Site) -> None:
    made = _added(store, site)
    viewer = Scope(
        tenant=LOCAL.tenant,
        user="",
        name="viewer",
        via="page",
        role=None,
        permissions=frozenset({Permission.READ_SITE}),
    )

    with store.read(viewer) as rooms, pytest.raises(ForbiddenError):
        rooms.uploads.get(site.id, made)


@pytest.mark.parametrize(("size", "stay"), [(1, WAITING_MAX), (WAITING_BYTES_MAX // 4, 4)])
def test_the_oldest_go_when_too_many_or_too_much_waits(
    store: Store, site: Site, size: int, stay: int
) -> None:
    notes = _added(store, site, NOTES)
    with store.write(LOCAL) as rooms:
        beside = rooms.sites.add("Beside", at=NOW)
        other = rooms.uploads.add(beside.id, file="o.csv", content=b"x", at=NOW)
        made = [
            rooms.uploads.add(
                site.id, file=f"{n}.csv", content=b"x" * size, at=NOW + timedelta(minutes=n)
            )
            for n in range(stay + 2)
        ]

    with store.read(LOCAL) as rooms:
        for gone in made[:2]:
            with pytest.raises(NotFoundError):
                rooms.uploads.get(site.id, gone)
        assert [rooms.uploads.get(site.id, one).id for one in made[2:]] == made[2:]
        assert rooms.uploads.get(site.id, notes).file == NOTES
        assert rooms.uploads.get(beside.id, other).id == other
