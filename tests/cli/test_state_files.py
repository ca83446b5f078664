from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.cli.journal import NAME
from ng911risk.cli.state_files import site_files
from ng911risk.cli.state_work import SiteKind
from ng911risk.errors import InputError


def _put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())


def _names(folder: Path, apart: Path | None = None) -> list[str]:
    return [one.file for one in site_files(folder, apart=apart or folder / "out")]


def test_every_format_is_found_in_the_order_of_the_paths(tmp_path: Path) -> None:
    _put(tmp_path, "b.yaml", "a.YML", "sub/deep/c.json", "d.xlsx", "e.zip", "B.csv")

    assert _names(tmp_path) == ["B.csv", "a.YML", "b.yaml", "d.xlsx", "e.zip", "sub/deep/c.json"]


def test_what_is_no_inventory_is_passed_over(tmp_path: Path) -> None:
    _put(tmp_path, "a.yaml", ".hidden.yaml", "~$a.xlsx", "note.txt", ".git/x.yaml", "README")

    assert _names(tmp_path) == ["a.yaml"]


def test_the_results_are_no_input_even_inside_the_folder(tmp_path: Path) -> None:
    _put(tmp_path, "a.yaml", "out/sites/a.yaml/report.json", "out/state.json")

    assert _names(tmp_path) == ["a.yaml"]
    assert len(_names(tmp_path, tmp_path / "elsewhere")) == 3


def test_a_loop_of_links_is_not_followed(tmp_path: Path) -> None:
    _put(tmp_path, "sub/a.yaml")
    try:
        (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")

    assert _names(tmp_path) == ["sub/a.yaml"]


def test_finished_assessments_are_told_from_inventories(tmp_path: Path) -> None:
    _put(tmp_path, "a.json", "b.report.json", "c.row.json", "row.json")
    kinds = {one.file: one.kind for one in site_files(tmp_path, apart=tmp_path / "out")}

    assert kinds == {
        "a.json": SiteKind.INVENTORY,
        "b.report.json": SiteKind.REPORT,
        "c.row.json": SiteKind.ROW,
        "row.json": SiteKind.INVENTORY,
    }


def test_evidence_lies_beside_its_inventory_and_is_none_itself(tmp_path: Path) -> None:
    _put(tmp_path, "a.xlsx", "a.evidence.yaml", "b.yaml", "b.evidence.json", "c.yaml")
    found = {one.file: one.read()[1:] for one in site_files(tmp_path, apart=tmp_path / "out")}

    assert found == {
        "a.xlsx": ("a.evidence.yaml", b"a.evidence.yaml"),
        "b.yaml": ("b.evidence.json", b"b.evidence.json"),
        "c.yaml": ("", b""),
    }


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        site_files(tmp_path / "nowhere", apart=tmp_path)


def test_results_of_another_run_are_no_sites(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").touch()
    old = tmp_path / "old" / "sites" / "site.yaml"
    old.mkdir(parents=True)
    (tmp_path / "old" / NAME).touch()
    (old / "report.json").touch()

    assert [one.file for one in site_files(tmp_path, apart=tmp_path / "out")] == ["site.yaml"]
