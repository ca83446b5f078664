"""
Ways to say SIP to a target: a datagram or an encrypted stream, message by message.

In goes a target and a `Wire`; out comes a line that sends and receives whole messages, whichever
way they travel.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final, Protocol

from ng911risk.lab.check import Stream, Target, TlsOffer, Udp, Wire
from ng911risk.lab.controls import SIP_PACKETS, Messages, awaited, own_identity
from ng911risk.lab.messages import sip

TLS_PACKETS: Final = SIP_PACKETS - 1
"""Most packets of an encrypted connection, without what is said over it."""

TLS_MESSAGE_PACKETS: Final = 2
"""Most packets of one more message over it: the message, and the acknowledgement of its answer."""


class Way(StrEnum):
    """How SIP travels."""

    UDP = "UDP"
    TLS = "TLS"


def ways(target: Target) -> tuple[Way, ...]:
    """Ways that the target is said to have."""
    about = target.about
    doors = ((Way.UDP, about.sip), (Way.TLS, about.sip_tls))
    return tuple(way for way, port in doors if port is not None)


class Line(Protocol):
    """Whole SIP messages, to one target and back."""

    way: Way
    origin: sip.Origin
    """Own side, for the headers."""

    uri: str
    """Request-URI that means the target itself."""

    def send(self, data: bytes) -> bool:
        """Send one message; False if the other end is gone."""
        ...

    def receive(self, seconds: float) -> bytes:
        """Next message; empty if none came in time."""
        ...


class UdpLine:
    """SIP in datagrams."""

    way = Way.UDP

    def __init__(self, udp: Udp, target: Target) -> None:
        """Over `udp`, which stays the caller's to close."""
        self._udp = udp
        self._to = (target.address, target.about.sip or 0)
        self.origin = sip.Origin(address=udp.address, port=udp.port)
        self.uri = sip.uri_of(*self._to)

    def send(self, data: bytes) -> bool:
        """Send one datagram."""
        self._udp.send(data, *self._to)
        return True

    def send_elsewhere(self, data: bytes, address: str, port: int) -> None:
        """Send one datagram to somebody the target named, within the scope."""
        self._udp.send(data, address, port)

    def receive(self, seconds: float) -> bytes:
        """Next datagram from anybody in the scope."""
        got = self._udp.receive(seconds)
        return got.data if got else b""


class TlsLine:
    """SIP in an encrypted stream; messages are cut apart by Content-Length."""

    way = Way.TLS

    def __init__(self, stream: Stream, target: Target, wire: Wire) -> None:
        """Over `stream`, which stays the caller's to close."""
        port = target.about.sip_tls or 0
        self._stream = stream
        self._messages = Messages(stream)
        self.origin = sip.Origin(address=wire.address, port=port, transport="TLS")
        self.uri = sip.uri_of(target.name, port)

    def send(self, data: bytes) -> bool:
        """Send one message."""
        return self._stream.send(data)

    def receive(self, seconds: float) -> bytes:
        """Next whole message; what is left of a broken one when no more comes."""
        return self._messages.receive(seconds)


@contextmanager
def opened(target: Target, wire: Wire, way: Way, *, second: bool = False) -> Iterator[Line]:
    """
    A line to the target; `second` speaks from the second own address, over UDP only.

    Raises:
        Refused: By the wire.
    """
    if way is Way.UDP:
        with wire.udp(second=second) as udp:
            yield UdpLine(udp, target)
        return
    offer = TlsOffer(client=own_identity(wire))
    with wire.tls(target, target.about.sip_tls or 0, offer) as stream:
        yield TlsLine(stream, target, wire)


def reply(line: Line, asked: sip.Request, seconds: float) -> bytes:
    """Answer to `asked`: the final one, else the last 1xx that came; empty: none."""
    return awaited(line.receive, asked, seconds)


def good_status(line: Line, seconds: float = 1.5) -> int:
    """Final status that the target gives to a good OPTIONS over this line; 0: none."""
    asked = sip.request("OPTIONS", line.uri, line.origin)
    code = sip.status(reply(line, asked, seconds)) if line.send(asked.data) else 0
    return code if code >= sip.FINAL else 0
