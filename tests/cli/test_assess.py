from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from ng911risk.store import LOCAL, Store
from tests.cli.conftest import Program, Run
from tests.cli.small import SITE_YAML

_AT = ("--at", "2026-03-01T12:00:00Z")


def test_the_first_page_is_printed_and_nothing_is_written(run: Run, site: Path) -> None:
    result = run("assess", site)

    assert result.exit_code == 0
    assert "Elm County 9-1-1" in result.stdout
    assert "SECURITY-SENSITIVE" in result.stdout
    assert "DO FIRST" in result.stdout
    assert "Nothing was written" in result.stderr
    assert [one.name for one in site.parent.iterdir()] == ["site.yaml"]


def test_a_folder_gets_every_format(run: Run, site: Path, tmp_path: Path) -> None:
    result = run("assess", site, "--out", tmp_path / "new" / "report", *_AT)

    assert result.exit_code == 0
    written = {one.name: one.read_bytes() for one in (tmp_path / "new" / "report").iterdir()}
    assert set(written) == {"report.html", "report.json", "report.csv"}
    assert json.loads(written["report.json"])["made_at"] == "2026-03-01T12:00:00+00:00"
    assert b"<html" in written["report.html"]
    for name in written:
        assert name in result.stderr


def test_same_moment_same_bytes(program: Program, site: Path) -> None:
    first = program("assess", site, "--format", "json", *_AT, PYTHONHASHSEED="1")
    second = program("assess", site, "--format", "json", *_AT, PYTHONHASHSEED="2")

    assert first.returncode == 0
    assert json.loads(first.stdout)["site"]["name"] == "Elm County 9-1-1"
    assert first.stdout == second.stdout


@pytest.mark.parametrize("name", ["out.json", "out.html", "out.csv"])
def test_the_ending_of_a_file_says_the_format(
    run: Run, site: Path, tmp_path: Path, name: str
) -> None:
    result = run("assess", site, "-o", tmp_path / name)

    assert result.exit_code == 0
    assert result.stdout == ""
    assert (tmp_path / name).stat().st_size > 1000


def test_an_ending_that_says_nothing_is_refused(run: Run, site: Path, tmp_path: Path) -> None:
    result = run("assess", site, "-o", tmp_path / "out.pdf")

    assert result.exit_code == 2
    assert "--format" in result.stderr


def test_a_report_never_replaces_its_inventory(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "site.json"
    path.write_text("{}", "utf-8")

    result = run("assess", path, "-o", path)

    assert result.exit_code == 1
    assert "replace the inventory" in result.stderr
    assert path.read_text("utf-8") == "{}"


@pytest.mark.parametrize("words", [(), ("--format", "json"), ("--format", "csv")])
def test_the_public_edition_names_nothing(run: Run, site: Path, words: tuple[str, ...]) -> None:
    result = run("assess", site, "--public", *words)

    assert result.exit_code == 0
    assert "Elm County 9-1-1" in result.stdout
    for secret in ("CAD server", "County directory", "Office PCs", "mail-pc"):
        assert secret not in result.stdout


def test_the_public_files_have_names_of_their_own(run: Run, site: Path, tmp_path: Path) -> None:
    result = run("assess", site, "--public", "--out", tmp_path / "r")

    assert "CAD server" not in result.stdout
    assert sorted(one.name for one in (tmp_path / "r").iterdir()) == [
        "report-public.csv",
        "report-public.html",
        "report-public.json",
    ]


def test_evidence_goes_in(run: Run, site: Path, tmp_path: Path) -> None:
    evidence = tmp_path / "seen.yaml"
    evidence.write_text(
        "evidence:\n"
        "  - {mitigation: exercises, verdict: effective, observed: seen, method: interview,"
        " on: 2026-01-05}\n",
        "utf-8",
    )

    result = run("assess", site, "--evidence", evidence, "--format", "json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["basis"]["verified"] == 1


def test_assessments_of_one_site_are_numbered(run: Run, site: Path, tmp_path: Path) -> None:
    database = tmp_path / "kept.sqlite"

    first = run("assess", site, "--store", database)
    second = run("assess", site, "--store", database)

    assert "number 1 of this site" in first.stderr
    assert "number 2 of this site" in second.stderr
    store = Store.open(database)
    with store.read(LOCAL) as rooms:
        [stored] = rooms.sites.all()
        assert stored.name == "Elm County 9-1-1"
        assert len(rooms.assessments.of_site(stored.id)) == 2
    store.close()


def test_what_was_not_assessed_is_said(run: Run, site: Path) -> None:
    result = run("assess", site)

    said = "Note: Not assessed, as the inventory does not say what it needs:"
    assert f"{said} receiving 9-1-1 calls." in result.stderr
    assert f"{said} public alerting." in result.stderr


def test_the_good_rows_of_a_workbook_are_used_only_when_asked_for(
    run: Run, site: Path, tmp_path: Path
) -> None:
    path = tmp_path / "site.xlsx"
    assert run("convert", site, path).exit_code == 0
    workbook = openpyxl.load_workbook(path)
    [cell] = [
        cell
        for row in workbook["Assets"].iter_rows()
        for cell in row
        if cell.value == "workstation"
    ]
    cell.value = "worksation"
    workbook.save(path)

    refused = run("assess", path)
    used = run("assess", path, "--good-rows")

    assert refused.exit_code == 2
    assert f"site.xlsx Assets!{cell.coordinate}" in refused.stderr
    assert used.exit_code == 0
    assert f"Left out: site.xlsx Assets!{cell.coordinate}" in used.stderr
    assert "DO FIRST" in used.stdout


def test_every_problem_of_an_inventory_is_listed(run: Run, site: Path) -> None:
    spoiled = SITE_YAML.replace("kind: cad,", "kind: cat,").replace("owner: it}", "owner: ti}")
    site.write_text(spoiled.replace("positions: 4", "positions: four"), "utf-8")

    result = run("assess", site)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "site.yaml:5:14: site.positions" in result.stderr
    assert "assets[1].kind" in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("nowhere.yaml",), 2, "there is no such file"),
        ((".",), 2, "this is a folder"),
        (("site.pdf",), 2, "there is no such file"),
        ((), 2, "INVENTORY"),
        (("nowhere.yaml", "--at", "soon"), 2, "2026-03-01T12:00:00Z"),
        (("nowhere.yaml", "--seed", "-1"), 2, "--seed"),
        (("nowhere.yaml", "--format", "pdf"), 2, "--format"),
    ],
)
def test_a_wrong_command_is_told_what_is_wrong(
    run: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    result = run("assess", *words)

    assert result.exit_code == code
    assert said in result.stderr


@pytest.mark.parametrize("where", [("--out", "site.yaml"), ("--format", "csv", "-o", ".")])
def test_a_place_that_cannot_be_written_is_said(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch, where: tuple[str, ...]
) -> None:
    monkeypatch.chdir(site.parent)

    result = run("assess", site, *where)

    assert result.exit_code == 1
    assert "folder" in result.stderr
    assert site.read_text("utf-8") == SITE_YAML


def test_an_unusable_database_is_one_sentence(run: Run, site: Path, tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"this is no database" * 100)

    result = run("assess", site, "--store", tmp_path / "x.sqlite")

    assert result.exit_code == 1
    assert "database" in result.stderr


def test_the_real_program_assesses(program: Program, site: Path) -> None:
    result = program("assess", site, NO_COLOR="1")

    assert result.returncode == 0
    assert "DO FIRST" in result.stdout
    assert "\x1b" not in result.stdout + result.stderr
