"""What a document is, and how documents are found: modules ``*_document`` of this package."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

import ng911risk.exporters.documents
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.paper import Paper


class Form(StrEnum):
    """Formats of documents, by their file ending."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    HTML = "html"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """Content-Type."""
        return _MEDIA[self]

    @property
    def words(self) -> str:
        """As people call it."""
        return _WORDS[self]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA = {
    Form.PDF: "application/pdf",
    Form.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Form.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Form.HTML: "text/html; charset=utf-8",
    Form.JSON: "application/json",
}
_WORDS = {
    Form.PDF: "PDF",
    Form.DOCX: "Word",
    Form.XLSX: "Excel",
    Form.HTML: "Web page",
    Form.JSON: "JSON",
}


class Edition(StrEnum):
    """What a document may hold."""

    FULL = "full"
    """Security-sensitive: it shows how the centre could be hurt."""

    PUBLIC = "public"
    """Anybody may read it."""


class Reader(StrEnum):
    """Whom a document serves, in the order in which a director thinks of them."""

    BOARD = "board"
    WALL = "wall"
    WORK = "work"
    PROVIDER = "provider"
    EXERCISE = "exercise"
    AUDITOR = "auditor"

    @property
    def words(self) -> str:
        """As a heading."""
        return _READERS[self]


_READERS = {
    Reader.BOARD: "For your board",
    Reader.WALL: "For the wall",
    Reader.WORK: "For whoever does the work",
    Reader.PROVIDER: "For your provider, carrier, county IT and vendors",
    Reader.EXERCISE: "For an exercise",
    Reader.AUDITOR: "For your auditor",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """An organisation that gets a document of its own."""

    id: str
    """Owner id, for `DocumentInput.to`."""

    name: str
    """What people call it."""


Render: TypeAlias = Callable[[DocumentInput], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document that can be made from a report."""

    name: str
    """Slug: in addresses, file names and on the command line."""

    title: str
    """For people."""

    about: str
    """One sentence: what is in it, and what to do with it."""

    reader: Reader
    """Whom it serves."""

    edition: Edition = Edition.FULL
    """Whether it may leave the house."""

    forms: Mapping[Form, Render]
    """Its formats, the most useful first."""

    build: Callable[[DocumentInput], Paper] | None = None
    """Its blocks, where it can be shown inside a page."""

    applies: Callable[[DocumentInput], bool] = lambda _: True
    """Whether there is anything to say: a letter without a question is not offered."""

    addressees: Callable[[DocumentInput], tuple[Addressee, ...]] = lambda _: ()
    """Organisations of which each gets one of its own; empty when there is only the one."""


@cache
def documents() -> Mapping[str, Document]:
    """Every document by its name: by reader, then by name."""
    room = ng911risk.exporters.documents
    modules = (
        importlib.import_module(f"{room.__name__}.{module.name}")
        for module in pkgutil.iter_modules(room.__path__)
        if module.name.endswith("_document")
    )
    found: list[Document] = [one for module in modules for one in module.DOCUMENTS]
    order = list(Reader)
    found.sort(key=lambda one: order.index(one.reader))
    return MappingProxyType({one.name: one for one in found})
