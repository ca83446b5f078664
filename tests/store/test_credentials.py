from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ng911risk.access import Role, Scope
from ng911risk.errors import ForbiddenError, NotFoundError
from ng911risk.store import LOCAL, Store
from ng911risk.store.credentials import FAILURES, RESTS
from ng911risk.store.door import KnownUser
from tests.store.conftest import OTHER
from tests.store.sample import NOW
from tests.store.test_users import HASH, Attempt, add

MINUTE = timedelta(minutes=1)


@pytest.fixture
def pat(store: Store) -> str:
    return add(store)


@pytest.fixture
def own(pat: str) -> Scope:
    return replace(LOCAL, user=pat, via="page")


def known(store: Store) -> KnownUser:
    with store.door() as door:
        found = door.user_named("pat")
    assert found is not None
    return found


def fail(store: Store, user: str, at: datetime) -> None:
    with store.write(LOCAL) as rooms:
        rooms.credentials.refused(user, why="password", at=at)


def admitted(store: Store, user: str, at: datetime) -> bool:
    with store.write(LOCAL) as rooms:
        return rooms.credentials.admitted(user, at=at)


def test_the_fifth_failure_in_a_quarter_of_an_hour_locks_for_as_long(
    store: Store, pat: str
) -> None:
    for number in range(FAILURES):
        assert known(store).locked_until is None
        fail(store, pat, NOW + number * MINUTE)
    last = NOW + (FAILURES - 1) * MINUTE

    assert known(store).locked_until == last + RESTS
    assert not admitted(store, pat, last)
    assert not admitted(store, pat, last + RESTS - MINUTE)
    assert admitted(store, pat, last + RESTS)
    assert known(store).locked_until is None


def test_slow_failures_and_failures_before_a_success_do_not_add_up(store: Store, pat: str) -> None:
    for number in range(FAILURES * 2):
        fail(store, pat, NOW + number * RESTS)
    assert known(store).locked_until is None

    later = NOW + timedelta(days=1)
    for number in range(FAILURES * 2):
        if number == FAILURES - 1:
            assert admitted(store, pat, later)
        else:
            fail(store, pat, later)
    assert known(store).locked_until == later + RESTS


def test_trying_a_locked_account_does_not_lock_it_longer(store: Store, pat: str) -> None:
    for _ in range(FAILURES * 3):
        fail(store, pat, NOW)

    assert known(store).locked_until == NOW + RESTS


def test_the_log_tells_of_every_failure_and_of_the_lock(store: Store, pat: str) -> None:
    for _ in range(FAILURES):
        fail(store, pat, NOW)
    fail(store, "", NOW)

    with store.door() as door:
        rows = door._session.connection().exec_driver_sql(
            "SELECT action, object FROM audit WHERE outcome = 'refused' ORDER BY number"
        )
        found = [tuple(row) for row in rows]
    assert found == [
        *[("sign-in.refused", pat)] * (FAILURES - 1),
        ("account.locked", pat),
        ("sign-in.refused", pat),
        ("sign-in.refused", ""),
    ]


def test_whoever_is_shut_out_or_whose_time_is_over_does_not_come_in(store: Store) -> None:
    boss, lee = add(store), add(store, Role.VIEWER, login="lee")
    auditor = add(store, Role.AUDITOR, login="ann")
    with store.write(LOCAL) as rooms:
        rooms.users.disable(lee, at=NOW)

    assert admitted(store, boss, NOW)
    assert not admitted(store, lee, NOW)
    assert admitted(store, auditor, NOW)
    assert not admitted(store, auditor, NOW + timedelta(days=365))


def test_a_code_is_used_once_and_none_before_it_any_more(store: Store, own: Scope) -> None:
    with store.write(own) as rooms:
        rooms.credentials.set_second_factor("S", 100, ["a", "b"], at=NOW)

    with store.write(LOCAL) as rooms:
        used = [
            rooms.credentials.use_step(own.user, step, at=NOW) for step in (100, 99, 101, 101, 102)
        ]

    assert used == [False, False, True, False, True]


def test_a_recovery_code_is_used_once(store: Store, own: Scope) -> None:
    with store.write(own) as rooms:
        rooms.credentials.set_second_factor("S", 100, ["a", "b"], at=NOW)

    with store.write(own) as rooms:
        used = [rooms.credentials.use_recovery(own.user, code, at=NOW) for code in ("a", "a", "c")]
        assert rooms.credentials.recovery_left() == 1

    assert used == [True, False, False]


@pytest.mark.parametrize("what", ["password", "second", "drop"])
def test_changing_what_proves_who_you_are_ends_every_session(
    store: Store, own: Scope, what: str
) -> None:
    with store.write(own) as rooms:
        for id in ("one", "two"):
            rooms.sessions.add(id, user=own.user, agent="", at=NOW, until=NOW + MINUTE)

    with store.write(own) as rooms:
        match what:
            case "password":
                rooms.credentials.change_password("new", at=NOW)
            case "second":
                rooms.credentials.set_second_factor("S", 1, [], at=NOW)
            case _:
                rooms.credentials.drop_second_factor(at=NOW)

    with store.read(own) as rooms:
        assert rooms.sessions.mine(at=NOW) == ()


def test_only_whoever_it_is_about_changes_it(store: Store, pat: str) -> None:
    attempts: tuple[Attempt, ...] = (
        lambda rooms: rooms.credentials.change_password("x", at=NOW),
        lambda rooms: rooms.credentials.rename("x", at=NOW),
        lambda rooms: rooms.credentials.set_second_factor("S", 1, [], at=NOW),
        lambda rooms: rooms.credentials.drop_second_factor(at=NOW),
        lambda rooms: rooms.credentials.renew_recovery([], at=NOW),
        lambda rooms: rooms.credentials.rehash(pat, "x", at=NOW),
        lambda rooms: rooms.credentials.recovery_left(),
    )
    for attempt in attempts:
        with pytest.raises(ForbiddenError), store.write(LOCAL) as rooms:
            attempt(rooms)
    assert known(store).password_hash == HASH


def test_nobody_of_another_organisation_is_there(store: Store, pat: str) -> None:
    attempts: tuple[Attempt, ...] = (
        lambda rooms: rooms.credentials.refused(pat, why="password", at=NOW),
        lambda rooms: rooms.credentials.admitted(pat, at=NOW),
        lambda rooms: rooms.credentials.use_step(pat, 1, at=NOW),
        lambda rooms: rooms.credentials.use_recovery(pat, "a", at=NOW),
    )
    for attempt in attempts:
        with pytest.raises(NotFoundError), store.write(OTHER) as rooms:
            attempt(rooms)
