"""
A list that somebody keeps for their own use: where its headings are, and which column is which.

Such a list has a title, headings in its own words and no other sheets. Nothing is read
before somebody confirmed what is guessed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ng911risk.importers.sheets.cells import as_text, is_blank
from ng911risk.importers.sheets.form import SHEETS
from ng911risk.importers.sheets.grid import Grid
from ng911risk.importers.sheets.words import key
from ng911risk.records.tree import Scalar

_ROWS_LOOKED_AT: Final = 40
"""A heading further down is no heading."""

_COLUMNS_MAX: Final = 60
_EXAMPLES: Final = 3
_EXAMPLE_MAX: Final = 60
_TEXT_MAX: Final = 200
_COUNT_MAX: Final = 100_000
_FORM_SHEETS_MIN: Final = 2
_HEADING_MAX: Final = 40
_ADDRESS: Final = re.compile(r"\s*\d{1,3}(\.\d{1,3}){3}(/\d{1,2})?\s*")
_WHOLE: Final = re.compile(r"\s*([0-9]{1,9})(\.0+)?\s*([a-z]{1,12}\.?)?\s*", re.IGNORECASE)


class Role(StrEnum):
    """What a column of such a list says."""

    NAME = "name"
    KIND = "kind"
    ZONE = "zone"
    OWNER = "owner"
    COUNT = "count"
    SOFTWARE = "software"
    VERSION = "version"
    NOTE = "note"
    OUT = "out"

    @property
    def words(self) -> str:
        """For people."""
        return _ROLE_WORDS[self]


_ROLE_WORDS: Final = {
    Role.NAME: "Name of the system",
    Role.KIND: "What kind of thing it is",
    Role.ZONE: "Where it stands (room or network)",
    Role.OWNER: "Who runs or supplies it",
    Role.COUNT: "How many there are",
    Role.SOFTWARE: "What software runs on it",
    Role.VERSION: "Version of the software",
    Role.NOTE: "A note",
    Role.OUT: "Leave this column out",
}

_HEADINGS: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.NAME: (
        "name", "device", "device name", "asset", "asset name", "hostname", "host", "host name",
        "system", "system name", "equipment", "item", "machine", "computer", "computer name",
        "description of asset", "component", "server", "server name", "asset id", "node",
    ),
    Role.KIND: (
        "type", "kind", "role", "category", "class", "device type", "asset type", "function",
        "purpose", "system type", "equipment type", "use", "used for",
    ),
    Role.ZONE: (
        "location", "room", "zone", "network", "site", "building", "area", "vlan", "subnet",
        "segment", "network zone", "floor", "where", "network segment", "facility", "rack",
    ),
    Role.OWNER: (
        "vendor", "owner", "provider", "supplier", "managed by", "maintained by", "support",
        "responsible", "manufacturer", "make", "department", "agency", "company", "contractor",
        "supported by", "system owner", "organisation", "organization", "brand", "who",
    ),
    Role.COUNT: ("qty", "count", "quantity", "number", "how many", "units", "no", "amount", "#"),
    Role.SOFTWARE: (
        "os", "operating system", "software", "application", "product", "platform", "program",
        "app", "firmware", "os version", "model", "make model",
    ),
    Role.VERSION: ("version", "release", "software version", "firmware version", "build", "ver"),
    Role.NOTE: (
        "note", "notes", "comment", "comments", "remarks", "remark", "ip", "ip address",
        "ip addr", "address", "details", "description", "ipv4",
    ),
}  # fmt: skip
_BY_HEADING: Final = {key(word): role for role, words in _HEADINGS.items() for word in words} | {
    "#": Role.COUNT
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn:
    """One column of the list."""

    number: int
    """From 1."""

    heading: str
    examples: tuple[str, ...]
    """The first different values, at most three."""

    role: Role
    """Best guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnList:
    """Where the list is in a file."""

    sheet: int
    """Number of its sheet, from 0."""

    head_row: int
    """Row of its headings, from 1."""

    columns: tuple[ListColumn, ...]
    rows: int
    """Filled rows below the headings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the list, in the words of its author."""

    row: int
    name: str
    kind: str = ""
    zone: str = ""
    owner: str = ""
    count: int = 1
    software: str = ""
    version: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What the rows say, and what is not taken as it stands."""

    lines: tuple[Line, ...]
    left_out: tuple[tuple[int, str], ...]
    """Row, and why it is not taken."""

    doubts: tuple[tuple[int, str], ...]
    """Row, and what is taken to mean something else than it says."""


def in_our_form(grids: Sequence[Grid]) -> bool:
    """Whether a file has the sheets of our form, or at least tries to."""
    needed = [sheet for sheet in SHEETS if sheet.needed]
    found = [sheet for sheet in needed if any(key(grid.name) in sheet.keys for grid in grids)]
    return len(found) >= _FORM_SHEETS_MIN


def find_list(
    grids: Sequence[Grid], *, sheet: int | None = None, head_row: int | None = None
) -> OwnList | None:
    """
    Find the list in a file; None where nothing stands under any heading.

    Args:
        grids: The sheets.
        sheet: Number of the sheet from 0 if somebody said which; else the likeliest.
        head_row: Row of the headings if somebody said which.
    """
    numbers = range(len(grids)) if sheet is None else [one for one in (sheet,) if one < len(grids)]
    heads = {one: _head_of(grids[one], head_row) for one in numbers}
    found = [(score, -one, row) for one, (score, row) in heads.items() if row]
    if not found:
        return None
    _, minus, row = max(found)
    grid = grids[-minus]
    below = tuple(cells for number, cells in grid.filled_rows() if number > row)
    heading = next(cells for number, cells in grid.rows if number == row)
    return OwnList(sheet=-minus, head_row=row, columns=_columns(heading, below), rows=len(below))


def _head_of(grid: Grid, wanted: int | None) -> tuple[float, int]:
    """How much a row looks like headings, and its number; 0 for none."""
    filled = list(grid.filled_rows())
    best = (0.0, 0)
    for position, (number, cells) in enumerate(filled[:-1]):
        if wanted is not None:
            if number == wanted:
                return 1.0, number
        elif position < _ROWS_LOOKED_AT:
            best = max(best, (_looks_like_headings(cells), -number))
    score, number = best
    # a list with a long sheet beats a remark with two words on another
    return (score + min(len(filled), 500) / 1000, -number) if score else (0.0, 0)


def _looks_like_headings(cells: Sequence[Scalar]) -> float:
    texts = [as_text(cell).strip() for cell in cells if not is_blank(cell)]
    short = [text for text in texts if len(text) <= _HEADING_MAX and not text[:1].isdigit()]
    if len(set(short)) < 2 and len(texts) != 1:  # noqa: PLR2004 - a title is one cell
        return 0.0
    known = sum(key(text) in _BY_HEADING or text == "#" for text in short)
    share = len(set(short)) / len(texts)
    return known * 10 + (share if len(texts) > 1 else 0.0)


def _columns(
    heading: Sequence[Scalar], below: Sequence[Sequence[Scalar]]
) -> tuple[ListColumn, ...]:
    width = min(max((len(cells) for cells in (heading, *below)), default=0), _COLUMNS_MAX)
    columns = []
    taken: set[Role] = set()
    for index in range(width):
        head = as_text(heading[index]).strip() if index < len(heading) else ""
        values = [_text(cells, index) for cells in below]
        filled = [value for value in values if value]
        if not head and not filled:
            continue
        role = _role(head, filled)
        if role in taken and role is not Role.NOTE:
            role = Role.NOTE if role in (Role.NAME, Role.KIND, Role.ZONE, Role.OWNER) else Role.OUT
        taken.add(role)
        different = tuple(dict.fromkeys(value[:_EXAMPLE_MAX] for value in filled))
        columns.append(
            ListColumn(
                number=index + 1, heading=head[:80], examples=different[:_EXAMPLES], role=role
            )
        )
    return _with_a_name(columns)


def _with_a_name(columns: list[ListColumn]) -> tuple[ListColumn, ...]:
    """Without a name nothing can be read: the first column of words is it."""
    if any(column.role is Role.NAME for column in columns):
        return tuple(columns)
    spare = [one for one in columns if one.role in (Role.OUT, Role.NOTE)] or [
        one for one in columns if one.role is Role.KIND
    ]
    words = [one for one in spare if any(text[:1].isalpha() for text in one.examples)]
    chosen = next(iter(words), None)
    return tuple(
        ListColumn(number=one.number, heading=one.heading, examples=one.examples, role=Role.NAME)
        if one is chosen
        else one
        for one in columns
    )


def _role(head: str, values: Sequence[str]) -> Role:
    """By the heading; by what stands below where the heading says nothing."""
    if head.strip() == "#":
        numbered = [str(number) for number in range(1, len(values) + 1)]
        return Role.OUT if list(values) == numbered else Role.COUNT
    known = _BY_HEADING.get(key(head)) or _by_words(head)
    if known is Role.COUNT and values and not any(_WHOLE.fullmatch(one) for one in values):
        known = None
    if known is not None:
        return known
    if values and all(_ADDRESS.fullmatch(one) for one in values):
        return Role.NOTE
    return Role.OUT


def _by_words(head: str) -> Role | None:
    """A heading of several words by its last one that is known: "Primary location"."""
    words = [key(word) for word in re.split(r"[\s/_()-]+", head[:_TEXT_MAX])]
    known = [_BY_HEADING[word] for word in words if word in _BY_HEADING]
    return known[-1] if known else None


def read_lines(grid: Grid, head_row: int, roles: Mapping[int, Role]) -> Lines:
    """
    Rows below the headings.

    Args:
        grid: The sheet.
        head_row: Row of the headings.
        roles: Number of a column, from 1, to what it says.
    """
    lines: list[Line] = []
    left_out: list[tuple[int, str]] = []
    doubts: list[tuple[int, str]] = []
    for number, cells in grid.filled_rows():
        if number <= head_row:
            continue
        said = {role: _joined(cells, roles, role) for role in Role}
        name = said[Role.NAME] or said[Role.KIND]
        if not name:
            left_out.append((number, "it has no name"))
            continue
        count, doubt = _count(said[Role.COUNT])
        if doubt:
            doubts.append((number, doubt))
        lines.append(
            Line(
                row=number,
                name=name,
                kind=said[Role.KIND],
                zone=said[Role.ZONE],
                owner=said[Role.OWNER],
                count=count,
                software=said[Role.SOFTWARE],
                version=said[Role.VERSION],
                note=said[Role.NOTE],
            )
        )
    return Lines(lines=tuple(lines), left_out=tuple(left_out), doubts=tuple(doubts))


def _joined(cells: Sequence[Scalar], roles: Mapping[int, Role], role: Role) -> str:
    found = (_text(cells, column - 1) for column, one in roles.items() if one is role)
    return "; ".join(text for text in found if text)[:_TEXT_MAX]


def _text(cells: Sequence[Scalar], index: int) -> str:
    if index >= len(cells) or is_blank(cells[index]):
        return ""
    return " ".join(as_text(cells[index]).split())[:_TEXT_MAX]


def _count(text: str) -> tuple[int, str]:
    """Return how many, and what is doubtful about it."""
    if not text:
        return 1, ""
    found = _WHOLE.fullmatch(text)
    if found and 1 <= int(found[1]) <= _COUNT_MAX:
        return int(found[1]), ""
    return 1, f"'{text[:30]}' is no number of things; taken as 1"
