"""A SIP element for tests: what a `FakeWire` says back."""

from __future__ import annotations

import re
from collections.abc import Callable

from ng911risk.lab.check import Answer, Datagram, TlsOffer
from tests.lab.fake_wire import SECOND, FakeStream, FakeWire, Said

CONTACT = "Contact: <sip:psap@10.91.0.40:5062>"
COPIED = (b"via:", b"from:", b"to:", b"call-id:", b"cseq:")


def reply(data: bytes, status: str, *more: str, body: bytes = b"") -> bytes:
    """A response to a request."""
    head, _, _ = data.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if line.lower().startswith(COPIED)]
    lines = [b"SIP/2.0 " + status.encode(), *kept, *(one.encode() for one in more)]
    lines += [b"Content-Length: %d" % len(body), b"", b""]
    return b"\r\n".join(lines) + body


def method(data: bytes) -> str:
    return data.split(b" ", 1)[0].decode("ascii", "replace")


def says(status: str, *more: str) -> Said:
    """Every request gets this."""
    return lambda data, address, port: (reply(data, status, *more),)


def by_method(**statuses: str) -> Said:
    """Each method gets its own; the others get nothing."""

    def said(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        status = statuses.get(method(data))
        return (reply(data, status),) if status else ()

    return said


def over_tls(wire: FakeWire, said: Callable[[bytes], list[bytes]]) -> FakeWire:
    """Let the wire's TLS connections work, too."""

    def connects(address: str, port: int, offer: TlsOffer | None) -> FakeStream:
        if offer is None:
            return FakeStream(wire, (address, port), answer=Answer.REFUSED)
        return FakeStream(wire, (address, port), offer=offer, tls_version="TLSv1.3")

    wire.connects = connects
    wire.over_stream = lambda stream, data: said(data)
    return wire


class Limiter:
    """Serves each source so many requests, then says no in its way."""

    def __init__(self, limit: int, refusal: str = "", *, together: bool = False) -> None:
        self.limit, self.refusal, self.together = limit, refusal, together
        self.served: dict[bool, int] = {}

    def over_udp(self, data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        who = not self.together and SECOND.encode() in data.split(b"\r\n")[1]
        self.served[who] = self.served.get(who, 0) + 1
        if self.served[who] <= self.limit:
            return (reply(data, "200 OK"),)
        return (reply(data, self.refusal),) if self.refusal else ()


class Fragile:
    """Stops at a negative length; for its sender only, or for everybody."""

    def __init__(self, *, bans: bool = False, back_after: int = 10_000) -> None:
        self.bans, self.back_after = bans, back_after
        self.silent = 0

    def over_udp(self, data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        if b"Content-Length: -" in data:
            self.silent = 1
            return ()
        if self.silent and not (self.bans and SECOND.encode() in data):
            self.silent += 1
            return (reply(data, "200 OK"),) if self.silent > self.back_after else ()
        return (reply(data, "200 OK"),)


def methods(wire: FakeWire) -> list[str]:
    return [method(data) for _, data, _, _ in wire.sent]


def answering(*invite: str, bye: str = "200 OK", more: tuple[str, ...] = (CONTACT,)) -> FakeWire:
    """Says these to an INVITE, and that to a BYE."""

    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        if method(data) == "INVITE":
            return tuple(reply(data, one, *more) for one in invite)
        if method(data) == "BYE":
            return (reply(data, bye),) if bye else ()
        return ()

    return FakeWire(over_udp=over_udp)


def relaying() -> FakeWire:
    """Sends what is for a port of ours on to it."""
    wire = FakeWire()

    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        wanted = re.match(rb"OPTIONS sip:assessor@[\d.]+:(\d+)", data)
        for line in wire.lines:
            if wanted and line.port == int(wanted[1]):
                line.inbox.append(Datagram(data=data, address=address, port=port))
        return ()

    wire.over_udp = over_udp
    return wire
