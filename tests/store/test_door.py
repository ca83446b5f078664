from __future__ import annotations

from datetime import timedelta

from ng911risk.access import Role
from ng911risk.store import LOCAL, Store
from tests.store.sample import NOW
from tests.store.test_users import add


def test_a_new_store_is_new_until_somebody_has_an_account(store: Store) -> None:
    with store.door() as door:
        assert door.is_new()

    add(store)

    with store.door() as door:
        assert not door.is_new()


def test_nobody_is_found_by_what_does_not_fit(store: Store) -> None:
    add(store)

    with store.door() as door:
        assert door.user_named("nobody") is None
        assert door.user_known_as("issuer nobody") is None
        assert door.user("local", "0" * 32) is None
        assert door.session("nothing") is None
        assert door.invite("nothing") is None
        assert door.token("nothing") is None


def test_a_person_is_found_by_name_by_link_and_by_provider(store: Store) -> None:
    with store.write(LOCAL) as rooms:
        id = rooms.users.add(
            login="o", name="O", role=Role.VIEWER, password_hash="", at=NOW, subject="issuer sub"
        )

    with store.door() as door:
        found = [door.user_named("o"), door.user_known_as("issuer sub"), door.user("local", id)]
        assert door.user("other", id) is None

    assert [one and one.id for one in found] == [id] * 3
    assert found[0] is not None
    assert found[0].elsewhere


def test_a_link_tells_for_whom_and_until_when(store: Store) -> None:
    with store.write(LOCAL) as rooms:
        rooms.invites.join("i", login="a", name="A", role=Role.VIEWER, until=None, at=NOW)

    with store.door() as door:
        link = door.invite("i")

    assert link is not None
    assert (link.tenant, link.purpose, link.login, link.role) == ("local", "join", "a", "viewer")
    assert (link.used, link.expires_at) == (False, NOW + timedelta(days=7))
