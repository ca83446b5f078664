"""A SIP element for tests: what a `FakeWire` says back."""

from __future__ import annotations

from collections.abc import Callable

from ng911risk.lab.check import Answer, TlsOffer
from tests.lab.fake_wire import FakeStream, FakeWire, Said

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
