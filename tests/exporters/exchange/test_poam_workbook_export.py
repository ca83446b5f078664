from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from functools import cache
from typing import Any

from openpyxl import Workbook, load_workbook

from ng911risk.exporters.exchange import make
from ng911risk.exporters.exchange.given import Wishes
from tests.exporters.oscal.given import rich


@cache
def _book(*, people: bool = False) -> Workbook:
    given = replace(rich(), wishes=Wishes(people=people))
    return load_workbook(io.BytesIO(make("poam-workbook", given)))


def _rows(sheet: str, *, people: bool = False) -> list[dict[str, Any]]:
    header, *rows = _book(people=people)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_every_weakness_has_its_line_with_its_own_id() -> None:
    assert _book().sheetnames == ["Read me", "POA&M", "Actions", "Accepted"]
    assert [one["POA&M id"] for one in _rows("POA&M")] == [one.id for one in rich().report.findings]


def test_a_line_has_what_a_reader_of_such_a_plan_looks_for() -> None:
    first, second, third = rich().tracked
    accepted = rich().accepted[0].finding
    both = next(
        one
        for one in rich().report.findings
        if {first.mitigation, second.mitigation} <= {*one.mitigations} and one.id != accepted
    )
    [line] = [one for one in _rows("POA&M") if one["POA&M id"] == both.id]

    assert line["Status"] == "in work"
    assert line["Due"] == dt.datetime(2026, 9, 1)  # noqa: DTZ001 -- a workbook has no zones
    assert "under way, due 2026-06-01" in line["Milestones"]
    assert line["Risk now"] == both.risk.words
    assert line["Controls: csf-2"]
    assert line["Resources"].count("$") >= 2
    assert line["Evidence that closes it"]
    assert line["Owner"] == "left out"
    assert third.status == "done"


def test_a_risk_is_accepted_until_its_day_and_no_longer() -> None:
    accepted, lapsed = rich().accepted
    lines = {one["POA&M id"]: one for one in _rows("POA&M")}

    assert lines[accepted.finding]["Status"] == "risk accepted"
    assert lines[accepted.finding]["Accepted until"].date() == accepted.until
    assert lines[accepted.finding]["Reason"] == "'=No money until July."
    assert lines[lapsed.finding]["Status"] != "risk accepted"
    assert len(_rows("Accepted")) == 2


def test_names_and_numbers_go_out_only_when_asked_for() -> None:
    def text(book: Workbook) -> str:
        return str([[*sheet.iter_rows(values_only=True)] for sheet in book])

    shy, told = text(_book()), text(_book(people=True))

    for name in ("Dana Director", "Sam Sysadmin", "Robin Reviewer"):
        assert name not in shy
        assert name in told
    assert "555-010-4477" not in shy + told


def test_evidence_that_was_seen_stands_beside_what_would_close_it() -> None:
    seen = [one for one in _rows("POA&M") if "tape" in (one["Evidence so far"] or "")]

    assert seen
    assert all("does not work" in one["Evidence so far"] for one in seen)


def test_no_cell_is_a_formula_and_headers_stay() -> None:
    for sheet in _book():
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
        assert not [cell for row in sheet for cell in row if cell.data_type == "f"]


def test_the_same_input_gives_the_same_bytes() -> None:
    assert make("poam-workbook", rich()) == make("poam-workbook", rich())
