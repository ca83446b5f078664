from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ng911risk.access import Role, permissions_of
from ng911risk.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ng911risk.store import LOCAL, Rooms, Site, Store
from ng911risk.store.tracked import Progress, TrackedAction
from tests.store.conftest import OTHER
from tests.store.sample import NOW

DUE = date(2026, 12, 24)


def _save(rooms: Rooms, site: Site, seen: int, **more: object) -> TrackedAction:
    given: dict[str, object] = {
        "owner": "County IT",
        "due": DUE,
        "status": Progress.OPEN,
        "note": "",
        "at": NOW,
    }
    return rooms.tracked.save(site.id, "backups", seen=seen, **(given | more))  # type: ignore[arg-type] # of tests


def test_every_change_is_a_version_and_the_newest_counts(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        first = _save(rooms, site, 0)
        second = _save(rooms, site, 1, status=Progress.DONE, note="Tried on Sunday.")
    with store.read(LOCAL) as rooms:
        assert rooms.tracked.of_site(site.id) == (second,)
        assert rooms.tracked.versions(site.id, "backups") == (second, first)
    assert (first.number, second.number) == (1, 2)


def test_the_second_of_two_is_told_and_nothing_is_overwritten(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        _save(rooms, site, 0)
        theirs = _save(rooms, site, 1, owner="Vendor")
    with pytest.raises(ConflictError), store.write(LOCAL) as rooms:
        _save(rooms, site, 1, owner="Us")
    with store.write(LOCAL) as rooms:
        # both say the same: nobody has to choose
        assert _save(rooms, site, 1, owner="Vendor") == theirs
        assert rooms.tracked.of_site(site.id) == (theirs,)


def test_taking_up_adds_what_nobody_tracks_and_opens_what_was_dropped(
    store: Store, site: Site
) -> None:
    with store.write(LOCAL) as rooms:
        _save(rooms, site, 0, status=Progress.DROPPED, note="Too dear.")
        owners = {"backups": "You", "drills": "You", "patches": "Vendor"}
        assert rooms.tracked.take_up(site.id, owners, at=NOW) == tuple(owners)
        assert rooms.tracked.take_up(site.id, owners, at=NOW) == ()
        found = {one.mitigation: one for one in rooms.tracked.of_site(site.id)}

    assert (found["backups"].number, found["backups"].owner) == (2, "County IT")
    assert found["backups"].note == "Too dear."
    assert found["patches"].owner == "Vendor"
    assert {one.status for one in found.values()} == {Progress.OPEN}


def test_what_is_due_first_stands_first(store: Store, site: Site) -> None:
    with store.write(LOCAL) as rooms:
        rooms.tracked.take_up(site.id, {"a-later": "You"}, at=NOW)
        _save(rooms, site, 0)
        assert [one.mitigation for one in rooms.tracked.of_site(site.id)] == ["backups", "a-later"]


def test_late_is_what_should_be_done_and_is_not() -> None:
    made = TrackedAction(
        site="", mitigation="", number=1, owner="", due=DUE, status=Progress.OPEN, note="",
        by_name="", at=NOW,
    )  # fmt: skip
    day = timedelta(days=1)

    assert not made.overdue(DUE)
    assert made.overdue(DUE + day)
    assert not replace(made, status=Progress.DONE).overdue(DUE + day)
    assert not replace(made, due=None).overdue(DUE + day)


def test_a_text_without_end_is_refused(store: Store, site: Site) -> None:
    with pytest.raises(InputError), store.write(LOCAL) as rooms:
        _save(rooms, site, 0, note="x" * 4_001)


def test_nobody_plans_for_somebody_else_or_without_the_right(store: Store, site: Site) -> None:
    with pytest.raises(NotFoundError), store.write(OTHER) as rooms:
        _save(rooms, site, 0)
    with pytest.raises(NotFoundError), store.write(OTHER) as rooms:
        rooms.tracked.take_up(site.id, {"backups": ""}, at=NOW)
    with pytest.raises(NotFoundError), store.read(OTHER) as rooms:
        rooms.tracked.of_site(site.id)
    viewer = replace(LOCAL, permissions=permissions_of(Role.VIEWER))
    with pytest.raises(ForbiddenError), store.write(viewer) as rooms:
        _save(rooms, site, 0)
    with pytest.raises(ForbiddenError), store.write(viewer) as rooms:
        rooms.tracked.take_up(site.id, {"backups": ""}, at=NOW)
