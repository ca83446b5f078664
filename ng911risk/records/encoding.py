"""Bytes -> text: UTF-8, of bounded size, without characters that nobody can see."""

from __future__ import annotations

import codecs
import itertools

from ng911risk.records.text import FORBIDDEN, name_of
from ng911risk.records.tree import SIZE_MAX, Complaint, Refused

_OTHER_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_REPORTED_MAX = 20


def decode(data: bytes) -> str:
    r"""
    Text of a file, a byte order mark removed and line ends made ``\n``.

    Raises:
        Refused: Too large, not UTF-8, or with control characters.
    """
    if len(data) > SIZE_MAX:
        limit = SIZE_MAX // (1024 * 1024)
        raise Refused(Complaint(loc=(), message=f"the file is larger than {limit} MiB"))
    if data.startswith(_OTHER_MARKS) or b"\x00" in data[:4]:
        raise Refused(
            Complaint(
                loc=(),
                message="the file is not UTF-8 text (it looks like UTF-16 or UTF-32)",
                hint="Save it again with the encoding UTF-8.",
            )
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(_not_utf8(data, error.start)) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    faults = tuple(
        Complaint(
            loc=(),
            message=f"the text contains {name_of(found.group())}",
            hint="Delete it.",
            at=position(text, found.start()),
        )
        for found in itertools.islice(FORBIDDEN.finditer(text), _REPORTED_MAX)
    )
    if faults:
        raise Refused(*faults)
    return text


def position(text: str, index: int) -> tuple[int, int]:
    """Row and column, counted from 1, of the character at `index`."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _not_utf8(data: bytes, start: int) -> Complaint:
    before = data[:start].decode("utf-8-sig", "replace")
    return Complaint(
        loc=(),
        message=f"the file is not UTF-8 text (byte 0x{data[start]:02X})",
        hint="Save it again with the encoding UTF-8.",
        at=position(before, len(before)),
    )
