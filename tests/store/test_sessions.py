from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ng911risk.access import Scope
from ng911risk.store import LOCAL, Store
from tests.store.sample import NOW
from tests.store.test_users import add

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def own(store: Store) -> Scope:
    return replace(LOCAL, user=add(store), via="page")


def begin(store: Store, scope: Scope, *ids: str) -> None:
    with store.write(scope) as rooms:
        for id in ids:
            rooms.sessions.add(id, user=scope.user, agent=f"browser {id}", at=NOW, until=NOW + HOUR)


def ids(store: Store, scope: Scope) -> list[str]:
    with store.read(scope) as rooms:
        return [one.id for one in rooms.sessions.mine(at=NOW)]


def test_the_session_used_last_comes_first_and_the_person_was_seen(
    store: Store, own: Scope
) -> None:
    begin(store, own, "a", "b")

    with store.write(own) as rooms:
        rooms.sessions.seen("b", at=NOW + MINUTE)

    assert ids(store, own) == ["b", "a"]
    with store.read(LOCAL) as rooms:
        assert rooms.users.get(own.user).seen_at == NOW + MINUTE


def test_signing_others_out_keeps_this_one(store: Store, own: Scope) -> None:
    begin(store, own, "a", "b", "c")

    with store.write(own) as rooms:
        rooms.sessions.end_others("b", at=NOW)

    assert ids(store, own) == ["b"]


def test_nobody_sees_or_ends_the_session_of_somebody_else(store: Store, own: Scope) -> None:
    begin(store, own, "a")
    lee = replace(own, user=add(store, login="lee"))
    begin(store, lee, "l")

    with store.write(lee) as rooms:
        rooms.sessions.end("a", at=NOW)
        rooms.sessions.end_others("l", at=NOW)

    assert (ids(store, own), ids(store, lee)) == (["a"], ["l"])


def test_what_has_ended_by_itself_is_not_shown_and_can_be_swept(store: Store, own: Scope) -> None:
    begin(store, own, "a")

    with store.write(own) as rooms:
        assert rooms.sessions.mine(at=NOW + HOUR) == ()
        rooms.sessions.sweep(at=NOW + HOUR)

    with store.door() as door:
        assert door.session("a") is None
