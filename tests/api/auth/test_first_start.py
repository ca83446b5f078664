from __future__ import annotations

from ng911risk.store import Store
from ng911risk_api.auth.first_start import first_link
from ng911risk_api.auth.secrets import hash_of
from tests.store.conftest import store, target
from tests.store.sample import NOW
from tests.store.test_users import add

__all__ = ["store", "target"]


def test_a_new_installation_gets_a_link_of_which_only_a_hash_is_kept(store: Store) -> None:
    link = first_link(store, "http://127.0.0.1:8911", at=NOW)

    assert link is not None
    head, _, secret = link.rpartition("/")
    assert head == "http://127.0.0.1:8911/start"
    with store.door() as door:
        assert door.invite(secret) is None
        invite = door.invite(hash_of(secret))
    assert invite is not None
    assert (invite.purpose, invite.used) == ("first", False)


def test_an_installation_with_people_gets_none(store: Store) -> None:
    add(store)

    assert first_link(store, "http://127.0.0.1:8911", at=NOW) is None
