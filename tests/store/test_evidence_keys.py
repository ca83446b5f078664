from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ng911risk.signing.keys import new_key
from ng911risk.store import LOCAL, Store
from ng911risk.store import evidence_keys as module
from ng911risk.store.audit import Wanted
from tests.store.conftest import OTHER
from tests.store.sample import NOW

KEY = new_key().public
READER = replace(LOCAL, permissions=frozenset({Permission.READ_EVIDENCE}))


def add(store: Store, name: str = "County IT") -> None:
    with store.write(LOCAL) as rooms:
        rooms.evidence_keys.add(name, KEY, at=NOW)


def test_a_key_is_listed_with_whose_it_is_and_who_put_it_in(store: Store) -> None:
    add(store)

    with store.read(READER) as rooms:
        [found] = rooms.evidence_keys.all()
    assert (found.id, found.name, found.by_name, found.at) == (
        KEY.id,
        "County IT",
        "command line",
        NOW,
    )
    assert found.key.pem == KEY.pem


def test_a_key_that_was_removed_is_believed_no_more_and_the_log_knows_both(store: Store) -> None:
    add(store)
    with store.write(LOCAL) as rooms:
        rooms.evidence_keys.remove(KEY.id, at=NOW)

    with store.read(LOCAL) as rooms:
        assert rooms.evidence_keys.all() == ()
        told = [link.entry.action for link in rooms.audit.page(Wanted())]
    assert told[:2] == ["evidence-key.removed", "evidence-key.added"]
    with pytest.raises(NotFoundError), store.write(LOCAL) as rooms:
        rooms.evidence_keys.remove(KEY.id, at=NOW)


def test_a_key_is_there_once_and_there_is_a_bounded_number(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store)
    with pytest.raises(ConflictError, match="already"):
        add(store, "Somebody")
    monkeypatch.setattr(module, "KEYS_MAX", 1)
    with pytest.raises(ConflictError, match="at most 1"), store.write(LOCAL) as rooms:
        rooms.evidence_keys.add("Other", new_key().public, at=NOW)


@pytest.mark.parametrize("name", ["", "x" * 201, "two\nlines"])
def test_a_key_belongs_to_somebody(store: Store, name: str) -> None:
    with pytest.raises(InputError, match="whose key"):
        add(store, name)


def test_only_an_administrator_changes_the_list(store: Store) -> None:
    with pytest.raises(ForbiddenError), store.write(READER) as rooms:
        rooms.evidence_keys.add("Me", KEY, at=NOW)
    with pytest.raises(ForbiddenError), store.write(READER) as rooms:
        rooms.evidence_keys.remove(KEY.id, at=NOW)
    viewer = replace(LOCAL, permissions=frozenset({Permission.READ_SITE}))
    with pytest.raises(ForbiddenError), store.read(viewer) as rooms:
        rooms.evidence_keys.all()


def test_another_organisation_does_not_believe_it(store: Store) -> None:
    add(store)

    with store.read(OTHER) as rooms:
        assert rooms.evidence_keys.all() == ()
    with pytest.raises(NotFoundError), store.write(OTHER) as rooms:
        rooms.evidence_keys.remove(KEY.id, at=NOW)
