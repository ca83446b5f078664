"""The log as text: one entry a line, JSON with sorted keys, its code as ``mac``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from typing import Final

from ng911risk.audit.chain import GENESIS, Entry
from ng911risk.audit.verify import Head, Link
from ng911risk.errors import InputError, Problem

LINE_MAX: Final = 1_000_000
"""Longest line that is read, in bytes."""

_KINDS: Final = {one.name: int if one.name == "number" else str for one in fields(Entry)} | {
    "mac": str
}
_MAC: Final = re.compile(r"[0-9a-f]{64}")
_NUMBER_MAX: Final = 2**63 - 1
_HINT: Final = "Give the file as `ng911risk audit export` wrote it."


def line_of(link: Link) -> bytes:
    """One line of an export, its end included; ASCII."""
    values = asdict(link.entry) | {"mac": link.mac}
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode("ascii") + b"\n"


def read_lines(lines: Iterable[bytes], *, file: str) -> Iterator[Link]:
    """
    Entries of an export, in its order; one is read at a time.

    Args:
        lines: Its lines.
        file: Its name, for messages.

    Raises:
        InputError: A line is no entry.
    """
    for row, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        yield _link(line, file, row)


def head_of(text: str) -> Head:
    """
    Head that ``NUMBER:CODE`` names.

    Raises:
        ValueError: It names none.
    """
    number, _, mac = text.strip().partition(":")
    if not (number.isascii() and number.isdecimal() and len(number) < 20 and _MAC.fullmatch(mac)):  # noqa: PLR2004 - digits of an int64
        raise ValueError("a head is a number, a colon and 64 hexadecimal digits")
    if int(number) == 0 and mac != GENESIS:
        raise ValueError("an empty log has no such head")
    return Head(number=int(number), mac=mac)


def _link(line: bytes, file: str, row: int) -> Link:
    if len(line) > LINE_MAX:
        raise _no_entry(file, row, "this line is too long for an entry")
    try:
        values = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise _no_entry(file, row, "this line is not one JSON object") from None
    if (
        not isinstance(values, dict)
        or {key: type(value) for key, value in values.items()} != _KINDS
    ):
        raise _no_entry(file, row, "this line does not have the fields of an entry")
    if not 0 <= values["number"] <= _NUMBER_MAX or not _MAC.fullmatch(values["mac"]):
        raise _no_entry(file, row, "the number or the code of this line cannot be one")
    mac = values.pop("mac")
    return Link(entry=Entry(**values), mac=mac)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Object whose keys come once: of two, a reader would show one and hide the other."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key comes twice")
    return made


def _no_entry(file: str, row: int, message: str) -> InputError:
    return InputError([Problem(file=file, row=row, message=message, hint=_HINT)])
