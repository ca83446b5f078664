from __future__ import annotations

import json
from pathlib import Path

import pytest

from ng911risk.cli.exchange_files import read_previous, read_seen
from ng911risk.errors import InputError
from ng911risk.model.observation import ObservationFile

_ONE = {"type": "identity", "id": "identity--1"}
_TWO = {"type": "note", "id": "note--2", "objects": "not a list"}


def _file(folder: Path, tree: object, name: str = "old.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(tree), "utf-8")
    return path


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param({"type": "bundle", "id": "bundle--1", "objects": [_ONE, _TWO]}, id="bundle"),
        pytest.param({"sourcesystem": "x", "stixobjects": [_ONE, _TWO]}, id="body"),
        pytest.param([{"stixobjects": [_ONE]}, {"stixobjects": [_TWO]}], id="bodies"),
        pytest.param({"bodies": [{"stixobjects": [_ONE, _TWO]}]}, id="named bodies"),
        pytest.param({"objects": [_ONE, _TWO]}, id="a page of a server"),
        pytest.param([_ONE, _TWO], id="a list"),
    ],
)
def test_whatever_holds_objects_is_taken(tmp_path: Path, tree: object) -> None:
    assert read_previous((_file(tmp_path, tree),)) == (_ONE, _TWO)


def test_several_files_follow_each_other(tmp_path: Path) -> None:
    paths = (_file(tmp_path, [_ONE], "a"), _file(tmp_path, [_TWO], "b"))

    assert read_previous(paths) == (_ONE, _TWO)
    assert read_previous(()) == ()


@pytest.mark.parametrize("tree", [{}, [], 7, "x", {"objects": []}, {"objects": [{"id": 1}]}])
def test_what_holds_none_is_refused_by_name(tmp_path: Path, tree: object) -> None:
    with pytest.raises(InputError, match=r"old\.json"):
        read_previous((_file(tmp_path, tree),))


def test_every_file_that_will_not_do_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("{")
    (tmp_path / "b").write_bytes(b"\xff\xff")
    (tmp_path / "c").write_text('{"objects": [], "objects": []}')
    (tmp_path / "d").write_text("[" * 100_000)

    with pytest.raises(InputError) as error:
        read_previous(tuple(tmp_path / name for name in ("a", "b", "c", "d", "missing")))

    assert len(error.value.problems) == 5


def test_what_was_seen_is_read_strictly(tmp_path: Path) -> None:
    assert read_seen(None) is None
    assert read_seen(_file(tmp_path, {"observations": []})) == ObservationFile()
    with pytest.raises(InputError):
        read_seen(_file(tmp_path, {"observation": []}))
