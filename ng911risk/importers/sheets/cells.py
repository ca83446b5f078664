"""One cell -> one plain value, as the field behind its column wants it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import cache

from ng911risk.importers.sheets.form import Column
from ng911risk.importers.sheets.words import member, truth
from ng911risk.records.paths import types_at
from ng911risk.records.text import TEXT_MAX, shown
from ng911risk.records.tree import Plain, Scalar

_WHOLE = re.compile(r"[-+]?[0-9]{1,18}(?:\.0{1,9})?")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,15})?")
_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][-+]?[0-9]{1,3})?"
)
_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,;\n]*))\s*(?:[,;\n]|$)')
_SPLITS = re.compile(r'[,;\n"]|^\s|\s$')
_FAILED = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)
"""What a cell shows when its formula failed."""

_EXACT_MAX = 2**53
"""Above this a workbook cannot hold every whole number."""


class CellKind(Enum):
    """What a field wants."""

    TEXT = auto()
    WHOLE = auto()
    NUMBER = auto()
    DATE = auto()
    YES_NO = auto()
    WORD = auto()
    LIST = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class CellType:
    """What a field wants, and for a word which words there are."""

    kind: CellKind
    words: type[Enum] | None = None


_KINDS: dict[object, CellKind] = {
    str: CellKind.TEXT,
    bool: CellKind.YES_NO,
    int: CellKind.WHOLE,
    float: CellKind.NUMBER,
    date: CellKind.DATE,
}


@cache
def cell_type(record: type, column: Column) -> CellType:
    """What cells of `column` hold, from the type of the field in `record`."""
    for one in types_at(record, column.steps):
        if one in _KINDS:
            return CellType(kind=_KINDS[one])
        if isinstance(one, type) and issubclass(one, Enum):
            return CellType(kind=CellKind.WORD, words=one)
    return CellType(kind=CellKind.LIST)


def is_blank(cell: Scalar) -> bool:
    """Whether nobody wrote anything there."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def read_cell(cell: Scalar, wanted: CellType, *, none_is_empty: bool = False) -> tuple[Plain, str]:
    """
    Value of a cell that is not blank, and what is wrong with it.

    A cell that cannot be read stays as it is, and whoever checks the record says
    so; only what they could not say well is said here.
    """
    if isinstance(cell, str):
        cell = cell.strip()
    if cell in _FAILED:
        return None, f"the formula in this cell failed ({cell})"
    value: Plain = cell
    match wanted.kind:
        case CellKind.YES_NO:
            value = cell if isinstance(cell, bool) else truth(as_text(cell))
            if value is None:
                return None, f"expected yes or no, found {shown(cell)}"
        case CellKind.WHOLE | CellKind.NUMBER:
            value = _number(cell, whole=wanted.kind is CellKind.WHOLE)
        case CellKind.WORD if wanted.words:
            value = member(wanted.words, as_text(cell))
        case CellKind.LIST:
            value = list(split(as_text(cell)))
        case CellKind.TEXT:
            text = as_text(cell)
            value = "" if none_is_empty and text.casefold() == "none" else text
    return value, ""


def as_text(cell: Scalar) -> str:
    """A cell as people see it: a workbook holds 12 as 12.0, and yes may be TRUE."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT_MAX:
        return str(int(cell))
    return "" if cell is None else str(cell)


def split(text: str) -> tuple[str, ...]:
    """Ids in one cell, between commas, semicolons or lines; one with a comma stands in quotes."""
    if len(text) > TEXT_MAX:
        return (text,)  # refused by the check of the record, and never taken apart
    items: list[str] = []
    at = 0
    while at < len(text) and (found := _ITEM.match(text, at)):
        quoted, plain = found.groups()
        items.append(plain.strip() if quoted is None else quoted.replace('""', '"'))
        at = found.end()
    return tuple(item for item in items if item)


def join(items: tuple[str, ...]) -> str:
    """Ids as `split` reads them."""
    return ", ".join(
        '"{}"'.format(item.replace('"', '""')) if _SPLITS.search(item) else item for item in items
    )


def _number(cell: Scalar, *, whole: bool) -> Scalar:
    if isinstance(cell, str):
        return _number_in(cell, whole=whole)
    if isinstance(cell, float) and whole and cell.is_integer() and abs(cell) < _EXACT_MAX:
        return int(cell)
    return cell


def _number_in(text: str, *, whole: bool) -> Scalar:
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if _WHOLE.fullmatch(text):
        return int(text.split(".")[0])
    if not whole and _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    if not whole and text.endswith("%") and _NUMBER.fullmatch(share := text[:-1].strip()):
        return float(share) / 100
    return text
