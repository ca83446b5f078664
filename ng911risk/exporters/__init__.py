"""
RiskReport -> bytes: JSON, HTML, CSV and text, each in a full and a public edition.

A format is one module or package of this room whose name ends in ``_report``;
it is found by looking, not by a list. Every rendering of the same report is
the same bytes: no clock, no random number, no order of a set.
"""

from __future__ import annotations

from ng911risk.errors import NotFoundError
from ng911risk.model.report import RiskReport

__all__ = ["formats", "render"]


def render(report: RiskReport, format: str, *, public: bool = False) -> bytes:  # noqa: A002 -- the word everyone uses
    """
    The report in one format.

    Args:
        report: What an assessment says.
        format: Name of a format, see `formats`.
        public: The edition that anybody may read: no asset, owner, path or open weakness.

    Raises:
        NotFoundError: There is no such format.
        ValueError: A text of the report holds control characters; no reader lets them in.
    """
    from ng911risk.exporters.discovery import exporters  # noqa: PLC0415 -- it looks into this package

    found = exporters().get(format)
    if found is None:
        raise NotFoundError(f"there is no format '{format}'; known: {', '.join(exporters())}")
    return found.render(report, public=public)


def formats() -> tuple[str, ...]:
    """Names of the formats, in order."""
    from ng911risk.exporters.discovery import exporters  # noqa: PLC0415 -- it looks into this package

    return tuple(exporters())
