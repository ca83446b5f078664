from __future__ import annotations

from pathlib import Path

import pytest

from ng911risk.exporters import render
from ng911risk.exporters.documents import documents, typeset
from tests.cli.conftest import Run
from tests.exporters.sample_report import SAMPLE


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A report that was kept as JSON."""
    path = tmp_path / "report.json"
    path.write_bytes(render(SAMPLE, "json"))
    return path


def test_the_list_names_every_document_and_whom_it_serves(run: Run) -> None:
    told = run("report", "--list").stdout

    for name, one in documents().items():
        assert f"{name}-{next(iter(one.forms)).value}" in told
        assert one.reader.words in told


def test_a_document_is_written_for_its_owner_only(run: Run, kept: Path) -> None:
    out = kept.with_name("board.pdf")

    result = run("report", kept, "--as", "board-public-pdf", "-o", out)

    assert result.exit_code == 0, result.stderr
    assert out.read_bytes().startswith(b"%PDF")
    assert out.stat().st_mode & 0o077 == 0


def test_without_a_file_it_goes_to_standard_output(run: Run, kept: Path) -> None:
    result = run("report", kept, "--as", "board-html")

    assert result.stdout.startswith("<!doctype html>")


def test_the_inventory_adds_fallbacks(run: Run, kept: Path, site: Path) -> None:
    out = kept.with_name("call.docx")

    assert (
        run("report", kept, "--as", "call-sheet-docx", "--inventory", site, "-o", out).exit_code
        == 0
    )
    assert out.read_bytes().startswith(b"PK")


def test_a_letter_is_for_one_organisation(run: Run, kept: Path, site: Path) -> None:
    letter = ("report", kept, "--as", "letter-county-it-docx", "--inventory", site)

    assert run(*letter, "--for", "nobody").exit_code == 1
    assert "'nobody'" in run(*letter, "--for", "nobody").stderr


def test_what_exists_is_kept_unless_forced(run: Run, kept: Path) -> None:
    out = kept.with_name("there.html")
    out.write_text("mine", "utf-8")

    assert run("report", kept, "--as", "board-html", "-o", out).exit_code == 1
    assert out.read_text("utf-8") == "mine"
    assert run("report", kept, "--as", "board-html", "-o", out, "--force").exit_code == 0


@pytest.mark.parametrize("name", ["board", "board-exe", "nothing-pdf", "letter-authority-pdf"])
def test_a_document_that_is_not_there_is_refused(run: Run, kept: Path, name: str) -> None:
    result = run("report", kept, "--as", name)

    assert result.exit_code == 1
    assert "document" in result.stderr


def test_what_is_no_report_is_refused_with_what_to_do(run: Run, kept: Path) -> None:
    kept.write_text("{}", "utf-8")

    result = run("report", kept)

    assert result.exit_code == 2
    assert "ng911risk assess" in result.stderr
    assert run("report").exit_code == 2


def test_missing_fonts_are_said(run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "_fonts", list)
    out = kept.with_name("board.pdf")

    result = run("report", kept, "--as", "board-pdf", "-o", out)

    assert result.exit_code == 0
    assert "Libertinus" in result.stderr
