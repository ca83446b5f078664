from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ng911risk.errors import StoreError
from ng911risk.store import Store
from tests.cli.conftest import Run


@pytest.fixture
def database(run: Run, site: Path, tmp_path: Path) -> Path:
    """A database with two assessments of one site."""
    path = tmp_path / "kept.sqlite"
    for moment in ("2026-03-01", "2026-04-01"):
        assert run("assess", site, "--store", path, "--at", moment).exit_code == 0
    return path


_CHANGES = {
    "report": "UPDATE assessments SET report_json = replace(report_json, 'Elm', 'Oak')"
    " WHERE number = 1",
    "seed": "UPDATE assessments SET seed = 2 WHERE number = 1",
    "moment": "UPDATE assessments SET made_at = 'yesterday' WHERE number = 1",
    "type": "UPDATE assessments SET seed = x'00ff' WHERE number = 1",
    "text": "UPDATE assessments SET tool_version = CAST(x'ff' AS TEXT) WHERE number = 1",
    "site": "UPDATE assessments SET site = 'nowhere' WHERE number = 1",
    "id": "UPDATE assessments SET id = x'00' WHERE number = 1",
    "json": "UPDATE assessments SET inventory_json = x'00' WHERE number = 1",
}


def _spoil(database: Path, change: str) -> None:
    """Change rows as somebody would who knows only the database."""
    with closing(sqlite3.connect(database)) as connection:
        triggers = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for (name,) in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        changed = connection.execute(_CHANGES[change]).rowcount
        connection.commit()
    assert changed == 1


def test_every_seal_is_checked(run: Run, database: Path) -> None:
    result = run("verify", database)

    assert result.exit_code == 0
    assert result.stdout.count("holds    ") == 2
    assert "2 assessments" in result.stdout


def test_a_deep_check_makes_the_same_bytes_again(run: Run, database: Path) -> None:
    assert run("verify", database, "--deep").exit_code == 0


def test_one_assessment_can_be_checked(run: Run, database: Path) -> None:
    id_ = run("verify", database).stdout.split()[1]

    result = run("verify", database, id_)

    assert result.exit_code == 0
    assert "1 assessment:" in result.stdout


@pytest.mark.parametrize("change", _CHANGES)
def test_damage_is_told_and_does_not_stop_the_check_of_the_others(
    run: Run, database: Path, change: str
) -> None:
    _spoil(database, change)

    result = run("verify", database)

    assert result.exit_code == 1
    assert result.stdout.count("holds    ") == 1
    assert "BROKEN   " in result.stderr
    assert "Of 2 assessments 1 cannot be relied on" in result.stderr


def test_a_moment_that_cannot_be_read_is_named(run: Run, database: Path) -> None:
    _spoil(database, "moment")

    assert "has a moment that cannot be read" in run("verify", database).stderr


def test_an_assessment_outlives_damage_to_the_record_of_its_site(run: Run, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE sites SET created_at = 'yesterday'")
        connection.commit()

    result = run("verify", database)

    assert result.exit_code == 0
    assert result.stdout.count("  site ") == 2


def test_a_database_that_is_gone_is_not_called_damaged_assessments(
    run: Run, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: Store) -> None:
        raise StoreError("The database cannot be used now; nothing was changed.")

    _spoil(database, "text")
    monkeypatch.setattr(Store, "check", gone)

    result = run("verify", database)

    assert result.exit_code == 1
    assert "cannot be relied on" not in result.stderr
    assert "cannot be used now" in result.stderr


def test_what_does_not_exist_is_told(run: Run, database: Path, tmp_path: Path) -> None:
    assert run("verify", tmp_path / "nowhere.sqlite").exit_code == 2
    missing = run("verify", database, "0" * 32)

    assert missing.exit_code == 1
    assert "no assessment with this id" in missing.stderr


def test_an_empty_database_has_nothing_to_check(run: Run, tmp_path: Path) -> None:
    Store.open(tmp_path / "empty.sqlite").close()

    assert "no assessments" in run("verify", tmp_path / "empty.sqlite").stdout
