"""
A capture file -> its frames, whatever state it is in. Nothing is ever sent.

pcap and pcapng, also gzipped. scapy reads the head of pcap; it is an extra (docs/adr/0005). A file
that ends in the middle or turns to nonsense ends there: what came before counts. Times are whole
nanoseconds, frames are plain tuples: there may be millions. What can be taken by the block is
never made a frame at all.
"""

from __future__ import annotations

import gzip
import logging
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import numpy.typing as npt

from ng911risk.errors import InputError, NG911RiskError, Problem
from ng911risk.lab.captures.blocks import SECTION_HEAD, Sections, begins

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

FRAME_MAX: Final = 262_144
"""Most bytes of one frame, as tcpdump has it."""

UNPACKED_MAX: Final = 1 << 30
"""Most bytes that a packed file may hold; what is beyond is not read."""

UNPACKED_SMALL: Final = 64 << 20
"""So many bytes are read of every packed file."""

UNPACKED_TIMES: Final = 100
"""Beyond `UNPACKED_SMALL`, so many times what is packed is read: captures pack to a third or so."""

_GZIP: Final = b"\x1f\x8b"
_PCAPNG: Final = b"\x0a\x0d\x0d\x0a"
_NANO: Final = 1_000_000_000
_BLOCK: Final = 1 << 20
_HEAD: Final = 16
_EMPTY: Final = bytes(_HEAD)
"""Head of a record of nothing, captured in 1970: that is no capture any more."""

_LINK: Final = 0x03FF_FFFF
"""Bits of the link layer; those above tell of check sums."""

_RECORD: Final = {order: struct.Struct(f"{order}IIII").unpack_from for order in "<>"}
_LENGTH: Final = {order: struct.Struct(f"{order}I").unpack_from for order in "<>"}
_WORTH: Final = 16
"""Frames of a block below which nothing is taken at once."""

Frame = tuple[int, int, int, bytes]
"""Number from 1, nanoseconds since 1970 (or `blocks.NO_TIME`), link layer, bytes as captured."""

Bulk = Callable[[bytes, Numbers, Numbers, int], Mask]
"""
Takes what it can of a block of Ethernet frames, all at once: the block, where each frame begins
and ends in it, the number of the first. Returns which frames nobody has to look at any more.
"""

Progress = Callable[[int, int], None]
"""Told how many bytes of the file are behind, and how many there are."""


@dataclass(slots=True, kw_only=True)
class Ending:
    """How a capture file ends; known when its last frame has been taken."""

    whole: int = 0
    """Frames that are there as a whole."""

    cut: bool = False
    """The file ends in the middle of a frame, or turns to nonsense."""

    beyond: bool = False
    """It is packed and holds more than is read of such a file."""


def frames(
    path: Path,
    progress: Progress | None = None,
    bulk: Bulk | None = None,
    ending: Ending | None = None,
) -> Iterator[Frame]:
    """
    Frames of a capture file, in its order: the first one is number 1, as in tshark.

    Args:
        path: pcap or pcapng, also gzipped.
        progress: Called now and then.
        bulk: Asked first where the file allows it; never about the first and the last frame.
        ending: Filled in: how the file ends.

    Raises:
        InputError: The file cannot be opened, or is no capture.
        NG911RiskError: scapy is not installed.
    """
    library, ending = _library(), ending or Ending()
    broken = (library.Scapy_Exception, EOFError, OSError, ValueError, struct.error, zlib.error)
    try:
        with path.open("rb") as file, _opened(file, size := path.stat().st_size) as opened:
            tell = (lambda: progress(file.tell(), size)) if progress else _nobody
            try:
                found = _found(library, opened, tell, ending, bulk)
            except broken:
                raise _no_capture(path) from None
            try:
                yield from found
            except _BeyondError:
                ending.beyond = True
            except (OverflowError, *broken):  # from there on it is nonsense
                ending.cut = True
            if progress:
                progress(size, size)
    except OSError as error:
        message = f"the file cannot be read ({error.strerror or 'unknown reason'})"
        raise InputError([Problem(file=path.name, message=message)]) from None


def _found(
    library: Any,  # noqa: ANN401 - scapy ships no types
    opened: Any,  # noqa: ANN401 - a file, packed or not
    tell: Callable[[], object],
    ending: Ending,
    bulk: Bulk | None,
) -> Iterator[Frame]:
    """
    Frames of an opened file.

    Raises:
        ValueError: It is no pcapng file; what scapy raises, where it is no pcap file.
    """
    start = opened.read(SECTION_HEAD)
    opened.seek(0)
    if not start.startswith(_PCAPNG):
        return _pcap(library.RawPcapReader(opened), tell, ending, bulk)
    if not begins(start):
        raise ValueError
    return _pcapng(opened, tell, ending, bulk)


def _library() -> Any:  # noqa: ANN401 - scapy ships no types
    try:
        import scapy.utils as library  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise NG911RiskError(
            "To read captures, scapy is needed: pip install 'ng911risk[lab]'"
        ) from None
    logging.getLogger("scapy").setLevel(logging.CRITICAL)  # a broken capture is no news
    return library


