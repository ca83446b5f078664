from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from ng911risk.exporters import render
from ng911risk.exporters.csv_report import FINDING_COLUMNS, PUBLIC_COLUMNS, safe_cell
from tests.exporters.sample_report import SAMPLE

FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("x","y")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "   +1",
    "\u00a0=1+1",
    "\u3000@x",
    "\ufeff=1+1",
    "\u200b-1",
    "\uff1d1+1",
    "\uff0b1",
)


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_cell_that_starts_a_formula_becomes_text(formula: str) -> None:
    assert safe_cell(formula) == f"'{formula}"


@pytest.mark.parametrize(
    "text", ["", "CAD", "a=b", "2 to 5", "1 in 30 (1 in 100 to 1 in 10)", "'="]
)
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("formula", [one for one in FORMULAS if "\ufeff" not in one])
def test_no_text_of_a_finding_can_be_a_formula(formula: str) -> None:
    planted = replace(
        SAMPLE.findings[0],
        title=formula,
        asset_label=formula,
        owner=formula,
        condition=formula,
        response=formula,
    )
    report = replace(SAMPLE, findings=(planted,))

    _, row = _rows(render(report, "csv"))

    assert row.count(f"'{formula}") == 5
    assert formula not in row


def test_the_table_is_what_spreadsheets_expect() -> None:
    data = render(SAMPLE, "csv")
    header, *rows = _rows(data)

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") == 1 + len(SAMPLE.findings)
    assert tuple(header) == FINDING_COLUMNS
    assert [row[0] for row in rows] == [finding.id for finding in SAMPLE.findings]
    assert rows[0][FINDING_COLUMNS.index("residual odds a year")] == "1 in 21 (1 in 100 to 1 in 6)"


def test_the_public_table_counts_and_names_nothing() -> None:
    header, *rows = _rows(render(SAMPLE, "csv", public=True))

    assert tuple(header) == PUBLIC_COLUMNS
    assert ["findings", "moderate", "2", ""] in rows
    assert ["possible improvements", "County IT", "2", ""] in rows


def test_the_public_site_name_cannot_be_a_formula() -> None:
    report = replace(SAMPLE, site=replace(SAMPLE.site, name="=1+1"))

    assert b"'=1+1" in render(report, "csv", public=True)
