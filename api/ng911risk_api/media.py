"""Media types: what can be posted, what can be asked for, and under which name it is saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from ng911risk.signing.signed_evidence import PAYLOAD_TYPE

INVENTORY_ENDINGS: Final[Mapping[str, str]] = {
    "application/json": ".json",
    "application/yaml": ".yaml",
    "application/x-yaml": ".yaml",
    "text/yaml": ".yaml",
    "text/x-yaml": ".yaml",
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",  # as browsers on Windows call it
}
"""Content types of an inventory, and how such a file ends."""

EVIDENCE_ENDINGS: Final[Mapping[str, str]] = {
    media: ending for media, ending in INVENTORY_ENDINGS.items() if ending in {".json", ".yaml"}
}
"""Content types of a file of evidence, and how such a file ends."""

SIGNED_EVIDENCE: Final = PAYLOAD_TYPE
"""Content type of evidence that another machine signed."""

_FILE_MAX: Final = 100


class ReportFormat(StrEnum):
    """Forms of a report."""

    JSON = "json"
    HTML = "html"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        """Content-Type."""
        return _REPORT_MEDIA[self]


_REPORT_MEDIA: Final = {
    ReportFormat.JSON: "application/json",
    ReportFormat.HTML: "text/html; charset=utf-8",
    ReportFormat.CSV: "text/csv; charset=utf-8",
}


def accepted(accept: str) -> ReportFormat | None:
    """Return the form that an Accept header likes best, JSON if it does not care, or None."""
    wanted = {form: _quality(accept or "*/*", form) for form in ReportFormat}
    best = max(ReportFormat, key=lambda form: wanted[form])
    return best if wanted[best] > 0 else None


def file_name(given: str, ending: str) -> str:
    """
    Name of a posted file for messages: one plain line that ends as its content type says.

    Args:
        given: What the client calls it, may be empty or hostile.
        ending: With its dot.
    """
    name = given.replace("\\", "/").rpartition("/")[2][:_FILE_MAX]
    name = "".join(sign if sign.isprintable() and sign not in "\"'<>&" else "_" for sign in name)
    name = name.strip() or "inventory"
    same = (".yaml", ".yml") if ending == ".yaml" else (ending,)
    return name if name.lower().endswith(same) else name + ending


def saved_as(site: str, day: str, form: ReportFormat, *, public: bool) -> str:
    """Name under which a browser saves a report: ASCII letters, digits and hyphens."""
    slug = slug_of(site) or "site"
    edition = "-public" if public else ""
    return f"{slug}-{day}-report{edition}.{form.value}"


def slug_of(name: str) -> str:
    """`name` in ASCII letters, digits and hyphens, at most 60; empty if nothing is left."""
    return re.sub("[^a-z0-9]+", "-", name.lower())[:60].strip("-")


def _quality(accept: str, form: ReportFormat) -> float:
    """How much an Accept header likes a form; the most specific range counts."""
    media = form.media_type.partition(";")[0]
    ranges = {media: 3, f"{media.partition('/')[0]}/*": 2, "*/*": 1}
    best = (0, 0.0)
    for part in accept.split(",")[:50]:
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        best = max(best, (ranges.get(name, 0), _q(parameters)), key=lambda found: found[0])
    return best[1] if best[0] else 0.0


def _q(parameters: list[str]) -> float:
    for parameter in parameters:
        found = re.fullmatch(r"q=([01](?:\.[0-9]{0,3})?)", parameter)
        if found:
            return min(float(found[1]), 1.0)
    return 1.0
