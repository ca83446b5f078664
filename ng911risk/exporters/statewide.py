"""StateReport -> bytes: HTML for people, CSV for a spreadsheet, JSON for everything else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from ng911risk.exporters import words
from ng911risk.exporters.csv_report import safe_cell
from ng911risk.exporters.first_page import MARKING
from ng911risk.exporters.html_report import page
from ng911risk.model.scales import Band
from ng911risk.model.state import PartKind, SharedPart, StateReport, StateSite
from ng911risk.records import to_json

FORMATS: Final = ("html", "json", "csv")
"""What a view can be written as."""

SHOWN_PARTS: Final = 40
"""Shared parts of each kind on the page; the JSON has all."""

SHOWN_FIXES: Final = 40
"""Fixes on the page; the JSON has all."""

COLUMNS: Final = (
    "file", "centre", "state", "stage", "calls not taken: odds a year", "in words",
    "chance a year", "chance low", "chance high",
    "hours a year without", "hours low", "hours high",
    "calls a year unanswered or delayed", "calls low", "calls high",
    "expected harm (weighted hours a year)", "harm low", "harm high",
    "top finding", "its risk", "high findings", "open questions",
    "first action", "second action", "third action", "problem",
)  # fmt: skip
"""Header of the table. A site that was not assessed has a line with its first problem."""

_HEADINGS: Final = {
    PartKind.OWNER: "Organisations",
    PartKind.PRODUCT: "Products",
    PartKind.ASSET: "Assets",
}


def render_state(report: StateReport, format: str) -> bytes:  # noqa: A002 -- the word everyone uses
    """
    The view in one of `FORMATS`; the same view gives the same bytes.

    Raises:
        ValueError: There is no such format.
    """
    match format:
        case "html":
            return _html(report)
        case "json":
            return to_json(report, omit_defaults=False)
        case "csv":
            return _csv(report)
    raise ValueError(f"there is no format '{format}' of a state; known: {', '.join(FORMATS)}")


def _html(report: StateReport) -> bytes:
    return page(
        "state.html.j2",
        "style.css",
        "marking.css",
        report=report,
        marking=MARKING,
        shared=[(_HEADINGS[kind], _of_kind(report, kind)) for kind in PartKind],
        shown_parts=SHOWN_PARTS,
        fixes=report.fixes[:SHOWN_FIXES],
    )


def _of_kind(report: StateReport, kind: PartKind) -> tuple[SharedPart, ...]:
    return tuple(one for one in report.shared if one.kind is kind)


def _csv(report: StateReport) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _csv_rows(report):
        writer.writerow([safe_cell(cell) for cell in row])
    return ("\ufeff" + out.getvalue()).encode()


def _csv_rows(report: StateReport) -> Iterator[tuple[str, ...]]:
    for site in report.sites:
        yield _csv_row(site)
    for missing in report.missing:
        yield (missing.file, *[""] * (len(COLUMNS) - 2), "; ".join(missing.problems[:1]))


def _csv_row(site: StateSite) -> tuple[str, ...]:
    first, second, third = (*site.first_actions, "", "", "")[:3]
    return (
        site.file,
        site.name,
        site.state,
        site.stage.value,
        words.odds(site.headline),
        site.headline.word.words,
        *_numbers(site.headline.chance),
        *_numbers(site.hours_lost),
        *_numbers(site.calls),
        *_numbers(site.harm),
        site.top_finding,
        site.top_risk.words if site.top_risk else "",
        str(site.high_findings),
        str(site.unknowns),
        first,
        second,
        third,
        "",
    )


def _numbers(band: Band) -> tuple[str, str, str]:
    """Plain numbers that a spreadsheet can sort by."""
    return f"{band.likely:.4g}", f"{band.low:.4g}", f"{band.high:.4g}"
