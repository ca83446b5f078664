from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ng911risk.access import Permission, Role, permissions_of
from ng911risk.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ng911risk.store import LOCAL, Store
from ng911risk.store.invites import LASTS, Purpose
from tests.store.conftest import OTHER
from tests.store.sample import NOW
from tests.store.test_users import HASH, Attempt, add

NEW_HASH = "pbkdf2 or so"
NOBODY = replace(LOCAL, permissions=frozenset(), via="link")
"""Whoever holds a link is nobody yet."""


def invite(store: Store, id: str = "i", role: Role = Role.ASSESSOR) -> None:
    with store.write(LOCAL) as rooms:
        rooms.invites.join(id, login="ann", name="Ann", role=role, until=None, at=NOW)


def accept(store: Store, id: str = "i", at: datetime = NOW) -> str:
    with store.write(NOBODY) as rooms:
        return rooms.invites.accept(id, password_hash=HASH, at=at)


def test_a_link_makes_the_account_it_was_made_for_and_only_once(store: Store) -> None:
    invite(store)

    id = accept(store)

    with store.read(LOCAL) as rooms:
        person = rooms.users.get(id)
        assert (person.login, person.name, person.role) == ("ann", "Ann", Role.ASSESSOR)
        assert rooms.invites.open(at=NOW) == ()
    with pytest.raises(NotFoundError):
        accept(store)


def test_a_link_ends(store: Store) -> None:
    invite(store)

    with pytest.raises(NotFoundError):
        accept(store, at=NOW + LASTS[Purpose.JOIN])


def test_a_link_that_was_taken_back_is_none(store: Store) -> None:
    invite(store)
    with store.write(LOCAL) as rooms:
        rooms.invites.withdraw("i", at=NOW)

    with pytest.raises(NotFoundError):
        accept(store)
    with pytest.raises(NotFoundError), store.write(LOCAL) as rooms:
        rooms.invites.withdraw("i", at=NOW)


def test_a_link_of_one_kind_is_none_of_another(store: Store) -> None:
    pat = add(store)
    invite(store)
    with store.write(LOCAL) as rooms:
        rooms.invites.reset("r", pat, at=NOW)
        rooms.invites.second("s", pat, at=NOW)
        rooms.invites.first("f", at=NOW)

    for id in ("r", "s", "f"):
        with pytest.raises(NotFoundError):
            accept(store, id)
    for id in ("i", "s", "f"):
        with pytest.raises(NotFoundError), store.write(NOBODY) as rooms:
            rooms.invites.renew(id, password_hash=HASH, at=NOW)
    for id in ("i", "r", "f"):
        with pytest.raises(NotFoundError), store.write(NOBODY) as rooms:
            rooms.invites.redeem(id, at=NOW)


def test_the_link_of_another_organisation_is_none(store: Store) -> None:
    invite(store)

    with pytest.raises(NotFoundError), store.write(replace(NOBODY, tenant="other")) as rooms:
        rooms.invites.accept("i", password_hash=HASH, at=NOW)
    with pytest.raises(NotFoundError), store.write(OTHER) as rooms:
        rooms.invites.withdraw("i", at=NOW)
    with store.read(OTHER) as rooms:
        assert rooms.invites.open(at=NOW) == ()


def test_nobody_invites_to_more_than_they_hold(store: Store) -> None:
    administrator = replace(LOCAL, permissions=permissions_of(Role.PSAP_ADMINISTRATOR))
    boss = add(store, Role.STATE_COORDINATOR)

    with pytest.raises(ForbiddenError), store.write(administrator) as rooms:
        rooms.invites.join(
            "i", login="x", name="X", role=Role.STATE_COORDINATOR, until=None, at=NOW
        )
    with pytest.raises(ForbiddenError), store.write(administrator) as rooms:
        rooms.invites.reset("r", boss, at=NOW)


def test_an_auditor_is_invited_with_an_end(store: Store) -> None:
    with pytest.raises(InputError):
        invite(store, role=Role.AUDITOR)


def test_a_name_that_is_taken_cannot_be_invited(store: Store) -> None:
    add(store, login="ann")

    with pytest.raises(ConflictError):
        invite(store)


def test_a_new_first_link_replaces_the_one_before(store: Store) -> None:
    with store.write(LOCAL) as rooms:
        rooms.invites.first("one", at=NOW)
        rooms.invites.first("two", at=NOW)

    def begin(id: str, at: datetime = NOW) -> str:
        with store.write(LOCAL) as rooms:
            return rooms.invites.begin(
                id, login="p", name="P", role=Role.PSAP_ADMINISTRATOR, password_hash=HASH, at=at
            )

    with pytest.raises(NotFoundError):
        begin("one")
    with pytest.raises(NotFoundError):
        begin("two", NOW + timedelta(hours=24))
    assert begin("two")
    with pytest.raises(NotFoundError):
        begin("two")


def test_a_first_link_is_worth_nothing_once_there_is_somebody(store: Store) -> None:
    with store.write(LOCAL) as rooms:
        rooms.invites.first("f", at=NOW)
    add(store)

    with pytest.raises(ConflictError), store.write(LOCAL) as rooms:
        rooms.invites.begin(
            "f", login="q", name="Q", role=Role.PSAP_ADMINISTRATOR, password_hash=HASH, at=NOW
        )


def test_a_new_password_ends_sessions_locks_and_other_links(store: Store) -> None:
    pat = add(store)
    with store.write(replace(LOCAL, user=pat)) as rooms:
        rooms.sessions.add("s", user=pat, agent="", at=NOW, until=NOW + timedelta(hours=1))
        for _ in range(5):
            rooms.credentials.refused(pat, why="password", at=NOW)
        rooms.invites.reset("r1", pat, at=NOW)
        rooms.invites.reset("r2", pat, at=NOW)
        rooms.invites.second("t", pat, at=NOW)

    with store.write(NOBODY) as rooms:
        assert rooms.invites.renew("r1", password_hash=NEW_HASH, at=NOW) == pat

    with store.door() as door:
        assert door.session("s") is None
        user = door.user_named("pat")
        assert user is not None
        assert (user.password_hash, user.locked_until) == (NEW_HASH, None)
        assert all(door.invite(id).used for id in ("r1", "r2", "t"))  # type: ignore[union-attr] # they are there


def test_whoever_signs_in_elsewhere_gets_no_password_here(store: Store) -> None:
    with store.write(LOCAL) as rooms:
        id = rooms.users.add(
            login="o", name="O", role=Role.VIEWER, password_hash="", at=NOW, subject="issuer sub"
        )

    with pytest.raises(ConflictError), store.write(LOCAL) as rooms:
        rooms.invites.reset("r", id, at=NOW)


def test_making_and_seeing_links_is_a_permission(store: Store) -> None:
    pat = add(store)
    weak = replace(LOCAL, permissions=frozenset(Permission) - {Permission.MANAGE_PEOPLE})
    attempts: tuple[Attempt, ...] = (
        lambda rooms: rooms.invites.first("f", at=NOW),
        lambda rooms: rooms.invites.join(
            "i", login="x", name="X", role=Role.VIEWER, until=None, at=NOW
        ),
        lambda rooms: rooms.invites.reset("r", pat, at=NOW),
        lambda rooms: rooms.invites.open(at=NOW),
        lambda rooms: rooms.invites.withdraw("i", at=NOW),
    )
    for attempt in attempts:
        with pytest.raises(ForbiddenError), store.write(weak) as rooms:
            attempt(rooms)
