"""
Numbers of frames -> those packets as scapy sees them, redacted. The second reading of a file.

Only what a standard names is kept: layers, addresses, ports, methods, statuses, header names.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from ng911risk.lab.captures.account import CitedPacket
from ng911risk.lab.captures.decode import RAW_LINKS, TCP, UDP, address_text, packet_of
from ng911risk.lab.captures.frames import Frame, frames
from ng911risk.lab.captures.hellos import dtls_hello, tls_hello
from ng911risk.lab.captures.http_text import http_of
from ng911risk.lab.captures.sip_lines import METHODS
from ng911risk.lab.captures.sip_text import names_of, texts

LAYERS_MAX: Final = 12
"""Most layers of one packet that are named."""

KNOWN_HEADERS: Final = frozenset(
    [
        "accept",
        "accept-contact",
        "accept-encoding",
        "accept-language",
        "alert-info",
        "allow",
        "allow-events",
        "authentication-info",
        "authorization",
        "cache-control",
        "call-id",
        "call-info",
        "connection",
        "contact",
        "content-disposition",
        "content-encoding",
        "content-id",
        "content-language",
        "content-length",
        "content-type",
        "cseq",
        "date",
        "diversion",
        "emergency-call-data",
        "error-info",
        "event",
        "expires",
        "from",
        "geolocation",
        "geolocation-error",
        "geolocation-routing",
        "history-info",
        "host",
        "identity",
        "identity-info",
        "in-reply-to",
        "join",
        "max-breadth",
        "max-forwards",
        "mime-version",
        "min-expires",
        "min-se",
        "organization",
        "p-access-network-info",
        "p-asserted-identity",
        "p-asserted-service",
        "p-charging-vector",
        "p-early-media",
        "p-preferred-identity",
        "p-visited-network-id",
        "path",
        "permission-missing",
        "policy-contact",
        "policy-id",
        "priority",
        "privacy",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-require",
        "rack",
        "reason",
        "record-route",
        "recv-info",
        "refer-sub",
        "refer-to",
        "referred-by",
        "replaces",
        "reply-to",
        "request-disposition",
        "require",
        "resource-priority",
        "retry-after",
        "route",
        "rseq",
        "security-client",
        "security-server",
        "security-verify",
        "server",
        "service-route",
        "session-expires",
        "sip-etag",
        "sip-if-match",
        "subject",
        "subscription-state",
        "supported",
        "suppress-if-match",
        "timestamp",
        "to",
        "transfer-encoding",
        "unsupported",
        "user-agent",
        "user-to-user",
        "via",
        "warning",
        "www-authenticate",
    ]
)
"""Names of headers that may be told: those of the registries of SIP, and the usual of HTTP."""

_LAYERS: Final = {1: "Ether", 113: "CookedLinux", 276: "CookedLinuxV2"}
_NANO: Final = 1_000
_NOTHING: Final[tuple[str, ...]] = ()


def cite(path: Path, numbers: Collection[int]) -> tuple[CitedPacket, ...]:
    """
    Packets of a capture.

    Args:
        path: pcap or pcapng, also gzipped.
        numbers: Of frames, from 1.

    Raises:
        InputError: The file cannot be opened, or is no capture.
    """
    wanted, last = set(numbers), max(numbers, default=0)
    found: list[CitedPacket] = []
    if not wanted:
        return ()
    for frame in frames(path):
        if frame[0] in wanted:
            found.append(_cited(frame))
        if frame[0] >= last:
            break
    return tuple(found)


def moment(nanoseconds: int) -> datetime | None:
    """Time of a frame, UTC; None if it has none."""
    if nanoseconds < 0:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=nanoseconds // _NANO)


def _cited(frame: Frame) -> CitedPacket:
    number, at, link, data = frame
    packet = packet_of(data, link)
    layers = _layers(data, link)
    if packet is None:
        return CitedPacket(number=number, at=moment(at), layers=layers)
    ports: tuple[int | None, int | None] = (None, None)
    says, headers = "", _NOTHING
    later = packet.piece is not None and packet.piece.at > 0
    if packet.protocol in {TCP, UDP} and len(packet.body) >= 8 and not later:  # noqa: PLR2004 - the shorter header
        ports = struct.unpack_from("!HH", packet.body)
        header = 8 if packet.protocol == UDP else (packet.body[12:13] or b"\0")[0] // 16 * 4
        says, headers = _said(packet.body[header:])
    return CitedPacket(
        number=number,
        at=moment(at),
        layers=layers,
        source=address_text(packet.source),
        source_port=ports[0],
        target=address_text(packet.target),
        target_port=ports[1],
        says=says,
        headers=headers,
    )


def _said(payload: bytes) -> tuple[str, tuple[str, ...]]:
    """(method or status, names of headers) of a text that begins here."""
    for text in texts(payload, whole=False):
        method = text.method.decode("ascii")
        method = method if method in METHODS or not method else "OTHER"
        return f"SIP {text.status or method}".rstrip(), _names(payload)
    http = http_of(payload)
    if http is not None:
        return f"HTTP {http.status or http.method}", _names(payload)
    hello = tls_hello(payload) or dtls_hello(payload)
    if hello is not None:
        return f"{'DTLS' if hello.datagram else 'TLS'} hello", ()
    return "", ()


def _names(payload: bytes) -> tuple[str, ...]:
    head = payload.partition(b"\r\n\r\n")[0]
    return tuple(
        sorted(KNOWN_HEADERS & {name.decode("ascii", "replace") for name in names_of(head)})
    )


def _layers(data: bytes, link: int) -> tuple[str, ...]:
    """Names of the layers; what scapy stumbles over is Raw."""
    import scapy.layers.inet  # noqa: PLC0415 - an extra, and slow
    import scapy.layers.inet6  # noqa: PLC0415 - the same
    import scapy.layers.l2  # noqa: PLC0415 - the same

    inet, inet6, l2 = scapy.layers.inet, scapy.layers.inet6, scapy.layers.l2
    first: Any = getattr(l2, _LAYERS[link], None) if link in _LAYERS else None
    if first is None:
        data = data[RAW_LINKS.get(link, len(data)) :]
        first = {4: inet.IP, 6: inet6.IPv6}.get(data[0] >> 4) if data else None
    if first is None:
        return ("Raw",)
    try:
        found = first(data).layers()[:LAYERS_MAX]
    except (struct.error, ValueError, IndexError, KeyError, TypeError, AttributeError):
        return ("Raw",)
    return tuple(layer.__name__ for layer in found)
