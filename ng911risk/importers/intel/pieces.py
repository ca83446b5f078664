"""
A large JSON file, cut into the objects of its lists without ever being built whole.

One quick walk over the bytes finds the brackets. It refuses what is too deep, unclosed or too
long before anything is built, so that neither a gigabyte of brackets nor a library of 50 MB
costs more memory than the file and one of its objects.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NoReturn

from ng911risk.errors import InputError, Problem
from ng911risk.records.json_text import parse_json
from ng911risk.records.text import shown
from ng911risk.records.tree import SIZE_MAX as SIZE_SLOW
from ng911risk.records.tree import Refused

SIZE_MAX: Final = 64 * 1024 * 1024
"""Largest file, in bytes: ATT&CK for enterprises has about 50 million."""

DEPTH_MAX: Final = 32
"""Most lists and mappings inside each other."""

PIECES_MAX: Final = 200_000
"""Most objects in one file."""

MEMBERS_MAX: Final = 500_000
"""Most commas and brackets in one object, and in all that stands around the objects."""

OPENED_MAX: Final = 2_000_000
"""Most lists and mappings in one file."""

_DIGITS_MAX = 100
# Everything up to the next bracket; a quote that it stops at is never closed.
_UNTIL = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\\x00-\x1f]++|\\.)*+")*+', re.DOTALL)
_HALF = re.compile(r"[\ud800-\udfff]")
_HALF_WRITTEN = re.compile(rb"\\u[dD][89a-fA-F]")
_PAIR = {ord("}"): ord("{"), ord("]"): ord("[")}
_OPENERS = frozenset(b"{[")
_LOOKS = {
    b"PK\x03\x04": ("a zip file", "Unpack it first."),
    b"\x1f\x8b": ("a gzip file", "Unpack it first."),
    b"<": ("XML or a web page", "STIX 1 is XML and cannot be read: ask for STIX 2.1, as JSON."),
    b"%PDF": ("a PDF file", "Ask for it as JSON."),
}
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


class Fault(Exception):  # noqa: N818 - says where a text breaks and never leaves this package
    """What is wrong with one text, and at which of its bytes."""

    def __init__(self, message: str, at: int = 0, hint: str = "", *, late: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.hint = hint
        self.late = late
        """The true cause may stand before it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of one object in a file."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """A file whose outermost value is a mapping."""

    file: str
    data: bytes
    head: Mapping[str, Any]
    """The mapping, with ``{}`` for every mapping that stands directly in one of its lists."""

    members_max: int = MEMBERS_MAX
    """Most commas and brackets in one object."""

    lists: Mapping[str, tuple[Piece | None, ...]]
    """For each list of the mapping its entries in order: None for what is no mapping."""

    def text(self, piece: Piece) -> bytes:
        """Return the bytes of one object."""
        return self.data[piece.start : piece.end]

    def load(self, piece: Piece) -> dict[str, Any]:
        """
        One object.

        Raises:
            Fault: It is not JSON, or not safe to read; its place counts from the piece.
        """
        loaded = load(self.text(piece), members_max=self.members_max)
        if not isinstance(loaded, dict):  # pragma: no cover - a piece begins with a brace
            raise Fault("a mapping is expected here")
        return loaded

    def position(self, at: int) -> tuple[int, int]:
        """Row and column, from 1, of a byte."""
        return position(self.data, at)


def position(data: bytes, at: int) -> tuple[int, int]:
    """Row and column, counted from 1, of the byte `at`."""
    line = data.rfind(b"\n", 0, at) + 1
    return data.count(b"\n", 0, at) + 1, len(data[line:at].decode("utf-8", "replace")) + 1


def split(data: bytes, *, file: str, members_max: int | None = None) -> Pieces:
    """
    Find the objects of a file.

    Args:
        data: The bytes as they came.
        file: Name of the file as its author knows it.
        members_max: Most commas and brackets in one object; else `MEMBERS_MAX`.

    Raises:
        InputError: It cannot be read as JSON whose outermost value is a mapping.
    """
    try:
        _check_looks(data)
        cut = _Cut(data)
        head = _load_head(cut)
        return Pieces(
            file=file,
            data=data,
            head=head,
            members_max=members_max or MEMBERS_MAX,
            lists=_lists(head, cut.pieces),
        )
    except Fault as fault:
        raise InputError([_problem(data, fault, file)]) from None


def _problem(data: bytes, fault: Fault, file: str) -> Problem:
    """Say where a text breaks: what is missing is often missed only much later."""
    row, column = position(data, fault.at)
    message, hint = fault.message, fault.hint
    if fault.late and len(data) <= SIZE_SLOW:
        try:
            parse_json(data)
        except Refused as refused:
            earlier = refused.complaints[-1]
            if earlier.at is not None and earlier.at <= (row, column):
                message = earlier.message.removesuffix(" at")
                (row, column), hint = earlier.at, earlier.hint
    return Problem(file=file, row=row, column=column, message=message, hint=hint)


def load(text: bytes, *, members_max: int | None = None) -> object:
    """
    Read JSON to the letter: no NaN, no name twice, no half characters, no endless numbers.

    Raises:
        Fault: It is not that.
    """
    if text.count(b",") + text.count(b"[") + text.count(b"{") > (members_max or MEMBERS_MAX):
        raise Fault("this part of the file has too many values")
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Fault(
            f"the file is not UTF-8 text (byte 0x{text[error.start]:02X})",
            error.start,
            "Save it again with the encoding UTF-8.",
        ) from None
    try:
        value: object = json.loads(
            decoded,
            parse_constant=partial(_no_constant, text),
            parse_int=partial(_whole, text),
            parse_float=partial(_real, text),
            object_pairs_hook=partial(_mapping, text),
        )
    except json.JSONDecodeError as error:
        at = len(decoded[: error.pos].encode())
        what = error.msg.removesuffix(" at").rstrip(": ")
        raise Fault(f"not JSON: {what[:1].lower()}{what[1:]}", at) from None
    found = _HALF_WRITTEN.search(text)
    if found and _HALF.search(json.dumps(value, ensure_ascii=False)):
        raise Fault("half a character (a lone surrogate) is written here", found.start())
    return value


# --- how the bytes are cut ---------------------------------------------------------


def _check_looks(data: bytes) -> None:
    if len(data) > SIZE_MAX:
        raise Fault(f"the file is larger than {SIZE_MAX // 1024**2} MiB")
    if data.startswith(_WIDE) or b"\x00" in data[:4]:
        raise Fault(
            "the file is not UTF-8 text (it looks like UTF-16 or UTF-32)",
            hint="Save it again with the encoding UTF-8.",
        )
    begins = data[:100].removeprefix(_BOM).lstrip()
    for magic, (what, hint) in _LOOKS.items():
        if begins.startswith(magic):
            raise Fault(f"this is {what}, not JSON", hint=hint)


class _Cut:
    """The walk over the brackets."""

    def __init__(self, data: bytes) -> None:
        self.pieces: list[Piece] = []
        self.around: list[tuple[int, int]] = []
        """Bytes that stand around the pieces: from, to."""
        self._data = data
        self._open: list[tuple[int, int]] = []
        self._opened = 0
        self._from = len(_BOM) if data.startswith(_BOM) else 0
        at = self._from
        while (at := self._next(at)) < len(data):
            at += 1
        if self._open:
            raise Fault(
                "a bracket that is opened here is never closed", self._open[-1][1], late=True
            )
        self.around.append((self._from, len(data)))

    def _next(self, at: int) -> int:
        """Go to the next bracket and take note of it; the end of the data if there is none."""
        found = _UNTIL.match(self._data, at)
        at = found.end() if found else at
        if at == len(self._data):
            return at
        sign = self._data[at]
        if sign in _OPENERS:
            self._begin(sign, at)
        elif sign in _PAIR:
            self._end(sign, at)
        else:
            raise Fault("a text that begins here is not closed on its line", at, late=True)
        return at

    def _begin(self, sign: int, at: int) -> None:
        if len(self._open) >= DEPTH_MAX:
            raise Fault(f"more than {DEPTH_MAX} lists and mappings inside each other", at)
        self._opened += 1
        if self._opened > OPENED_MAX:
            raise Fault(f"more than {OPENED_MAX:,} lists and mappings in one file", at)
        if self._is_piece(sign):
            if len(self.pieces) >= PIECES_MAX:
                raise Fault(f"more than {PIECES_MAX:,} objects in one file", at)
            self.around.append((self._from, at))
        self._open.append((sign, at))

    def _end(self, sign: int, at: int) -> None:
        if not self._open or self._open[-1][0] != _PAIR[sign]:
            raise Fault(f"this '{chr(sign)}' closes nothing that is open", at, late=True)
        opener, start = self._open.pop()
        if self._is_piece(opener):
            self.pieces.append(Piece(start, at + 1))
            self._from = at + 1

    def _is_piece(self, sign: int) -> bool:
        """Whether a mapping stands directly in a list of the outermost mapping."""
        return sign == ord("{") and [one for one, _ in self._open] == [ord("{"), ord("[")]

    def head(self) -> bytes:
        """Everything but the pieces, each of which is ``{}`` there."""
        return b"{}".join(self._data[start:end] for start, end in self.around)

    def place(self, at: int) -> int:
        """Byte of the file that byte `at` of the head is."""
        starts, length = [], 0
        for start, end in self.around:
            starts.append(length)
            length += end - start + 2
        number = bisect_right(starts, at) - 1
        start, end = self.around[number]
        return min(start + at - starts[number], end)


def _load_head(cut: _Cut) -> dict[str, Any]:
    head = cut.head()
    if not head.strip():
        raise Fault("the file is empty")
    try:
        loaded = load(head)
    except Fault as fault:
        raise Fault(fault.message, cut.place(fault.at), fault.hint) from None
    if not isinstance(loaded, dict):
        raise Fault(
            "the file holds no mapping { ... }",
            cut.place(0),
            "A bundle begins with {, and holds its objects in a list called objects.",
        )
    return loaded


def _lists(head: Mapping[str, Any], pieces: list[Piece]) -> dict[str, tuple[Piece | None, ...]]:
    following: Iterator[Piece] = iter(pieces)
    return {
        name: tuple(next(following) if isinstance(one, dict) else None for one in value)
        for name, value in head.items()
        if isinstance(value, list)
    }


# --- JSON to the letter --------------------------------------------------------------


def _no_constant(text: bytes, word: str) -> NoReturn:
    raise Fault(f"'{word}' is no number in JSON", max(text.find(word.encode()), 0))


def _whole(text: bytes, digits: str) -> int:
    if len(digits) > _DIGITS_MAX:
        raise Fault("the number is too large", max(text.find(digits.encode()), 0))
    return int(digits)


def _real(text: bytes, digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number) or len(digits) > _DIGITS_MAX:
        raise Fault("the number is too large or too long", max(text.find(digits.encode()), 0))
    return number


def _mapping(text: bytes, pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            key = json.dumps(name, ensure_ascii=False).encode("utf-8", "replace")
            first = text.find(key)
            at = max(text.find(key, first + 1), first, 0)
            raise Fault(f"{shown(name)} is given twice", at, "Keep one of the two.")
        seen.add(name)
    return made  # pragma: no cover - fewer names than pairs means that one was seen twice
