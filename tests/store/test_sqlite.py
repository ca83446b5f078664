from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from ng911risk.store import LOCAL, Store
from ng911risk.store.sqlite import make_private
from tests.store.sample import NOW


@pytest.fixture
def opened(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "a %?# name.sqlite")
    with store.write(LOCAL) as rooms:
        rooms.sites.add("Birch", at=NOW)
    return store


def _pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar_one()


def test_what_is_acknowledged_is_on_the_disk(opened: Store) -> None:
    writing = opened._engines.writing

    assert _pragma(writing, "journal_mode") == "wal"
    assert _pragma(writing, "synchronous") == 2
    assert _pragma(writing, "foreign_keys") == 1
    assert _pragma(writing, "mmap_size") == 0
    opened.close()


def test_readers_cannot_write_and_do_not_map(opened: Store) -> None:
    reading = opened._engines.reading

    assert _pragma(reading, "query_only") == 1
    assert _pragma(reading, "mmap_size") == 0
    assert _pragma(reading, "foreign_keys") == 1
    opened.close()


def test_nobody_else_can_read_any_of_the_files(opened: Store, tmp_path: Path) -> None:
    files = sorted(tmp_path.iterdir())

    assert [path.name.removeprefix("a %?# name.sqlite") for path in files] == [
        "",
        "-shm",
        "-wal",
        ".audit-key",
        ".lock",
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    opened.close()


def test_an_open_file_is_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.touch()
    path.chmod(0o644)

    make_private(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_there_is_one_writing_connection(opened: Store) -> None:
    with opened._engines.writing.connect() as one, opened._engines.writing.connect() as two:
        assert one.connection.driver_connection is two.connection.driver_connection
    opened.close()
