from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from ng911risk.errors import StoreError
from ng911risk.store import LOCAL, Site, Store, migrate
from tests.store.sample import NOW


def test_a_new_database_is_at_the_newest_revision(store: Store) -> None:
    with store._engines.reading.connect() as connection:
        assert migrate.revision_of(connection) == migrate.newest()


def test_opening_again_keeps_what_is_there(store: Store, target: str, site: Site) -> None:
    store.close()

    again = Store.open(target)
    with again.read(LOCAL) as rooms:
        assert rooms.sites.all() == (site,)
    again.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(store: Store, target: str) -> None:
    with store._engines.writing.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="newer version"):
        Store.open(target)

    with store._engines.reading.connect() as connection:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert found == "9999"


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")

    with pytest.raises(StoreError, match="not one of ng911risk"):
        Store.open(path)


def test_a_copy_is_kept_before_a_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store.sqlite"
    store = Store.open(path)
    with store.write(LOCAL) as rooms:
        rooms.sites.add("Cedar County", at=NOW)
    store.close()
    upgraded: list[str] = []
    monkeypatch.setattr(migrate, "newest", lambda: "9998")
    monkeypatch.setattr("alembic.command.upgrade", lambda _, name: upgraded.append(name))

    Store.open(path).close()

    copy = tmp_path / "store.sqlite.before-upgrade-from-0003.1"
    assert upgraded == ["head"]
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT name FROM sites").fetchall() == [("Cedar County",)]
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
