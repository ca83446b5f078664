from __future__ import annotations

import json
from pathlib import Path

import pytest

from ng911risk.cli.exchange_files import read_previous, read_seen
from ng911risk.errors import InputError
from ng911risk.exporters.stix.earlier import MOST
from ng911risk.model.observation import ObservationFile

_UUID = "00000000-1111-4222-8333-444444444444"
_WHEN = {"created": "2026-03-01T12:00:00.000Z", "modified": "2026-03-01T12:00:00.000Z"}
_ONE = {"type": "identity", "id": f"identity--{_UUID}", **_WHEN}
_TWO = {"type": "note", "id": f"note--{_UUID}", "objects": "not a list", **_WHEN}


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


def test_what_cannot_be_a_history_is_told_by_file_and_place(tmp_path: Path) -> None:
    broken = {**_TWO, "modified": "garbage", "revoked": "yes"}
    paths = (_file(tmp_path, [_ONE, broken], "a"), _file(tmp_path, {"objects": [broken]}, "b"))

    with pytest.raises(InputError) as error:
        read_previous(paths)

    assert [(Path(one.file).name, one.field) for one in error.value.problems] == [
        ("a", "objects[1].modified"),
        ("a", "objects[1].revoked"),
        ("b", "objects[0].modified"),
        ("b", "objects[0].revoked"),
    ]


def test_all_files_together_are_told_no_more_than_somebody_reads(tmp_path: Path) -> None:
    broken = [{"type": "note", "id": 1}] * 40
    paths = tuple(_file(tmp_path, broken, name) for name in "ab")

    with pytest.raises(InputError) as error:
        read_previous(paths)

    assert len(error.value.problems) == MOST


def test_what_was_seen_is_read_strictly(tmp_path: Path) -> None:
    assert read_seen(None) is None
    assert read_seen(_file(tmp_path, {"observations": []})) == ObservationFile()
    with pytest.raises(InputError):
        read_seen(_file(tmp_path, {"observation": []}))
