"""What is closed stays closed, and whoever is still at work leaves no connection behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import event

from ng911risk.errors import StoreError
from ng911risk.store import LOCAL, Store


def connections_of(store: Store) -> tuple[list[Any], list[Any]]:
    """Those that are given out and those that are closed from now on."""
    given: list[Any] = []
    closed: list[Any] = []
    engines = store._engines
    for pool in {engines.reading.pool, engines.writing.pool}:
        event.listen(pool, "checkout", lambda connection, *_: given.append(connection))
        event.listen(pool, "close", lambda connection, _: closed.append(connection))
    return given, closed


def ids(connections: list[Any]) -> set[int]:
    return {id(one) for one in connections}


def use(store: Store) -> None:
    with store.write(LOCAL) as rooms:
        rooms.sites.all()
    with store.read(LOCAL) as rooms:
        rooms.sites.all()


def test_whoever_reads_while_it_is_closed_leaves_no_connection_behind(target: str) -> None:
    store = Store.open(target)
    given, closed = connections_of(store)
    with store.read(LOCAL) as rooms, store.read(LOCAL) as more:
        assert rooms.sites.all() == more.sites.all() == ()
        store.close()
        assert ids(closed).isdisjoint(ids(given))
        assert rooms.sites.all() == ()  # at work until it ends

    assert len(ids(given)) == 2
    assert ids(given) <= ids(closed)


def test_whoever_writes_while_it_is_closed_ends_and_leaves_no_connection_behind(
    target: str,
) -> None:
    store = Store.open(target)
    given, closed = connections_of(store)
    begun, may_end = threading.Event(), threading.Event()
    seen: list[int] = []

    def write() -> None:
        with store.write(LOCAL) as rooms:
            begun.set()
            may_end.wait(10)
            seen.append(len(rooms.sites.all()))

    writing = threading.Thread(target=write)
    closing = threading.Thread(target=store.close)
    writing.start()
    assert begun.wait(10)
    closing.start()
    may_end.set()
    writing.join()
    closing.join()

    assert seen == [0]
    assert ids(given) <= ids(closed)


@pytest.mark.parametrize(
    "begin",
    [
        lambda store: store.read(LOCAL),
        lambda store: store.write(LOCAL),
        lambda store: store.door(),
    ],
    ids=["read", "write", "door"],
)
def test_nobody_begins_after_it_was_closed(
    target: str, begin: Callable[[Store], AbstractContextManager[Any]]
) -> None:
    store = Store.open(target)
    use(store)
    store.close()
    given, _ = connections_of(store)

    with pytest.raises(StoreError, match="was closed"), begin(store) as rooms:
        rooms.sites.all() if hasattr(rooms, "sites") else rooms.user_named("a@example.org")
    with pytest.raises(StoreError, match="was closed"):
        store.check()
    assert given == []


def test_closing_twice_is_closing_once(target: str) -> None:
    store = Store.open(target)
    use(store)
    store.close()
    store.close()
