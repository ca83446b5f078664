from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ng911risk.cli import journal as module
from ng911risk.cli.journal import NAME, open_journal, write_for_good
from ng911risk.errors import ConflictError, NG911RiskError

_AT = datetime(2026, 3, 1, tzinfo=UTC)
_FILES = {"sites/a/report.json": b"{}", "sites/a/row.json": b"row"}


def test_what_is_done_is_known_the_next_time(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.begin(_AT)
        journal.add("a", "key", _FILES)

    with open_journal(tmp_path) as again:
        assert again.moment == _AT
        assert again.holds("a", "key", closely=("sites/a/row.json",))
        assert not again.holds("a", "another key")
        assert not again.holds("b", "key")
    assert (tmp_path / "sites/a/row.json").read_bytes() == b"row"


def test_a_file_that_is_gone_or_shorter_is_not_taken_for_whole(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.add("a", "key", _FILES)
        (tmp_path / "sites/a/report.json").write_bytes(b"{")
        assert not journal.holds("a", "key")
        (tmp_path / "sites/a/report.json").unlink()
        assert not journal.holds("a", "key")


def test_a_file_that_was_changed_is_seen_where_one_looks_closely(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.add("a", "key", _FILES)
        (tmp_path / "sites/a/row.json").write_bytes(b"wor")

        assert journal.holds("a", "key")
        assert not journal.holds("a", "key", closely=("sites/a/row.json",))


def test_a_line_that_was_cut_off_is_passed_over_and_the_next_is_whole(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.add("a", "key", _FILES)
        journal.add("b", "key", {"sites/b/row.json": b"b"})
    whole = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(whole[:-20])

    with open_journal(tmp_path) as journal:
        assert journal.holds("a", "key")
        assert not journal.holds("b", "key")
        journal.add("c", "key", {"sites/c/row.json": b"c"})
    with open_journal(tmp_path) as journal:
        assert journal.holds("a", "key")
        assert journal.holds("c", "key")


@pytest.mark.parametrize(
    "junk", [b"null\n", b"[1]\n", b'{"done": 1}\n', b"\xff\xfe\n", b'{"at": 3}\n']
)
def test_a_line_of_anything_else_is_passed_over(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / NAME).write_bytes(junk)

    with open_journal(tmp_path) as journal:
        assert journal.done == {}
        journal.add("a", "key", _FILES)


def test_a_site_that_was_begun_anew_and_not_finished_is_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_journal(tmp_path) as journal:
        journal.add("a", "old", _FILES)

        def stop(path: Path, data: bytes) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(module, "write_for_good", stop)
        with pytest.raises(KeyboardInterrupt):
            journal.add("a", "new", _FILES)
    with open_journal(tmp_path) as journal:
        assert not journal.holds("a", "old")
        assert not journal.holds("a", "new")


def test_files_that_a_site_no_longer_has_go(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.add("a", "old", {"sites/a/report.csv": b"1", "sites/a/row.json": b"1"})
        journal.add("a", "new", {"sites/a/row.json": b"2"})

    assert [one.name for one in (tmp_path / "sites/a").iterdir()] == ["row.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_two_runs_never_write_into_one_folder(tmp_path: Path) -> None:
    with (
        open_journal(tmp_path),
        pytest.raises(ConflictError, match="Another run"),
        open_journal(tmp_path),
    ):
        pass
    with open_journal(tmp_path):
        pass


def test_a_write_that_fails_leaves_what_was_there_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f"
    write_for_good(path, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NG911RiskError, match="No space left"):
        write_for_good(path, b"new")

    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["f"]


def test_what_is_written_is_for_its_owner_only(tmp_path: Path) -> None:
    write_for_good(tmp_path / "deep" / "f", b"x")

    if sys.platform != "win32":
        assert (tmp_path / "deep" / "f").stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(NG911RiskError), open_journal(tmp_path / "file"):
        pass


def test_what_a_killed_run_left_half_written_goes_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "sites/a").mkdir(parents=True)
    half, other = tmp_path / "sites/a/.part-x1", tmp_path / "sites/a/part-of-it.txt"
    for path in (half, other):
        path.write_bytes(b"{")

    with open_journal(tmp_path):
        assert (half.exists(), other.exists()) == (False, True)
