"""The findings as a table that a spreadsheet opens, and that no cell can turn into a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ng911risk.exporters import words
from ng911risk.exporters.discovery import Format
from ng911risk.exporters.public import PublicReport, public_edition
from ng911risk.model.report import Finding, RiskReport

FORMAT = Format(name="csv", media_type="text/csv; charset=utf-8", ending=".csv")

FINDING_COLUMNS = (
    "finding id", "title", "asset", "asset label", "owner", "who can fix it",
    "inherent odds a year", "inherent word", "residual odds a year", "residual word",
    "impact", "likelihood of that impact", "risk", "harms", "recommendation",
    "criteria", "condition", "cause", "effect",
    "mitigations", "response", "residual odds found", "inherent odds found",
)  # fmt: skip
"""Header of the full edition."""

PUBLIC_COLUMNS = ("what", "which", "value", "in words")
"""Header of the public edition."""

_MARK = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Signs that start a formula, their full-width forms included (some spreadsheets fold them)."""


def render(report: RiskReport, *, public: bool) -> bytes:
    """UTF-8 with a byte order mark and CRLF, as spreadsheets expect it."""
    if public:
        return _table(PUBLIC_COLUMNS, _public_rows(public_edition(report)))
    return _table(FINDING_COLUMNS, (_finding_row(finding) for finding in report.findings))


def safe_cell(text: str) -> str:
    """`text` as a cell that stays text: an apostrophe goes before whatever starts a formula."""
    bare = text.lstrip(" \u00a0\u200b\u3000\ufeff")
    return f"'{text}" if bare.startswith(_FORMULA_SIGNS) else text


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return (_MARK + out.getvalue()).encode()


def _finding_row(finding: Finding) -> tuple[str, ...]:
    return (
        finding.id,
        finding.title,
        finding.asset,
        finding.asset_label,
        finding.owner,
        finding.owner_class.words,
        words.odds(finding.inherent),
        finding.inherent.word.words,
        words.odds(finding.residual),
        finding.residual.word.words,
        finding.impact.words,
        finding.likelihood.words,
        finding.risk.words,
        "; ".join(service.words for service in finding.harms),
        finding.recommendation,
        finding.criteria,
        finding.condition,
        finding.cause,
        finding.effect,
        "; ".join(finding.mitigations),
        finding.response,
        words.found(finding.residual),
        words.found(finding.inherent),
    )


def _public_rows(report: PublicReport) -> Iterable[tuple[str, ...]]:
    yield "centre", report.site, report.state, ""
    yield "day", "", report.made_on.isoformat(), ""
    for one in report.services:
        yield "lost in a year", one.service.words, one.lost, one.lost_word.words
        yield "on its fallback in a year", one.service.words, one.degraded, one.degraded_word.words
        yield "misled in a year", one.service.words, one.misled, one.misled_word.words
        yield "time lost a year", one.service.words, one.hours_lost, ""
        yield "time on the fallback a year", one.service.words, one.hours_degraded, ""
        yield "risk", one.service.words, "", one.risk.words
    for level in report.findings:
        yield "findings", level.level.words, str(level.findings), ""
    for owner in report.actions:
        yield "possible improvements", owner.owner_class.words, str(owner.actions), ""
    yield "programme lines answered", "", str(report.programme_lines), ""
