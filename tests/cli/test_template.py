from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_an_empty_workbook_is_written_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "inventory.xlsx"

    first = run("template", file)
    second = run("template", file)

    assert first.exit_code == 0
    assert file.read_bytes().startswith(b"PK")
    assert second.exit_code == 1
    assert "--force" in second.stderr
    assert run("template", file, "--force").exit_code == 0


def test_an_empty_workbook_says_cell_by_cell_what_it_needs(run: Run, tmp_path: Path) -> None:
    run("template", tmp_path / "inventory.xlsx")

    result = run("check", tmp_path / "inventory.xlsx")

    assert result.exit_code == 2
    assert "inventory.xlsx Site!B" in result.stderr


def test_only_a_workbook_can_be_asked_for(run: Run) -> None:
    assert run("template", "inventory.doc").exit_code == 2
