from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.store import LOCAL, Store
from tests.cli.conftest import Run
from tests.store.sample import NOW


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "kept.sqlite"
    store = Store.open(path)
    with store.write(LOCAL) as rooms:
        rooms.sites.add("Cedar County", at=NOW)
    store.close()
    return path


def test_everything_comes_back_with_its_log(run: Run, database: Path, tmp_path: Path) -> None:
    made = run("backup", "--store", database, "-o", tmp_path / "b.zip")
    assert made.exit_code == 0
    assert "1 site, " in made.stdout
    assert "with the key" in made.stdout

    back = run("restore", tmp_path / "b.zip", "--store", tmp_path / "new.sqlite")

    assert back.exit_code == 0, back.stderr
    assert "look through people and tokens" in back.stderr
    store = Store.open(tmp_path / "new.sqlite")
    with store.read(LOCAL) as rooms:
        assert [site.name for site in rooms.sites.all()] == ["Cedar County"]
        assert rooms.audit.check().holds
    store.close()


def test_a_backup_without_the_key_needs_it(run: Run, database: Path, tmp_path: Path) -> None:
    made = run("backup", "--store", database, "-o", tmp_path / "b.zip", "--no-with-key")
    assert "without the key" in made.stdout
    to = tmp_path / "new.sqlite"

    assert run("restore", tmp_path / "b.zip", "--store", to).exit_code == 1
    key = tmp_path / "kept.sqlite.audit-key"
    assert run("restore", tmp_path / "b.zip", "--store", to, "--key-file", key).exit_code == 0


def test_a_new_log_is_begun_when_asked_for(run: Run, database: Path, tmp_path: Path) -> None:
    run("backup", "--store", database, "-o", tmp_path / "b.zip", "--no-with-key")

    back = run("restore", tmp_path / "b.zip", "--store", tmp_path / "n.sqlite", "--without-log")

    assert back.exit_code == 0


def test_nothing_is_written_over(run: Run, database: Path, tmp_path: Path) -> None:
    run("backup", "--store", database, "-o", tmp_path / "b.zip")
    before = database.read_bytes()

    assert run("backup", "--store", database, "-o", tmp_path / "b.zip").exit_code == 1
    assert run("restore", tmp_path / "b.zip", "--store", database).exit_code == 1
    assert database.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"PK", b"hello" * 100])
def test_what_is_no_backup_is_refused(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(content)

    result = run("restore", tmp_path / "b.zip", "--store", tmp_path / "new.sqlite")

    assert result.exit_code == 2
    assert not (tmp_path / "new.sqlite").exists()


def test_a_database_that_is_not_there_is_not_made(run: Run, tmp_path: Path) -> None:
    result = run("backup", "--store", tmp_path / "none.sqlite", "-o", tmp_path / "b.zip")

    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []
