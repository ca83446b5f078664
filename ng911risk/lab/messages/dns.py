"""
Questions to a name service and what it answers (RFC 1035, RFC 6891, RFC 4035).

Read by hand and within bounds, because an answer may be hostile.
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass
from typing import Final

A: Final = 1
SOA: Final = 6
TXT: Final = 16
RRSIG: Final = 46
AXFR: Final = 252
INTERNET: Final = 1
CHAOS: Final = 3

REFUSED: Final = 5
CODES: Final = {
    0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED",
    9: "NOTAUTH",
}  # fmt: skip

_HEADER: Final = struct.Struct("!6H")
_RECORD: Final = struct.Struct("!HHIH")
_OPERATION: Final = 0x7800
_OPTIONS_TYPE: Final = 41
_SIZE: Final = 1_232
_LABEL_MAX: Final = 63
_NAME_MAX: Final = 255
_LABELS_MAX: Final = 128
_RECORDS_MAX: Final = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, and how its answer is known."""

    data: bytes
    number: int
    asked: bytes = b""
    """Name, kind and class, as they must come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an answer says."""

    code: int
    authoritative: bool
    recursion: bool
    """It offers to ask others (RA)."""

    authentic: bool
    """It says that it has verified the signatures (AD)."""

    records: tuple[tuple[int, str], ...]
    """Type and, for TXT, text of every record in the answer section that can be read."""

    whole: bool = True
    """
    Whether it is an answer to the question that was asked, and as many records can be read as it
    announces. What is not whole says nothing about the service.
    """

    echoed: bool = True
    """Whether it repeats the question, as an answer does; some refuse without."""

    @property
    def word(self) -> str:
        """Its code in the usual word."""
        return CODES.get(self.code, f"code {self.code}")

    def has(self, kind: int) -> bool:
        """Whether a record of this type is among the answers."""
        return any(found == kind for found, _ in self.records)


def question(
    name: str, kind: int, *, group: int = INTERNET, recursive: bool = True, signed: bool = False
) -> Question:
    """
    One question; `signed` asks for signatures as well (DO).

    Raises:
        ValueError: `name` is no name.
    """
    number = secrets.randbelow(1 << 16)
    flags = (0x0100 if recursive else 0) | (0x0020 if signed else 0)
    extra = struct.pack("!BHHIH", 0, _OPTIONS_TYPE, _SIZE, 0x8000, 0) if signed else b""
    head = _HEADER.pack(number, flags, 1, 0, 0, bool(extra))
    asked = _encoded(name) + struct.pack("!HH", kind, group)
    return Question(data=head + asked + extra, number=number, asked=asked)


def framed(asked: Question) -> bytes:
    """The question as it goes over TCP: its length comes first."""
    return struct.pack("!H", len(asked.data)) + asked.data


def unframed(stream: bytes) -> bytes:
    """First message of a TCP stream; empty while it is not whole."""
    if len(stream) < 2:  # noqa: PLR2004 - the length itself
        return b""
    size = int.from_bytes(stream[:2])
    return stream[2 : 2 + size] if len(stream) >= 2 + size else b""


def read(data: bytes, asked: Question) -> Reply | None:
    """
    What `data` answers to `asked`; None if it is no answer to it.

    What begins like one, but cannot be read to its end, is not `Reply.whole`.
    """
    if len(data) < _HEADER.size:
        return None
    number, flags, questions, answers, _, _ = _HEADER.unpack_from(data)
    if number != asked.number or not flags & 0x8000:
        return None
    code, records = flags & 0x000F, _records(data, questions, min(answers, _RECORDS_MAX))
    echoed = questions == 1 and _same(data[_HEADER.size :], asked.asked)
    # a refusal may come without the question (RFC 1035, 4.1.1: it could not be read)
    bare = not questions and not answers and code != 0
    return Reply(
        code=code,
        authoritative=bool(flags & 0x0400),
        recursion=bool(flags & 0x0080),
        authentic=bool(flags & 0x0020),
        records=records,
        whole=not flags & _OPERATION
        and (echoed or bare)
        and len(records) == min(answers, _RECORDS_MAX),
        echoed=echoed,
    )


def _same(data: bytes, asked: bytes) -> bool:
    """Whether it begins with the question; letter case of names does not matter."""
    size = len(asked)
    return data[: size - 4].lower() == asked[:-4].lower() and data[size - 4 : size] == asked[-4:]


def _records(data: bytes, questions: int, answers: int) -> tuple[tuple[int, str], ...]:
    place: int | None = _HEADER.size
    for _ in range(min(questions, 2)):
        place = _after_name(data, place)
        place = None if place is None else place + 4
    found: list[tuple[int, str]] = []
    for _ in range(answers):
        place = _after_name(data, place)
        if place is None or place + _RECORD.size > len(data):
            break
        kind, _, _, length = _RECORD.unpack_from(data, place)
        start = place + _RECORD.size
        place = start + length
        if place > len(data):
            break
        found.append((kind, _text(data[start:place]) if kind == TXT else ""))
    return tuple(found)


def _after_name(data: bytes, place: int | None) -> int | None:
    for _ in range(_LABELS_MAX):
        if place is None or place >= len(data):
            return None
        length = data[place]
        if length >= 0xC0:  # noqa: PLR2004 - a pointer ends a name (RFC 1035, 4.1.4)
            return place + 2
        place += 1 + length
        if not length:
            return place
    return None


def _text(data: bytes) -> str:
    parts: list[bytes] = []
    while data:
        parts.append(data[1 : 1 + data[0]])
        data = data[1 + data[0] :]
    return b"".join(parts).decode("utf-8", "replace")


def _encoded(name: str) -> bytes:
    labels = [label.encode("ascii") for label in name.rstrip(".").split(".")] if name else []
    if any(not 1 <= len(label) <= _LABEL_MAX for label in labels):
        raise ValueError(f"this is no name: {name}")
    data = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    if len(data) > _NAME_MAX:
        raise ValueError(f"this name is too long: {name[:40]}...")
    return data
