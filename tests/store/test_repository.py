from __future__ import annotations

from dataclasses import fields
from inspect import isclass
from typing import get_type_hints

from ng911risk.store import LOCAL, Rooms, Store
from ng911risk.store.audit import AuditLog
from ng911risk.store.repository import Repository


def test_every_room_obeys_the_scope_it_was_opened_with_and_tells_the_same_log(
    store: Store,
) -> None:
    with store.read(LOCAL) as rooms:
        for field in fields(Rooms):
            room = getattr(rooms, field.name)
            if isinstance(room, Repository):
                assert room._scope is LOCAL, field.name
                assert room._tenant == LOCAL.tenant
                assert room._log is rooms.audit


def test_every_room_is_a_repository_or_the_log() -> None:
    for name, kind in get_type_hints(Rooms).items():
        assert isclass(kind), name
        assert issubclass(kind, Repository | AuditLog), name
