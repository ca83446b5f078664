"""
A capture file -> its frames, whatever state it is in. Nothing is ever sent.

scapy reads pcap and pcapng, also gzipped; it is an extra (docs/adr/0005). A file that ends in
the middle or turns to nonsense ends there: what came before counts. Times are whole
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

BLOCK_MAX: Final = 16 * 1024 * 1024
"""Most bytes that one block of a capture may ask for."""

NO_TIME: Final = -1
"""Stands for the time of a frame that has none, or one beyond the year 9999."""

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

FRAME_MAX: Final = 262_144
"""Most bytes of one frame, as tcpdump has it."""

INTERFACES_MAX: Final = 1_000
"""Most interfaces that a pcapng file may describe."""

STEP: Final = 20_000
"""So many frames of pcapng lie between two words about how far it is."""

_GZIP: Final = b"\x1f\x8b"
_PCAPNG: Final = b"\x0a\x0d\x0d\x0a"
_NANO: Final = 1_000_000_000
_BLOCK: Final = 1 << 20
_HEAD: Final = 16
_LINK: Final = 0x03FF_FFFF
"""Bits of the link layer; those above tell of check sums."""

_RECORD: Final = {order: struct.Struct(f"{order}IIII").unpack_from for order in "<>"}
_LENGTH: Final = {order: struct.Struct(f"{order}I").unpack_from for order in "<>"}
_WORTH: Final = 16
"""Frames of a block below which nothing is taken at once."""
_LAST: Final = 253_402_300_799 * _NANO
_SECRETS: Final = 10
_PROCESSES: Final = 0x80000001

Frame = tuple[int, int, int, bytes]
"""Number from 1, nanoseconds since 1970 (or `NO_TIME`), link layer, bytes as captured."""

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
        with path.open("rb") as file, _opened(file) as opened:
            try:
                reader = library.RawPcapReader(opened)
            except broken:
                raise _no_capture(path) from None
            size = path.stat().st_size
            tell = (lambda: progress(file.tell(), size)) if progress else _nobody
            ng = hasattr(reader, "blocktypes")
            found = _pcapng(reader, tell, ending) if ng else _pcap(reader, tell, ending, bulk)
            try:
                yield from found
            except (OverflowError, *broken):  # from there on it is nonsense
                ending.cut = True
            if progress:
                progress(size, size)
    except OSError as error:
        message = f"the file cannot be read ({error.strerror or 'unknown reason'})"
        raise InputError([Problem(file=path.name, message=message)]) from None


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
    more, rest, number = getattr(reader.f, "read1", reader.f.read), b"", 0
    while block := more(_BLOCK):
        buffer = rest + block
        starts, end, whole = _starts(buffer, reader.endian)
        for i in _left(bulk, buffer, starts, end, number + 1):
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
        if at + _HEAD + captured > size:
            return found, at, captured <= FRAME_MAX
        found.append(at)
        at += _HEAD + captured
    return found, at, True


def _left(
    bulk: Bulk | None, buffer: bytes, starts: list[int], end: int, number: int
) -> Iterator[int]:
    """Which frames of a block are still to be looked at; the first and the last are always."""
    if bulk is None or len(starts) < _WORTH:
        yield from range(len(starts))
        return
    yield 0  # looked at before the bulk: each stream keeps its order
    begins = np.array(starts, dtype=np.int64)
    ends = np.append(begins[1:], end)
    taken = bulk(buffer, begins[1:-1] + _HEAD, ends[1:-1], number + 1)
    yield from (np.flatnonzero(~taken) + 1).tolist()
    yield len(starts) - 1


def _pcapng(reader: Any, tell: Callable[[], object], ending: Ending) -> Iterator[Frame]:  # noqa: ANN401 - the same
    for block in (_SECRETS, _PROCESSES):  # keys and names of programs are not wanted
        reader.blocktypes.pop(block, None)
    _watch_blocks(reader, ending)
    for count, (data, about) in enumerate(reader, 1):
        if len(reader.interfaces) > INTERFACES_MAX:
            ending.cut = True
            return
        link, unit, high, low = about[:4]
        known = high is not None and unit
        at = ((high << 32) + low) * _NANO // unit if known else NO_TIME
        ending.whole = count
        yield count, at if at <= _LAST else NO_TIME, link or 0, data
        if not count % STEP:
            tell()


def _watch_blocks(reader: Any, ending: Ending) -> None:  # noqa: ANN401 - the same
    """Have it noted where a block cannot be read: scapy ends there as at the end of a file."""
    one, file = reader._read_block, reader.f  # noqa: SLF001 - scapy offers no other place

    def noting(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - handed through as it comes
        before, done = file.taken, False
        try:
            found = one(*args, **named)
            done = True
            return found
        finally:
            ending.cut = not done and (file.broken or file.taken > before)

    reader._read_block = noting  # noqa: SLF001 - the same


def _nobody() -> None:
    """Tell nobody."""


class _Bounded:
    """A file that refuses to hand out more than a block at a time."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.name = "capture"
        self.taken = 0
        """Bytes that were handed out."""

        self.broken = False
        """What is packed in it cannot be unpacked any further."""

    def read(self, size: int) -> bytes:
        """Next bytes; the end of the file where a block asks for too many."""
        if not 0 <= size <= BLOCK_MAX:
            raise EOFError
        try:
            data = self._file.read(size)
        except (EOFError, OSError, zlib.error):
            self.broken = True
            raise
        self.taken += len(data)
        return data

    def close(self) -> None:
        """Close it."""
        self._file.close()


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[Any]:
    """A file as scapy wants it, unpacked; what it asks for of pcapng is bounded."""
    start = file.read(len(_PCAPNG))
    file.seek(0)
    if not start.startswith(_GZIP):
        yield _Bounded(file) if start == _PCAPNG else file
        return
    with gzip.GzipFile(fileobj=file) as unpacked:
        try:
            start = unpacked.peek(len(_PCAPNG))
        except (OSError, EOFError, zlib.error):
            start = b""  # it is none, as whoever reads it will see
        yield _Bounded(unpacked) if start.startswith(_PCAPNG) else unpacked  # type: ignore[arg-type]  # reads alike


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
