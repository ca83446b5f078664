"""The page a director reads, as plain text: for the command line, a fax or a phone call."""

from __future__ import annotations

from collections.abc import Iterator

from ng911risk.exporters.discovery import Format
from ng911risk.exporters.first_page import first_page
from ng911risk.exporters.public import PublicReport, public_edition
from ng911risk.model.report import RiskReport

FORMAT = Format(name="text", media_type="text/plain; charset=utf-8", ending=".txt")


def render(report: RiskReport, *, public: bool) -> bytes:
    """UTF-8 with line feeds."""
    lines = _public_page(public_edition(report)) if public else first_page(report)
    return ("\n".join(lines) + "\n").encode()


def _public_page(report: PublicReport) -> Iterator[str]:
    yield f"{' '.join(report.site.split())}: risk report, public edition, {report.made_on}"
    for one in report.services:
        yield f"{one.service.words}: risk {one.risk.words}"
        yield f"  lost in a year: {one.lost}, {one.lost_word.words}; {one.hours_lost} a year"
        yield (
            f"  on its fallback: {one.degraded}, {one.degraded_word.words}; "
            f"{one.hours_degraded} a year"
        )
        yield f"  misled by wrong data: {one.misled}, {one.misled_word.words}"
    yield "findings: " + ", ".join(f"{one.findings} {one.level.words}" for one in report.findings)
    for owner in report.actions:
        yield f"possible improvements, {owner.owner_class.words}: {owner.actions}"
