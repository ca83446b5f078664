"""
Bytes of a pcapng file -> where the frames in them lie, and on which interface. No file here.

Everything has a bound, because a capture is input from strangers. Names of programs, keys and
comments are passed over.
Source: draft-ietf-opsawg-pcapng.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final, NamedTuple

BLOCK_MAX: Final = 16 * 1024 * 1024
"""Most bytes of one block."""

INTERFACES_MAX: Final = 1_000
"""Most interfaces that one section may describe."""

OPTIONS_MAX: Final = 64
"""So many options of an interface are looked at."""

NO_TIME: Final = -1
"""Stands for the time of a frame that has none, or one before 1970 or beyond the year 9999."""

LAST: Final = 253_402_300_799 * 1_000_000_000
"""The last moment of the year 9999, in nanoseconds since 1970."""

SECTION: Final = 0x0A0D0D0A
SECTION_HEAD: Final = 28
"""Bytes of the shortest head of a section."""

_INTERFACE: Final = 1
_OBSOLETE: Final = 2
_SIMPLE: Final = 3
_ENHANCED: Final = 6
_AROUND: Final = 12
"""Bytes of a block around its body."""

_PACKET: Final = 28
"""Bytes of a block before its frame."""

_ORDERS: Final = {b"\x1a\x2b\x3c\x4d": ">", b"\x4d\x3c\x2b\x1a": "<"}
_HEAD: Final = {order: struct.Struct(f"{order}II").unpack_from for order in "<>"}
_WORD: Final = {order: struct.Struct(f"{order}I").unpack_from for order in "<>"}
_PLACED: Final = {order: struct.Struct(f"{order}IIII").unpack_from for order in "<>"}
_DESCRIBED: Final = {order: struct.Struct(f"{order}HxxI").unpack_from for order in "<>"}
_OPTION: Final = {order: struct.Struct(f"{order}HH").unpack_from for order in "<>"}
_VERSION: Final = {order: struct.Struct(f"{order}H").unpack_from for order in "<>"}
_OFFSET: Final = {order: struct.Struct(f"{order}q").unpack_from for order in "<>"}
_UNIT, _SHIFT = 9, 14
_NANO: Final = 1_000_000_000


class Interface(NamedTuple):
    """Where frames were captured."""

    link: int
    """Link layer."""

    longest: int
    """Most bytes that were captured of a frame; 0: no limit."""

    unit: int = 1_000_000
    """Parts of a second that times count."""

    shift: int = 0
    """Seconds that times are to be moved by."""

    order: str = "<"
    """Order of the bytes in its section."""

    def moment(self, block: bytes, at: int) -> int:
        """Nanoseconds since 1970 of the frame whose block begins there; `NO_TIME` if unknown."""
        if _WORD[self.order](block, at)[0] == _SIMPLE:
            return NO_TIME
        high, low = _HEAD[self.order](block, at + 12)
        time = ((high << 32) + low) * _NANO // self.unit + self.shift * _NANO
        return time if 0 <= time <= LAST else NO_TIME


@dataclass(slots=True, kw_only=True)
class Found:
    """Frames in some bytes."""

    starts: list[int] = field(default_factory=list)
    """Where each frame begins."""

    ends: list[int] = field(default_factory=list)
    """Where each ends."""

    blocks: list[int] = field(default_factory=list)
    """Where the block of each begins."""

    interfaces: list[Interface] = field(default_factory=list)
    """Where each was captured."""

    behind: int = 0
    """Bytes that are done with."""

    needed: int = _AROUND
    """So many bytes from there on are needed to go on."""

    sense: bool = True
    """False: what follows is nonsense."""


def begins(head: bytes) -> bool:
    """Whether these bytes are the head of a section; `SECTION_HEAD` of them are wanted."""
    return len(head) >= SECTION_HEAD and head[:4] == b"\n\r\r\n" and bool(_order(head, 0))


class Sections:
    """A walk through the blocks of a file, from its first byte on."""

    def __init__(self) -> None:
        self.links: set[int] = set()
        """Link layers of all interfaces so far."""

        self._order = "<"
        self._interfaces: list[Interface] = []

    def walk(self, some: bytes) -> Found:
        """Go on as far as these bytes reach; the next ones begin where these end being used."""
        found, at, size = Found(), 0, len(some)
        while at + _AROUND <= size:
            kind, length = _HEAD[self._order](some, at)
            if kind == SECTION:
                if at + SECTION_HEAD > size:
                    found.needed = SECTION_HEAD
                    break
                length = self._section(some, at)
            end = at + length + (-length & 3)
            if not _AROUND <= length <= BLOCK_MAX:
                found.sense = False
                break
            if end > size:
                found.needed = end - at
                break
            told = _WORD[self._order](some, end - 4)[0] == length
            if not told or not self._block(kind, some, (at, end - 4), found):
                found.sense = False
                break
            at = end
        found.behind = at
        return found

    def _section(self, some: bytes, at: int) -> int:
        """Begin a section: how long its head is; 0 if that is nonsense."""
        order = _order(some, at)
        if not order:
            return 0
        self._order = order
        self._interfaces = []
        length: int = _WORD[order](some, at + 4)[0]
        return length

    def _block(self, kind: int, some: bytes, span: tuple[int, int], found: Found) -> bool:
        """Take a block, from its first byte to its last length; False if that is nonsense."""
        at, end = span
        if kind in {_ENHANCED, _OBSOLETE}:
            start = at + _PACKET
            if start > end:
                return False
            number, _, _, length = _PLACED[self._order](some, at + 8)
            if kind == _OBSOLETE:
                number = _VERSION[self._order](some, at + 8)[0]
            stop = start + length
        elif kind == _SIMPLE:
            start, number = at + 12, 0
            if start > end or not self._interfaces:
                return False
            length = _WORD[self._order](some, at + 8)[0]
            stop = min(end, start + min(length, self._interfaces[0].longest or length))
        elif kind == _INTERFACE:
            return self._describe(some[at + 8 : end])
        else:
            return True
        if stop > end or number >= len(self._interfaces):
            return False
        found.starts.append(start)
        found.ends.append(stop)
        found.blocks.append(at)
        found.interfaces.append(self._interfaces[number])
        return True

    def _describe(self, body: bytes) -> bool:
        if len(body) < 8 or len(self._interfaces) >= INTERFACES_MAX:  # noqa: PLR2004 - link layer and length
            return False
        link, longest = _DESCRIBED[self._order](body)
        unit, shift = _clock(body, self._order)
        self._interfaces.append(Interface(link, longest, unit, shift, self._order))
        self.links.add(link)
        return True


def _order(some: bytes, at: int) -> str:
    """Order of bytes of the section that begins there; empty if it is none that can be read."""
    order = _ORDERS.get(some[at + 8 : at + 12], "")
    if not order or _VERSION[order](some, at + 12)[0] != 1:
        return ""
    return order if _WORD[order](some, at + 4)[0] >= SECTION_HEAD else ""


def _clock(body: bytes, order: str) -> tuple[int, int]:
    """(parts of a second, seconds to move by) of an interface."""
    unit, shift, at = 1_000_000, 0, 8
    for _ in range(OPTIONS_MAX):
        if at + 4 > len(body):
            break
        code, length = _OPTION[order](body, at)
        value = body[at + 4 : at + 4 + length]
        if not code or len(value) < length:
            break
        if code == _UNIT and length == 1:
            unit = (2 if value[0] & 128 else 10) ** (value[0] & 127)
        elif code == _SHIFT and length == 8:  # noqa: PLR2004 - a long number
            (shift,) = _OFFSET[order](value)
        at += 4 + length + (-length & 3)
    return unit, shift
