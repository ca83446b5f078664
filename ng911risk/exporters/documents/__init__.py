"""
A report -> the documents that people hand to each other: PDF, Word, Excel, HTML.

A document is one entry of ``DOCUMENTS`` in a module whose name ends in ``_document``; it is
found by looking. Each is built of blocks (`paper`) once and written in every format from
those. The same input gives the same bytes: dates are those of the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ng911risk.errors import NotFoundError
from ng911risk.exporters.documents.given import Accepted, Asked, DocumentInput, Tracked

if TYPE_CHECKING:
    from ng911risk.exporters.documents.discovery import Document

__all__ = ["Accepted", "Asked", "DocumentInput", "Tracked", "documents", "make"]


def documents() -> Mapping[str, Document]:
    """Every document by its name, in the order of its readers."""
    from ng911risk.exporters.documents import discovery  # noqa: PLC0415 -- it looks in here

    return discovery.documents()


def make(name: str, form: str, given: DocumentInput) -> bytes:
    """
    One document in one format.

    Args:
        name: Of a document, see `documents`.
        form: Its ending: pdf, docx, xlsx, html, json.
        given: What it is made from.

    Raises:
        NotFoundError: There is no such document, not in this format, or nothing to say in it.
        NG911RiskError: It cannot be made here, for instance because Typst is missing.
    """
    found = documents().get(name)
    render = next((one for key, one in found.forms.items() if key == form), None) if found else None
    if found is None or render is None or not found.applies(given):
        raise NotFoundError(f"there is no document '{name}' in the format '{form}' here")
    return render(given)
