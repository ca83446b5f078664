"""What tests let machines say in made-up captures, and what was made of it."""

from __future__ import annotations

import json
import struct
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Judged, all_detectors
from ng911risk.lab.captures.reading import read
from ng911risk.model.lab import LabZone
from ng911risk.model.observation import Transport
from tests.lab.packets import ethernet, packet, pcap, request, udp, written

CALLER, BORDER, CENTRE = "10.91.0.20", "10.91.0.30", "10.91.0.40"
PIDF = '<presence xmlns="urn:ietf:params:xml:ns:pidf"><location-info>{}</location-info></presence>'
PLACE = Place(1, 0, CALLER, 5060, BORDER, 5060, Transport.UDP)


def segment(
    payload: bytes, number: int, *, flags: int = 0x18, port: int = 40_000, target: int = 5060
) -> bytes:
    """A TCP segment with its sequence number."""
    return (
        struct.pack("!HHIIBBHHH", port, target, number & 0xFFFFFFFF, 1, 0x50, flags, 9, 0, 0)
        + payload
    )


def over_tcp(
    payload: bytes, *, source: str = CALLER, target: str = BORDER, port: int = 40_000, to: int = 80
) -> bytes:
    """A frame with a payload over TCP."""
    made = segment(payload, 1, port=port, target=to)
    return ethernet(packet(made, source=source, target=target, protocol=6))


def over_udp(
    payload: bytes, *, source: str = CALLER, target: str = BORDER, port: int = 5060, to: int = 5060
) -> bytes:
    """A frame with a payload over UDP."""
    return ethernet(packet(udp(payload, port, to), source=source, target=target))


def with_body(message: bytes, kind: str, body: str | bytes) -> bytes:
    """A message of SIP with a body instead of none."""
    data = body.encode() if isinstance(body, str) else body
    head = message.replace(b"Content-Length: 0\r\n\r\n", b"")
    return head + f"Content-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data


def sdp(profile: str = "RTP/AVP", *extra: str, port: int = 4000, address: str = CALLER) -> str:
    """A description of one medium."""
    lines = ("v=0", f"c=IN IP4 {address}", f"m=audio {port} {profile} 8", *extra)
    return "\r\n".join(lines) + "\r\n"


def offer(profile: str = "RTP/AVP", *extra: str, call: str = "c1") -> bytes:
    """A call that begins, with a description of one medium."""
    return with_body(request("INVITE", call=call), "application/sdp", sdp(profile, *extra))


def rtp(number: int, payload: bytes, *, kind: int = 8, ssrc: int = 7) -> bytes:
    """A packet of RTP."""
    return struct.pack("!BBHII", 0x80, kind, number & 0xFFFF, number * 160, ssrc) + payload


def http(first: str, body: str | bytes = "", *headers: str) -> bytes:
    """A message of HTTP."""
    data = body.encode() if isinstance(body, str) else body
    lines = (first, *headers, f"Content-Length: {len(data)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def encoded(value: object) -> str:
    """JSON as a part of a signed object."""
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def jws(header: object, payload: object = None, signature: str = "c2ln") -> str:
    """A signed object as JSON."""
    return json.dumps(
        {"protected": encoded(header), "payload": encoded(payload or {}), "signature": signature}
    )


def hello(
    *,
    server: bool,
    version: int = 0x0303,
    suites: Iterable[int] = (0xC030,),
    datagram: bool = False,
) -> bytes:
    """First message of a side of TLS or DTLS, in its record."""
    chosen = b"".join(struct.pack("!H", one) for one in suites)
    body = struct.pack("!H", version) + bytes(32) + b"\0"
    if server:
        body += chosen[:2] + b"\0"
    else:
        body += b"\0" * datagram + struct.pack("!H", len(chosen)) + chosen + b"\1\0"
    kind = bytes([2 if server else 1])
    if datagram:
        message = (
            kind + len(body).to_bytes(3, "big") + bytes(5) + len(body).to_bytes(3, "big") + body
        )
        return b"\x16\xfe\xff" + bytes(8) + struct.pack("!H", len(message)) + message
    message = kind + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + struct.pack("!H", len(message)) + message


def judged(
    folder: Path, name: str, frames: Iterable[bytes], *, zone: str = "psap-lan", step: float = 0.01
) -> Judged:
    """What one detector says of frames, one after the other."""
    timed = [(i * step, one) for i, one in enumerate(frames)]
    module = all_detectors()[name]
    seen: Any = module.Seen()
    read(written(folder, pcap(timed)), [seen])
    return module.judge(seen, LabZone(zone) if zone else None)