def _pcap(
    reader: Any,  # noqa: ANN401 - scapy ships no types
    tell: Callable[[], object],
    ending: Ending,
    bulk: Bulk | None,
) -> Iterator[Frame]:
    """Frames behind the head that scapy read: there may be millions, so whole blocks at once."""
    unit, link, unpack = (
        (1 if reader.nano else 1_000),
        reader.linktype & _LINK,
        _RECORD[reader.endian],
    )
    bulk = bulk if link == 1 else None
    more, rest, number = reader.f.read1, b"", 0
    while block := more(_BLOCK):
        buffer = rest + block
        starts, end, whole = _starts(buffer, reader.endian)
        heads = np.array([*starts, end], dtype=np.int64)
        for i in _left(bulk, buffer, heads[:-1] + _HEAD, heads[1:], number + 1):
            at = starts[i]
            seconds, fraction, captured, _ = unpack(buffer, at)
            data = buffer[at + _HEAD : at + _HEAD + captured]
            yield number + i + 1, seconds * _NANO + fraction * unit, link, data
        number += len(starts)
        ending.whole = number
        if not whole:
            ending.cut = True
            return
        rest = buffer[end:]
        tell()
    ending.cut = bool(rest)
    if len(rest) > _HEAD:  # of the last frame there is a part
        seconds, fraction, _, _ = unpack(rest)
        yield number + 1, seconds * _NANO + fraction * unit, link, rest[_HEAD:]


def _starts(buffer: bytes, order: str) -> tuple[list[int], int, bool]:
    """(where each whole record begins, where the last one ends, False: nonsense follows)."""
    unpack, at, size = _LENGTH[order], 0, len(buffer)
    found: list[int] = []
    while at + _HEAD <= size:
        (captured,) = unpack(buffer, at + 8)
        if not 0 < captured <= FRAME_MAX and (captured or buffer[at : at + _HEAD] == _EMPTY):
            return found, at, False  # too long, or nothing at no time
        if at + _HEAD + captured > size:
            break
        found.append(at)
        at += _HEAD + captured
    return found, at, True


def _left(
    bulk: Bulk | None, buffer: bytes, begin: Numbers, end: Numbers, number: int
) -> Iterator[int]:
    """Which frames of a block are still to be looked at; the first and the last are always."""
    if bulk is None or len(begin) < _WORTH:
        yield from range(len(begin))
        return
    yield 0  # looked at before the bulk: each stream keeps its order
    taken = bulk(buffer, begin[1:-1], end[1:-1], number + 1)
    yield from (np.flatnonzero(~taken) + 1).tolist()
    yield len(begin) - 1


def _pcapng(
    opened: Any,  # noqa: ANN401 - a file, packed or not
    tell: Callable[[], object],
    ending: Ending,
    bulk: Bulk | None,
) -> Iterator[Frame]:
    """Frames of all sections, also by whole blocks where all is Ethernet."""
    sections, rest, needed, number = Sections(), b"", 1, 0
    while block := _grown(opened.read1, needed - len(rest)):
        buffer = rest + block
        found = sections.walk(buffer)
        begin, end = np.array(found.starts, np.int64), np.array(found.ends, np.int64)
        taker = bulk if sections.links == {1} else None
        for i in _left(taker, buffer, begin, end, number + 1):
            one, data = found.interfaces[i], buffer[found.starts[i] : found.ends[i]]
            yield number + i + 1, one.moment(buffer, found.blocks[i]), one.link, data
        number += len(found.starts)
        ending.whole = number
        if not found.sense:
            ending.cut = True
            return
        rest, needed = buffer[found.behind :], found.needed
        tell()
    ending.cut = bool(rest)


def _grown(more: Callable[[int], bytes], wanted: int) -> bytes:
    """At least so many bytes, if there are; a file that is packed gives few at a time."""
    parts: list[bytes] = []
    size = 0
    while (size < wanted or not parts) and (part := more(_BLOCK)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _nobody() -> None:
    """Tell nobody."""


class _BeyondError(Exception):
    """A packed file holds more than is read of it."""


class _Unpacked:
    """What is packed in a file, up to a bound."""

    def __init__(self, file: gzip.GzipFile, most: int) -> None:
        self._file = file
        self._most = most
        self._taken = 0
        self.name = "capture"

    def read(self, size: int) -> bytes:
        """Next bytes; fewer only at the end."""
        return self._counted(self._file.read(size))

    def read1(self, size: int) -> bytes:
        """Next bytes, as they come."""
        return self._counted(self._file.read1(size))

    def seek(self, place: int) -> None:
        """Begin again, or go there."""
        self._taken = self._file.seek(place)

    def close(self) -> None:
        """Close it."""
        self._file.close()

    def _counted(self, data: bytes) -> bytes:
        self._taken += len(data)
        if self._taken > self._most:
            raise _BeyondError
        return data


@contextmanager
def _opened(file: IO[bytes], size: int) -> Iterator[Any]:
    """A file, unpacked; `size` is that of the file as it is."""
    start = file.read(len(_GZIP))
    file.seek(0)
    if start != _GZIP:
        yield file
        return
    most = min(UNPACKED_MAX, max(UNPACKED_SMALL, size * UNPACKED_TIMES))
    with gzip.GzipFile(fileobj=file) as unpacked:
        yield _Unpacked(unpacked, most)


def _no_capture(path: Path) -> InputError:
    return InputError(
        [
            Problem(
                file=path.name,
                message="this is no capture",
                hint="pcap and pcapng files are read, as tcpdump and Wireshark write them.",
            )
        ]
    )
