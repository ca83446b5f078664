from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeAlias

import pytest

from ng911risk.access import Permission, Role, Scope, permissions_of
from ng911risk.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ng911risk.store import LOCAL, Rooms, Store
from tests.store.conftest import OTHER
from tests.store.sample import NOW

HASH: Final = "argon2 or so"
Attempt: TypeAlias = Callable[[Rooms], object]
YEAR: Final = timedelta(days=365)


def add(
    store: Store, role: Role = Role.PSAP_ADMINISTRATOR, *, login: str = "pat", scope: Scope = LOCAL
) -> str:
    """Id of somebody new."""
    until = NOW + YEAR if role is Role.AUDITOR else None
    with store.write(scope) as rooms:
        return rooms.users.add(
            login=login, name=login.title(), role=role, password_hash=HASH, at=NOW, until=until
        )


def scope_as(role: Role, user: str = "") -> Scope:
    return replace(LOCAL, user=user, via="page", role=role, permissions=permissions_of(role))


def test_everybody_is_listed_by_name_without_what_proves_who_they_are(store: Store) -> None:
    add(store, login="zoe")
    add(store, Role.VIEWER, login="abe")

    with store.read(LOCAL) as rooms:
        people = rooms.users.all()

    assert [(one.name, one.role) for one in people] == [
        ("Abe", Role.VIEWER),
        ("Zoe", Role.PSAP_ADMINISTRATOR),
    ]
    assert "password_hash" not in type(people[0]).__slots__


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.STATE_COORDINATOR])
def test_an_administrator_of_a_centre_grants_every_role_but_the_state(
    store: Store, role: Role
) -> None:
    assert add(store, role, scope=scope_as(Role.PSAP_ADMINISTRATOR))


@pytest.mark.parametrize(
    ("granter", "role"),
    [
        (Role.PSAP_ADMINISTRATOR, Role.STATE_COORDINATOR),
        (Role.STATE_COORDINATOR, Role.PSAP_ADMINISTRATOR),
        (Role.STATE_COORDINATOR, Role.VIEWER),
        *((one, Role.VIEWER) for one in (Role.VIEWER, Role.ASSESSOR, Role.AUDITOR)),
    ],
)
def test_nobody_grants_more_than_they_hold(store: Store, granter: Role, role: Role) -> None:
    with pytest.raises(ForbiddenError):
        add(store, role, scope=scope_as(granter))

    with store.read(LOCAL) as rooms:
        assert rooms.users.all() == ()


def test_nobody_is_raised_changed_or_shut_out_by_whoever_may_do_less(store: Store) -> None:
    boss = add(store, Role.STATE_COORDINATOR)
    assessor = add(store, Role.ASSESSOR, login="ann")
    administrator = scope_as(Role.PSAP_ADMINISTRATOR)

    attempts: tuple[Attempt, ...] = (
        lambda rooms: rooms.users.disable(boss, at=NOW),
        lambda rooms: rooms.users.enable(boss, at=NOW),
        lambda rooms: rooms.users.drop_second_factor(boss, at=NOW),
        lambda rooms: rooms.users.change_role(
            boss, Role.VIEWER, was=Role.STATE_COORDINATOR, until=None, at=NOW
        ),
        lambda rooms: rooms.users.change_role(
            assessor, Role.STATE_COORDINATOR, was=Role.ASSESSOR, until=None, at=NOW
        ),
    )
    for attempt in attempts:
        with pytest.raises(ForbiddenError), store.write(administrator) as rooms:
            attempt(rooms)


@pytest.mark.parametrize("method", ["get", "disable", "enable", "sign_out", "drop_second_factor"])
def test_the_people_of_others_are_not_there(store: Store, method: str) -> None:
    theirs = add(store, scope=OTHER)
    words = {} if method == "get" else {"at": NOW}

    with pytest.raises(NotFoundError), store.write(LOCAL) as rooms:
        getattr(rooms.users, method)(theirs, **words)


def test_a_sign_in_name_is_unique_in_the_installation(store: Store) -> None:
    add(store, scope=OTHER)

    with pytest.raises(ConflictError):
        add(store)


def test_a_role_changes_only_from_the_one_that_was_seen(store: Store) -> None:
    id = add(store, Role.VIEWER)
    with store.write(LOCAL) as rooms:
        rooms.users.change_role(id, Role.ASSESSOR, was=Role.VIEWER, until=None, at=NOW)

    with pytest.raises(ConflictError, match="Assessor"), store.write(LOCAL) as rooms:
        rooms.users.change_role(id, Role.SECURITY_ANALYST, was=Role.VIEWER, until=None, at=NOW)

    with store.read(LOCAL) as rooms:
        assert rooms.users.get(id).role is Role.ASSESSOR


