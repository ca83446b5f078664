"""
A capture file -> its frames, whatever state it is in. Nothing is ever sent.

scapy reads pcap and pcapng, also gzipped; it is an extra (docs/adr/0005). A file that ends in
the middle or turns to nonsense ends there: what came before counts.
"""

from __future__ import annotations

import gzip
import logging
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final, Self

from ng911risk.errors import InputError, NG911RiskError, Problem

BLOCK_MAX: Final = 16 * 1024 * 1024
"""Most bytes that one block of a capture may ask for."""

_GZIP: Final = b"\x1f\x8b"
_MICRO: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame as captured."""

    at: datetime
    """When, UTC."""

    link_type: int
    """Number of the link layer."""

    data: bytes


def frames(path: Path) -> Iterator[Frame]:
    """
    Frames of a capture file, in its order; those without a time that exists are left out.

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
            yield from _read(reader, (*broken, OverflowError))
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
    while True:
        try:
            data, about = next(reader)
            at = _moment(about, nano=getattr(reader, "nano", False))
        except StopIteration:
            return
        except broken:
            return  # from here on it is nonsense
        if at is not None:
            link = getattr(about, "linktype", None)  # of each frame in pcapng
            yield Frame(at=at, link_type=reader.linktype if link is None else link, data=data)


def _moment(about: Any, *, nano: bool) -> datetime | None:  # noqa: ANN401 - scapy ships no types
    if hasattr(about, "sec"):
        micro = about.sec * _MICRO + (about.usec // 1_000 if nano else about.usec)
    elif about.tshigh is None or not about.tsresol:
        return None
    else:
        micro = ((about.tshigh << 32) + about.tslow) * _MICRO // about.tsresol
    try:
        return _EPOCH + timedelta(microseconds=micro)
    except OverflowError:
        return None


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
