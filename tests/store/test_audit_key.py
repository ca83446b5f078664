from __future__ import annotations

import stat
from pathlib import Path

import pytest

from ng911risk.errors import StoreError
from ng911risk.store import LOCAL, Store
from ng911risk.store.audit_key import BYTES, key_file_for, key_of, write_key
from tests.store.sample import NOW


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "key"

    key = key_of(file, may_make=True)

    assert len(key) == BYTES
    assert key_of(file, may_make=False) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_key_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "key"
    key = key_of(file, may_make=True)

    write_key(file, bytes(BYTES))

    assert key_of(file, may_make=False) == key


@pytest.mark.parametrize("content", ["", "00", "x" * 64, "00" * 33])
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key"
    file.write_text(content)

    with pytest.raises(StoreError, match="is not the key"):
        key_of(file, may_make=True)


def test_a_folder_that_is_not_there_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        key_of(tmp_path / "none" / "key", may_make=True)


def test_the_key_lies_beside_a_file_and_never_inside(tmp_path: Path) -> None:
    assert key_file_for(tmp_path / "a.sqlite", None) == tmp_path / "a.sqlite.audit-key"
    assert key_file_for("postgresql://x/y", None) == Path("ng911risk.audit-key")
    assert key_file_for("postgresql://x/y", "elsewhere") == Path("elsewhere")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with an entry."""
    made = tmp_path / "store.sqlite"
    store = Store.open(made)
    with store.write(LOCAL) as rooms:
        rooms.sites.add("Birch", at=NOW)
    store.close()
    return made


def test_a_database_with_entries_is_not_opened_without_its_key(path: Path) -> None:
    key = path.with_name("store.sqlite.audit-key")
    key.unlink()

    with pytest.raises(StoreError, match="is not there"):
        Store.open(path)

    assert not key.exists()


def test_a_database_is_not_opened_with_the_key_of_another(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    key_of(other, may_make=True)

    with pytest.raises(StoreError, match="another audit log"):
        Store.open(path, key_file=other)


def test_a_database_without_entries_gets_a_key(tmp_path: Path) -> None:
    Store.open(tmp_path / "store.sqlite").close()
    (tmp_path / "store.sqlite.audit-key").unlink()

    Store.open(tmp_path / "store.sqlite").close()

    assert (tmp_path / "store.sqlite.audit-key").exists()