def test_the_last_administrator_stays(store: Store) -> None:
    last = add(store)
    add(store, Role.ASSESSOR, login="ann")

    with pytest.raises(ConflictError, match="last administrator"), store.write(LOCAL) as rooms:
        rooms.users.disable(last, at=NOW)
    with pytest.raises(ConflictError, match="last administrator"), store.write(LOCAL) as rooms:
        rooms.users.change_role(last, Role.VIEWER, was=Role.PSAP_ADMINISTRATOR, until=None, at=NOW)
    with pytest.raises(ConflictError, match="last administrator"), store.write(LOCAL) as rooms:
        rooms.users.change_role(
            last,
            Role.PSAP_ADMINISTRATOR,
            was=Role.PSAP_ADMINISTRATOR,
            until=NOW + YEAR,
            at=NOW,
        )


def test_one_of_two_administrators_may_go_and_the_other_not(store: Store) -> None:
    one, two = add(store), add(store, login="lee")

    with store.write(LOCAL) as rooms:
        rooms.users.disable(one, at=NOW)
    with pytest.raises(ConflictError), store.write(LOCAL) as rooms:
        rooms.users.disable(two, at=NOW)
    with store.write(LOCAL) as rooms:
        rooms.users.enable(one, at=NOW)
        rooms.users.disable(two, at=NOW)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (None, "needs a last day"),
        (NOW - timedelta(days=1), "over already"),
        (NOW + timedelta(days=367), "a year at most"),
    ],
)
def test_an_auditor_has_an_end_within_a_year(store: Store, until: None, words: str) -> None:
    with pytest.raises(InputError, match=words), store.write(LOCAL) as rooms:
        rooms.users.add(
            login="a", name="A", role=Role.AUDITOR, password_hash="", at=NOW, until=until
        )


def test_whoever_is_shut_out_leaves_no_session_and_no_open_invitation(store: Store) -> None:
    boss = add(store)
    gone = add(store, login="lee")
    mine = scope_as(Role.PSAP_ADMINISTRATOR, gone)
    with store.write(mine) as rooms:
        rooms.sessions.add("s", user=gone, agent="", at=NOW, until=NOW + YEAR)
        rooms.invites.join("i", login="x", name="X", role=Role.VIEWER, until=None, at=NOW)

    with store.write(scope_as(Role.PSAP_ADMINISTRATOR, boss)) as rooms:
        rooms.users.disable(gone, at=NOW)

    with store.read(LOCAL) as rooms:
        assert rooms.invites.open(at=NOW) == ()
    with store.door() as door:
        assert door.session("s") is None
        assert door.invite("i").used  # type: ignore[union-attr] # it is there


def test_whoever_loses_a_role_loses_what_they_had_invited_with_it(store: Store) -> None:
    boss = add(store)
    lowered = add(store, login="lee")
    with store.write(scope_as(Role.PSAP_ADMINISTRATOR, lowered)) as rooms:
        rooms.invites.join(
            "i", login="x", name="X", role=Role.PSAP_ADMINISTRATOR, until=None, at=NOW
        )

    with store.write(scope_as(Role.PSAP_ADMINISTRATOR, boss)) as rooms:
        rooms.users.change_role(
            lowered, Role.VIEWER, was=Role.PSAP_ADMINISTRATOR, until=None, at=NOW
        )

    with pytest.raises(NotFoundError), store.write(LOCAL) as rooms:
        rooms.invites.accept("i", password_hash=HASH, at=NOW)


def test_a_role_that_follows_groups_changes_once(store: Store) -> None:
    id = add(store, Role.VIEWER)
    for role in (Role.ASSESSOR, Role.ASSESSOR):
        with store.write(LOCAL) as rooms:
            rooms.users.follow(id, role, until=None, at=NOW)

    with store.read(LOCAL) as rooms:
        assert rooms.users.get(id).role is Role.ASSESSOR


def test_managing_people_is_a_permission(store: Store) -> None:
    id = add(store)
    nobody = replace(LOCAL, permissions=frozenset(Permission) - {Permission.MANAGE_PEOPLE})

    for method in ("get", "disable", "enable", "sign_out", "drop_second_factor"):
        words = {} if method == "get" else {"at": NOW}
        with pytest.raises(ForbiddenError), store.write(nobody) as rooms:
            getattr(rooms.users, method)(id, **words)
    with pytest.raises(ForbiddenError), store.read(nobody) as rooms:
        rooms.users.all()


def test_whoever_is_shut_out_cannot_set_a_password_or_show_a_second_factor(store: Store) -> None:
    pat, _ = add(store), add(store, login="zoe")
    with store.write(LOCAL) as rooms:
        rooms.invites.reset("r" * 64, pat, at=NOW)
        rooms.invites.second("s" * 64, pat, at=NOW)
        (link,) = rooms.invites.open(at=NOW)
        assert (link.purpose, link.name, link.role) == ("reset", "Pat", None)
        rooms.users.disable(pat, at=NOW)
        rooms.users.enable(pat, at=NOW)

    with store.write(LOCAL) as rooms:
        assert rooms.invites.open(at=NOW) == ()
        with pytest.raises(NotFoundError):
            rooms.invites.renew("r" * 64, password_hash=HASH, at=NOW)
        with pytest.raises(NotFoundError):
            rooms.invites.redeem("s" * 64, at=NOW)
