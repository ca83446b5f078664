from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ng911risk.cli.check import left_open
from ng911risk.content import load_catalog
from ng911risk.importers import read_inventory
from tests.cli.conftest import Run
from tests.cli.small import SITE_YAML


def test_a_good_inventory_is_told_what_it_leaves_open(run: Run, site: Path) -> None:
    result = run("check", site)

    assert result.exit_code == 0
    assert "Elm County 9-1-1: 4 lines, 23 machines. Nothing is wrong." in result.stdout
    assert "Nothing is said about" in result.stdout


def test_what_is_left_open_is_named() -> None:
    catalog = load_catalog()
    whole = read_inventory(SITE_YAML.encode(), file="s.yaml").inventory
    bare = replace(
        whole,
        services=(),
        flows=(),
        trusts=(),
        assumed=("site.hold_s",),
        controls=(replace(whole.controls[0], said_by=""),),
    )

    text = "\n".join(left_open(bare, catalog))

    assert "site.hold_s" in text
    assert "No service" in text
    assert "No data flow" in text
    assert "mail-pc" in text
    assert "1 answer: exercises" in text
    assert len(list(left_open(bare, catalog))) > len(list(left_open(whole, catalog)))


def test_a_bad_inventory_is_listed(run: Run, site: Path) -> None:
    site.write_text(SITE_YAML.replace("kind: directory", "kind: directori"), "utf-8")

    result = run("check", site)

    assert result.exit_code == 2
    assert "site.yaml:20:" in result.stderr
    assert "Did you mean 'directory'?" in result.stderr


def test_bad_cells_are_marked_in_a_copy(run: Run, site: Path, tmp_path: Path) -> None:
    run("template", tmp_path / "empty.xlsx")

    result = run("check", tmp_path / "empty.xlsx", "--marked", tmp_path / "marked.xlsx")

    assert result.exit_code == 2
    assert (tmp_path / "marked.xlsx").read_bytes().startswith(b"PK")
    assert (tmp_path / "marked.xlsx").read_bytes() != (tmp_path / "empty.xlsx").read_bytes()


def test_a_marked_copy_never_replaces_the_workbook(run: Run, tmp_path: Path) -> None:
    run("template", tmp_path / "empty.xlsx")
    before = (tmp_path / "empty.xlsx").read_bytes()

    result = run("check", tmp_path / "empty.xlsx", "--marked", tmp_path / "empty.xlsx")

    assert result.exit_code == 1
    assert (tmp_path / "empty.xlsx").read_bytes() == before


def test_other_files_have_no_cells_to_mark(run: Run, site: Path, tmp_path: Path) -> None:
    site.write_text("site: 1\n", "utf-8")

    result = run("check", site, "--marked", tmp_path / "m.xlsx")

    assert result.exit_code == 2
    assert "Only the cells of a workbook" in result.stderr
    assert not (tmp_path / "m.xlsx").exists()
    assert run("check", site, "--marked", tmp_path / "m.doc").exit_code == 2
