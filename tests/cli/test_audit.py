from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.store import LOCAL, Store
from tests.cli.conftest import Run
from tests.store.sample import NOW


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database whose log has three entries."""
    path = tmp_path / "kept.sqlite"
    store = Store.open(path)
    for name in ("Ash", "Birch", "Cedar"):
        with store.write(LOCAL) as rooms:
            rooms.sites.add(name, at=NOW)
    store.close()
    return path


@pytest.fixture
def key(database: Path) -> Path:
    return database.with_name("kept.sqlite.audit-key")


@pytest.fixture
def log(run: Run, database: Path, tmp_path: Path) -> Path:
    path = tmp_path / "log.jsonl"
    assert run("audit", "export", "--store", database, "-o", path).exit_code == 0
    return path


def test_an_exported_log_is_unbroken_without_the_database(
    run: Run, database: Path, key: Path, log: Path
) -> None:
    database.unlink()

    result = run("audit", "verify", log, "--key-file", key)

    assert result.exit_code == 0
    assert "Unbroken: 4 entries. Head 4:" in result.stdout


def test_the_export_is_entered_itself(log: Path) -> None:
    assert '"action":"log.exported"' in log.read_text().splitlines()[-1]


def test_what_was_changed_is_named(run: Run, key: Path, log: Path) -> None:
    log.write_text(log.read_text().replace("Birch", "Beech"))

    result = run("audit", "verify", log, "--key-file", key)

    assert result.exit_code == 1
    assert "Entry 2 does not fit" in result.stderr


def test_a_cut_end_shows_with_the_head_that_was_noted(run: Run, key: Path, log: Path) -> None:
    head = run("audit", "verify", log, "--key-file", key).stdout.split()[-1]
    log.write_text("".join(log.read_text().splitlines(keepends=True)[:-1]))

    assert run("audit", "verify", log, "--key-file", key).exit_code == 0
    result = run("audit", "verify", log, "--key-file", key, "--head", head)

    assert result.exit_code == 1
    assert "ends at entry 3; it once went to entry 4" in result.stderr


def test_the_key_of_another_log_is_told_apart_from_changes(run: Run, key: Path, log: Path) -> None:
    key.write_text("ab" * 32)

    result = run("audit", "verify", log, "--key-file", key)

    assert result.exit_code == 1
    assert "another log" in result.stderr


@pytest.mark.parametrize("content", ["", "no key", "00" * 31])
def test_what_is_no_key_is_refused(run: Run, key: Path, log: Path, content: str) -> None:
    key.write_text(content)

    assert run("audit", "verify", log, "--key-file", key).exit_code == 2


def test_what_is_no_log_is_refused_with_its_line(run: Run, key: Path, log: Path) -> None:
    log.write_text(log.read_text() + "{}\n")

    result = run("audit", "verify", log, "--key-file", key)

    assert result.exit_code == 2
    assert "log.jsonl:5" in result.stderr


def test_what_is_no_head_is_refused(run: Run, key: Path, log: Path) -> None:
    assert run("audit", "verify", log, "--key-file", key, "--head", "7").exit_code == 2


def test_the_newest_entries_are_shown_in_words(run: Run, database: Path) -> None:
    result = run("audit", "show", "--store", database, "--last", 2, "--action", "site.added")

    assert result.stdout.count("Added a site") == 2
    assert "nothing" not in result.stdout
    assert "no such entry" in run("audit", "show", "--store", database, "--person", "x").stdout


def test_a_file_that_exists_stays(run: Run, database: Path, log: Path) -> None:
    assert run("audit", "export", "--store", database, "-o", log).exit_code == 1
    assert run("audit", "export", "--store", database, "-o", log, "--force").exit_code == 0


def test_an_organisation_that_cannot_be_is_refused(run: Run, database: Path) -> None:
    assert run("audit", "show", "--store", database, "--organisation", "A B").exit_code == 2
