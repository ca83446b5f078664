"""
A document before it has a format: headings, texts, lists, tables, pictures, lines to fill in.

Every document is built of these blocks once; `typeset` makes a PDF of them, `word` an
editable text, `print_page` a page for a browser. So the three say the same, and a block
that is laid out badly is mended in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class Size(StrEnum):
    """Sheets."""

    LETTER = "us-letter"
    """8.5 by 11 inches."""

    CARD = "a6"
    """105 by 148 mm: four of them on a sheet; fits a pocket or a monitor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; levels begin with 1 and skip none."""

    text: str
    level: int = 1
    new_page: bool = False
    """Begin a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph, or one line of a letter."""

    text: str
    lead: str = ""
    """Bold words before it, with their full stop or colon."""
    small: bool = False
    """Smaller and fainter: a note."""
    keep: bool = False
    """On the same sheet as what follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A list."""

    items: tuple[str, ...]
    numbered: bool = False
    boxes: bool = False
    """A box to tick before each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Labels with what they stand for, side by side."""

    items: tuple[tuple[str, str], ...]
    keep: bool = False
    """All of them on one sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with one row of headings, repeated on every sheet it reaches."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """Shares of the width, one for each column."""
    caption: str = ""
    fill: bool = False
    """Somebody writes into it by hand: higher rows."""

    def __post_init__(self) -> None:
        columns = len(self.header)
        if len(self.widths) != columns or any(len(row) != columns for row in self.rows):
            raise ValueError("every row of a table has as many cells as its header")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture; whoever cannot see it reads `alt`."""

    svg: str
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Something that must not be overlooked."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Empty lines for a pen."""

    label: str
    number: int = 1


Block: TypeAlias = Heading | Text | Points | Facts | Table | Picture | Box | Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A whole document."""

    title: str
    subtitle: str = ""
    site: str
    """Name of the centre, at the foot of each sheet."""
    marking: str
    """Who may read it, at the foot of each sheet."""
    reference: str
    """Report id and check code, at the foot of each sheet."""
    at: datetime
    """Moment of the report, UTC: the date of the document."""
    blocks: tuple[Block, ...]
    draft: bool = False
    size: Size = Size.LETTER
    points: float = 10.0
    """Size of the type."""
    contents: bool = False
    """A table of contents after the title."""
    fit: bool = False
    """One sheet: the type shrinks, down to 7.5 points, until all of it is there."""
