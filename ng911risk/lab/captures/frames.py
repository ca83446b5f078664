"""
A capture file -> its frames, whatever state it is in. Nothing is ever sent.

scapy reads pcap and pcapng, also gzipped; it is an extra (docs/adr/0005). A file that ends in
the middle or turns to nonsense ends there: what came before counts. Times are whole
nanoseconds, frames are plain tuples: there may be millions.
"""

from __future__ import annotations

import gzip
import logging
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final, Self

from ng911risk.errors import InputError, NG911RiskError, Problem

BLOCK_MAX: Final = 16 * 1024 * 1024
"""Most bytes that one block of a capture may ask for."""

NO_TIME: Final = -1
"""Stands for the time of a frame that has none, or one beyond the year 9999."""

INTERFACES_MAX: Final = 1_000
"""Most interfaces that a pcapng file may describe."""

STEP: Final = 20_000
"""So many frames lie between two words about how far it is."""

_GZIP: Final = b"\x1f\x8b"
_NANO: Final = 1_000_000_000
_LAST: Final = 253_402_300_799 * _NANO
_SECRETS: Final = 10
_PROCESSES: Final = 0x80000001

Frame = tuple[int, int, bytes]
"""Nanoseconds since 1970 (or `NO_TIME`), number of the link layer, bytes as captured."""

Progress = Callable[[int, int], None]
"""Told how many bytes of the file are behind, and how many there are."""


def frames(path: Path, progress: Progress | None = None) -> Iterator[Frame]:
    """
    Frames of a capture file, in its order: the first one is number 1 of tshark, too.

    Args:
        path: pcap or pcapng, also gzipped.
        progress: Called now and then.

    Raises:
        InputError: The file cannot be opened, or is no capture.
        NG911RiskError: scapy is not installed.
    """
    library = _library()
    broken = (library.Scapy_Exception, EOFError, OSError, ValueError, struct.error, zlib.error)
    try:
        with path.open("rb") as file, _opened(file) as bounded:
            try:
                reader = library.RawPcapReader(bounded)
            except broken:
                raise _no_capture(path) from None
            size = path.stat().st_size
            for count, frame in enumerate(_read(reader, (*broken, OverflowError)), 1):
                yield frame
                if progress and not count % STEP:
                    progress(file.tell(), size)
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


def _read(reader: Any, broken: tuple[type[Exception], ...]) -> Iterator[Frame]:  # noqa: ANN401
    one = _next_of_pcapng if hasattr(reader, "blocktypes") else _next_of_pcap
    for block in (_SECRETS, _PROCESSES):  # keys and names of programs are not wanted
        getattr(reader, "blocktypes", {}).pop(block, None)
    read = one(reader)
    ends: tuple[type[Exception], ...] = (StopIteration, *broken)
    while True:
        try:
            frame = read()
        except ends:
            return  # the end, or from here on it is nonsense
        yield frame


def _next_of_pcap(reader: Any) -> Callable[[], Frame]:  # noqa: ANN401 - scapy ships no types
    unit, link = (1 if reader.nano else 1_000), reader.linktype
    step = reader.__next__

    def read() -> Frame:
        data, about = step()
        return about[0] * _NANO + about[1] * unit, link, data

    return read


def _next_of_pcapng(reader: Any) -> Callable[[], Frame]:  # noqa: ANN401 - scapy ships no types
    step = reader.__next__

    def read() -> Frame:
        data, about = step()
        if len(reader.interfaces) > INTERFACES_MAX:
            raise EOFError
        link, unit, high, low = about[:4]
        if high is None or not unit:
            return NO_TIME, link or 0, data
        at = ((high << 32) + low) * _NANO // unit
        return at if at <= _LAST else NO_TIME, link or 0, data

    return read


class _Bounded:
    """A file that refuses to hand out more than a block at a time."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.name = "capture"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, size: int) -> bytes:
        """Next bytes; the end of the file where a block asks for too many."""
        if not 0 <= size <= BLOCK_MAX:
            raise EOFError
        return self._file.read(size)

    def close(self) -> None:
        """Close it."""
        self._file.close()


def _opened(file: IO[bytes]) -> _Bounded:
    start = file.read(len(_GZIP))
    file.seek(0)
    return _Bounded(gzip.GzipFile(fileobj=file) if start == _GZIP else file)  # type: ignore[arg-type]  # reads alike


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
