from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from ng911risk.cli import files
from ng911risk.errors import ConflictError, InputError, NG911RiskError, Problem


def _problem(path: Path) -> Problem:
    with pytest.raises(InputError) as caught:
        files.read_bytes(path)
    [problem] = caught.value.problems
    return problem


def test_a_missing_file_asks_for_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "inventory.yaml").touch()

    problem = _problem(tmp_path / "inventroy.yaml")

    assert problem.message == "there is no such file"
    assert problem.hint == f"Did you mean {tmp_path / 'inventory.yaml'}?"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert "nowhere" in _problem(tmp_path / "nowhere" / "x.yaml").hint


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").touch()

    problem = _problem(tmp_path)

    assert problem.message == "this is a folder, not a file"
    assert "site.yaml" in problem.hint


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX devices")
def test_an_endless_device_is_refused() -> None:
    assert _problem(Path("/dev/zero")).message == "this is not an ordinary file"


def test_a_name_that_no_file_can_have_is_refused() -> None:
    assert _problem(Path("a\0b.yaml")).message == "no file can have this name"


def test_a_file_in_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").touch()

    assert _problem(tmp_path / "a" / "b.yaml").message


def test_a_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SIZE_MAX", 3)
    (tmp_path / "x").write_bytes(b"1234")

    assert "larger than" in _problem(tmp_path / "x").message


def _denied(*_: object, **__: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_a_closed_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", _denied)  # root, who runs many tests, is never denied

    assert _problem(tmp_path / "x").message == "you may not read this file"
    assert _problem(tmp_path).message == "this is a folder, not a file"


def test_what_describes_harm_is_written_for_its_owner_only(tmp_path: Path) -> None:
    files.write_bytes(tmp_path / "x", b"new")
    files.write_bytes(tmp_path / "y", b"open", private=False)

    assert (tmp_path / "x").read_bytes() == b"new"
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "y").stat().st_mode) == 0o644


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x").write_bytes(b"old")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(NG911RiskError, match="No space left on device"):
        files.write_bytes(tmp_path / "x", b"new")

    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"x": b"old"}


def test_a_link_is_followed_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")

    files.write_bytes(tmp_path / "link", b"new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


@pytest.mark.parametrize("target", [".", "nowhere/x", "file/x"])
def test_what_cannot_be_written_is_said(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(NG911RiskError):
        files.write_bytes(tmp_path / target, b"")


def test_a_closed_folder_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "mkstemp", _denied)
    monkeypatch.setattr(Path, "mkdir", _denied)

    with pytest.raises(NG911RiskError, match="may not write there"):
        files.write_bytes(tmp_path / "x", b"")
    with pytest.raises(NG911RiskError, match="may not write there"):
        files.make_folder(tmp_path / "folder")


def test_folders_are_made_but_not_over_files(tmp_path: Path) -> None:
    files.make_folder(tmp_path / "a" / "b")
    (tmp_path / "file").touch()

    assert (tmp_path / "a" / "b").is_dir()
    for target in ("file", "file/inside"):
        with pytest.raises(NG911RiskError, match="name a folder"):
            files.make_folder(tmp_path / target)


def test_an_existing_file_is_kept_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "x").touch()

    files.refuse_to_overwrite(tmp_path / "x", force=True)
    files.refuse_to_overwrite(tmp_path / "new", force=False)
    with pytest.raises(ConflictError, match="--force"):
        files.refuse_to_overwrite(tmp_path / "x", force=False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_is_refused_at_once_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "site.yaml"
    os.mkfifo(pipe)

    assert _problem(pipe).message == "this is a pipe, not an ordinary file"


def test_nobody_is_asked_whether_the_missing_file_was_meant(tmp_path: Path) -> None:
    dangling = tmp_path / "site.yaml"
    dangling.symlink_to(tmp_path / "gone.yaml")
    (tmp_path / ".site.yaml").touch()

    assert "Did you mean" not in _problem(dangling).hint
