"""UDP sockets and TCP connections that ask the governor before every packet."""

from __future__ import annotations

import math
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self

from ng911risk.lab.check import Answer, Datagram, Refused
from ng911risk.lab.door.governor import Governor

DATAGRAM_MAX: Final = 1_300
"""Longest datagram that is sent, in bytes: it never becomes two packets."""

SEGMENT_MAX: Final = 1_200
"""Most bytes that one TCP packet of ours carries: it passes every link that IPv6 passes."""

HEARD_MAX: Final = 256 * 1024
"""Most bytes that are taken from one connection: each two packets of it make us send one."""

CONNECT_PACKETS: Final = 4
"""What a connection costs without its data: SYN, ACK, and two to end it."""

_CLOSING: Final = 2
_HEADERS_MAX: Final = 14 + 40 + 60
"""Ethernet, IPv6, TCP with every option: more than any header of ours."""

_GOODBYE_S: Final = 0.2
_READ_MAX: Final = 65_536
_QUEUE: Final = 32 * 1024
"""Bytes that the kernel takes, and acknowledges, before anybody reads them."""

_TCP_INFO_BYTES: Final = 192
_SEGMENTS_OUT_AT: Final = 136
_SO_BINDTODEVICE: Final = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """Where packets of ours start."""

    address: str
    interface: str


def overhead(address: str) -> int:
    """Bytes of headers around a UDP payload: Ethernet, IP, UDP."""
    return 14 + (20 if ip_address(address).version == 4 else 40) + 8  # noqa: PLR2004 - IPv4


def _opened(own: Own, kind: socket.SocketKind) -> socket.socket:
    family = socket.AF_INET6 if ip_address(own.address).version == 6 else socket.AF_INET  # noqa: PLR2004 - IPv6
    line = socket.socket(family, kind)
    # without the privilege the kernel's own choice of the way stays, and its address is bound
    with suppress(PermissionError):
        line.setsockopt(socket.SOL_SOCKET, _SO_BINDTODEVICE, own.interface.encode())
    return line


class UdpLine:
    """A UDP socket; see `ng911risk.lab.check.Udp`."""

    def __init__(self, governor: Governor, own: Own, port: int) -> None:
        self._governor = governor
        self._line = _opened(own, socket.SOCK_DGRAM)
        try:
            self._line.bind((own.address, port))
        except OSError as error:
            self._line.close()
            raise Refused(f"{own.address} port {port} cannot be used: {error.strerror}.") from None
        self.address: str = own.address
        self.port: int = self._line.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.close()

    def send(self, data: bytes, address: str, port: int) -> None:
        """
        Send one datagram, as soon as the rate allows it.

        Raises:
            Refused: By the governor; or it is longer than `DATAGRAM_MAX`.
        """
        if len(data) > DATAGRAM_MAX:
            raise Refused(f"A datagram of {len(data)} bytes is longer than {DATAGRAM_MAX}.")
        self._governor.take(address, len(data) + overhead(self.address))
        # what this machine cannot send is not answered: silence, which proves nothing
        with suppress(OSError):
            self._line.sendto(data, (address, port))

    def receive(self, seconds: float) -> Datagram | None:
        """Next datagram from inside the scope; None: nothing came in time."""
        until = time.monotonic() + seconds
        while True:
            self._line.settimeout(max(until - time.monotonic(), 1e-4))
            try:
                data, (address, port, *_) = self._line.recvfrom(_READ_MAX)
            except OSError:
                return None
            if not self._governor.why_not(address):
                return Datagram(data=data, address=address, port=port)
            if time.monotonic() >= until:
                return None


class TcpStream:
    """A TCP connection without TLS; see `ng911risk.lab.check.Stream`."""

    def __init__(self, governor: Governor, own: Own) -> None:
        self._governor = governor
        self._own = own
        self._line: socket.socket | None = None
        self._peer = ""
        self._paid = 0
        self._heard = 0
        self.ended: bool = False
        """Whether the other end closed."""
        self.answer: Answer = Answer.SILENT
        self.tls_version: str = ""
        self.tls_suite: str = ""
        self.tls_failure: str = ""
        self.certificates: tuple[bytes, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(hurry=error is not None)

    @property
    def closed(self) -> bool:
        """Whether the other end closed."""
        return self.ended

    def connect(self, address: str, port: int, seconds: float) -> None:
        """
        Try to connect, with one repeat of the kernel at most; `answer` says what became of it.

        Raises:
            Refused: By the governor.
        """
        self._peer = address
        self._take(CONNECT_PACKETS, 0)
        line = self._line = _opened(self._own, socket.SOCK_STREAM)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_SYNCNT, 1)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _QUEUE)
        # whatever happens, even a kill: one packet ends it and nothing is repeated
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.settimeout(seconds)
        try:
            line.bind((self._own.address, 0))
            line.connect((address, port))
        except ConnectionRefusedError:
            self.answer = Answer.REFUSED
        except TimeoutError:
            self.answer = Answer.SILENT
        except OSError:
            self.answer = Answer.UNREACHABLE
        else:
            self.answer = Answer.CONNECTED
            return
        self.close()

    def send(self, data: bytes) -> bool:
        """
        Send; False if it is not connected, or the other end is gone.

        Raises:
            Refused: By the governor.
        """
        for start in range(0, len(data), SEGMENT_MAX):
            if self._line is None:
                return False
            part = data[start : start + SEGMENT_MAX]
            self._take(1, len(part))
            try:
                self._line.sendall(part)
            except OSError:
                self.ended = True
                return False
            self._settle()
        return self._line is not None

    def receive(self, seconds: float, at_most: int = _READ_MAX) -> bytes:
        """
        Next bytes; empty if nothing came in time or the other end closed.

        Raises:
            Refused: The acknowledgements spent the budget, or the other end said too much.
        """
        if self._line is None or self.ended:
            return b""
        if self._heard >= HEARD_MAX:
            raise Refused(f"{self._peer} said more than {HEARD_MAX} bytes on one connection.")
        self._line.settimeout(max(seconds, 1e-4))
        try:
            data = self._line.recv(at_most)
        except TimeoutError:
            return b""
        except OSError:
            data = b""
        self.ended = not data
        self._heard += len(data)
        self._settle()
        return data

    def close(self, *, hurry: bool = False) -> None:
        """End it: by the book where the other end answers at once, else by one reset."""
        line, self._line = self._line, None
        if line is None:
            return
        with line, suppress(OSError):
            if hurry:
                return
            line.shutdown(socket.SHUT_WR)
            until = time.monotonic() + _GOODBYE_S
            while (
                not self.ended
                and self._heard < HEARD_MAX
                and (left := until - time.monotonic()) > 0
            ):
                line.settimeout(left)
                data = line.recv(_READ_MAX)
                self._heard += len(data)
                self.ended = not data

    def _take(self, packets: int, size: int) -> None:
        self._governor.take(self._peer, size + packets * _HEADERS_MAX, packets)
        self._paid += packets

    def _settle(self) -> None:
        """Pay for what the kernel sent beyond what was asked for: acknowledgements, repeats."""
        if self._line is None:
            return
        info = self._line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
        if len(info) < _SEGMENTS_OUT_AT + 4:
            return
        (sent,) = struct.unpack_from("=I", info, _SEGMENTS_OUT_AT)
        due = math.ceil(sent + _CLOSING - self._paid)
        if due > 0:
            self._governor.charge(due * _HEADERS_MAX, due)
            self._paid += due
