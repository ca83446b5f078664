"""Whole frames from one network port, as they were on the wire: with their 802.1Q tag."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import Final

ETH_P_ALL: Final = 0x0003

_SOL_PACKET: Final = 263
_PACKET_STATISTICS: Final = 6
_PACKET_AUXDATA: Final = 8
_SO_TIMESTAMPNS: Final = 35
_AUXDATA: Final = struct.Struct("=IIIHHHH")
_TIMESPEC: Final = struct.Struct("@ll")
_STATISTICS: Final = struct.Struct("=II")
_TAG_VALID: Final = 1 << 4
_TAG_TYPE_VALID: Final = 1 << 6
_8021Q: Final = 0x8100
_MACS: Final = 12
_FRAME_MAX: Final = 65_535 + 18
_QUEUE_BYTES: Final = 8 * 1024 * 1024
_ANCILLARY: Final = 512
_SO_RCVBUFFORCE: Final = 33


@dataclass(frozen=True, slots=True)
class Tapped:
    """One frame that passed."""

    data: bytes
    outgoing: bool
    """Whether this machine sent it."""

    at: tuple[int, int]
    """Seconds and nanoseconds since 1970, of the kernel; zeros if it gave none."""


class Tap:
    """Sees every frame at one port. Needs CAP_NET_RAW."""

    def __init__(self, interface: str) -> None:
        """
        Begin to listen.

        Raises:
            OSError: No such interface, or not allowed.
        """
        self._line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        try:
            self._line.setsockopt(_SOL_PACKET, _PACKET_AUXDATA, 1)
            self._line.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
            self._widen()
            self._line.bind((interface, ETH_P_ALL))
        except OSError:
            self._line.close()
            raise

    def close(self) -> None:
        """Stop."""
        self._line.close()

    def fileno(self) -> int:
        """For select."""
        return self._line.fileno()

    def send(self, frame: bytes) -> None:
        """
        Send one whole frame.

        Raises:
            OSError: It did not leave.
        """
        self._line.send(frame)

    def read(self) -> Tapped | None:
        """One frame that waits; None: none does."""
        try:
            data, ancillary, _, address = self._line.recvmsg(
                _FRAME_MAX, _ANCILLARY, socket.MSG_DONTWAIT
            )
        except (BlockingIOError, InterruptedError):
            return None
        at = (0, 0)
        for level, kind, value in ancillary:
            if (level, kind) == (_SOL_PACKET, _PACKET_AUXDATA):
                data = tagged(data, value)
            elif (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS):
                at = _TIMESPEC.unpack_from(value)
        return Tapped(data=data, outgoing=address[2] == socket.PACKET_OUTGOING, at=at)

    def missed(self) -> int:
        """Frames since the last time somebody asked that came too fast to be kept."""
        told = self._line.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, _STATISTICS.size)
        _, dropped = _STATISTICS.unpack(told)
        return int(dropped)

    def _widen(self) -> None:
        try:
            self._line.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _QUEUE_BYTES)
        except PermissionError:
            self._line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _QUEUE_BYTES)


def tagged(data: bytes, auxdata: bytes) -> bytes:
    """Put back the 802.1Q tag that the kernel took out of a frame."""
    if len(auxdata) < _AUXDATA.size:
        return data
    status, _, _, _, _, tag, kind = _AUXDATA.unpack_from(auxdata)
    if not status & _TAG_VALID:
        return data
    kind = kind if status & _TAG_TYPE_VALID else _8021Q
    return data[:_MACS] + struct.pack("!HH", kind, tag) + data[_MACS:]
