"""The log as the store keeps it: one chain, whoever writes, and nothing without it."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from ng911risk.access import Permission, Scope, command_line
from ng911risk.audit import Kind, line_of, read_lines
from ng911risk.errors import ConflictError, ForbiddenError, StoreError
from ng911risk.store import LOCAL, Store
from ng911risk.store.audit import AuditLog, Wanted
from tests.store.conftest import OTHER
from tests.store.sample import NOW

VIEWER = replace(LOCAL, permissions=frozenset({Permission.READ_SITE}))


def _add(store: Store, count: int, scope: Scope = LOCAL) -> None:
    for number in range(count):
        with store.write(scope) as rooms:
            rooms.audit.add("report.read", f"r{number}", at=NOW + timedelta(minutes=number))


def test_a_log_is_unbroken_and_is_of_one_organisation_only(store: Store) -> None:
    _add(store, 3)

    with store.read(LOCAL) as rooms:
        found = rooms.audit.check()
        links = tuple(rooms.audit.links())
    assert found.holds
    assert found.entries == 3
    assert {link.entry.tenant for link in links} == {"local"}


def test_who_reads_only_the_first_entries_leaves_nothing_open_on_the_server(store: Store) -> None:
    _add(store, 3)

    with store.read(LOCAL) as rooms:
        assert next(rooms.audit.links()).entry.number == 1
        session = rooms.audit._session
        if session.get_bind().dialect.name == "postgresql":
            query = text("SELECT count(*) FROM pg_cursors WHERE name <> ''")
            assert session.execute(query).scalar_one() == 0


def test_an_export_is_read_back_the_same(store: Store) -> None:
    _add(store, 3)

    with store.read(LOCAL) as rooms:
        links = tuple(rooms.audit.links())
    assert tuple(read_lines(map(line_of, links), file="log")) == links


def test_pages_are_cut_by_number_newest_first(store: Store) -> None:
    _add(store, 5)

    with store.read(LOCAL) as rooms:
        first = rooms.audit.page(Wanted(), limit=2)
        then = rooms.audit.page(Wanted(older_than=first[-1].entry.number), limit=2)
    assert [link.entry.number for link in (*first, *then)] == [5, 4, 3, 2]


WANTED = {
    "person": (Wanted(actor_name="command line"), [5, 4, 3, 2, 1]),
    "nobody": (Wanted(actor_name="nobody"), []),
    "action": (Wanted(action="report.read"), [5, 4, 3, 2, 1]),
    "other action": (Wanted(action="site.added"), []),
    "object": (Wanted(object="r2"), [3]),
    "since": (Wanted(since=NOW + timedelta(minutes=3)), [5, 4]),
    "until": (Wanted(until=NOW + timedelta(minutes=2)), [2, 1]),
}


@pytest.mark.parametrize(("wanted", "numbers"), WANTED.values(), ids=WANTED)
def test_entries_are_found_by_what_is_wanted(
    store: Store, wanted: Wanted, numbers: list[int]
) -> None:
    _add(store, 5)

    with store.read(LOCAL) as rooms:
        assert [link.entry.number for link in rooms.audit.page(wanted)] == numbers


def test_what_can_be_wanted_is_listed(store: Store) -> None:
    _add(store, 1)
    _add(store, 1, command_line(name="Pat"))

    with store.read(LOCAL) as rooms:
        assert rooms.audit.people() == ("Pat", "command line")
        assert rooms.audit.actions() == ("report.read",)


def test_only_who_may_reads_it(store: Store) -> None:
    with store.read(VIEWER) as rooms:
        for ask in (
            rooms.audit.check,
            rooms.audit.links,
            rooms.audit.people,
            lambda: rooms.audit.page(Wanted()),
        ):
            with pytest.raises(ForbiddenError):
                ask()


def test_writers_at_the_same_time_keep_one_chain(store: Store) -> None:
    """Each changes something before it is entered, so that locks could cross."""
    errors: list[Exception] = []

    def work(name: str) -> None:
        try:
            for number in range(5):
                with store.write(LOCAL) as rooms:
                    rooms.sites.add(f"{name}{number}", at=NOW)
                    rooms.audit.add("report.read", name, at=NOW)
        except StoreError as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.read(LOCAL) as rooms:
        found = rooms.audit.check()
    assert errors == []
    assert (found.holds, found.entries) == (True, 40)


def test_nothing_is_done_when_it_cannot_be_entered(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("full")

    monkeypatch.setattr(AuditLog, "add", fail)
    with pytest.raises(StoreError), store.write(LOCAL) as rooms:
        rooms.sites.add("Birch", at=NOW)
    monkeypatch.undo()

    with store.read(LOCAL) as rooms:
        assert rooms.sites.all() == ()


def test_the_database_refuses_to_change_or_drop_an_entry(store: Store) -> None:
    _add(store, 1)

    for statement in ("UPDATE audit SET actor = 'me'", "DELETE FROM audit"):
        with pytest.raises((ConflictError, StoreError)), store.write(LOCAL) as rooms:
            rooms.audit._session.execute(text(statement))


def test_who_edits_the_file_itself_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = Store.open(path)
    _add(store, 3)
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DROP TRIGGER audit_no_update")
        raw.execute("UPDATE audit SET object = x'00ff' WHERE number = 2")
        raw.commit()

    store = Store.open(path)
    with store.read(LOCAL) as rooms:
        faults = rooms.audit.check().faults
    store.close()
    assert [(fault.kind, fault.number) for fault in faults] == [(Kind.CHANGED, 2)]


def test_two_organisations_have_a_chain_each(store: Store) -> None:
    _add(store, 2)
    _add(store, 1, OTHER)

    with store.read(OTHER) as rooms:
        assert rooms.audit.check().entries == 2  # it was added, which is an entry too
