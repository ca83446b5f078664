"""Captures that tests build byte by byte."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path

START = 1_772_366_400  # 2026-03-01T12:00:00Z
ATTACKER = "185.53.88.10"
BORDER = "12.34.56.78"


def request(
    method: str,
    name: str = "100",
    *,
    call: str = "c1",
    agent: str = "",
    tag: str = "",
    extra: str = "",
) -> bytes:
    """A SIP request that every parser takes."""
    lines = [
        f"{method} sip:{name}@12.34.56.78 SIP/2.0",
        "Via: SIP/2.0/UDP 185.53.88.10:5060;branch=z9hG4bK1",
        "From: <sip:sender@185.53.88.10>;tag=1",
        f"To: <sip:{name}@12.34.56.78>{tag}",
        f"Call-ID: {call}",
        f"CSeq: 1 {method}",
        *([f"User-Agent: {agent}"] if agent else []),
        *([extra] if extra else []),
        "Content-Length: 0",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def response(status: int, method: str, *, call: str = "c1") -> bytes:
    """A SIP response."""
    lines = [
        f"SIP/2.0 {status} Whatever",
        "Via: SIP/2.0/UDP 185.53.88.10:5060;branch=z9hG4bK1",
        "From: <sip:sender@185.53.88.10>;tag=1",
        "To: <sip:100@12.34.56.78>;tag=2",
        f"Call-ID: {call}",
        f"CSeq: 1 {method}",
        "Content-Length: 0",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def udp(payload: bytes, source_port: int = 5060, target_port: int = 5060) -> bytes:
    """A UDP datagram."""
    return struct.pack("!HHHH", source_port, target_port, 8 + len(payload), 0) + payload


def tcp(payload: bytes, source_port: int = 40_000, target_port: int = 5060) -> bytes:
    """A TCP segment."""
    return struct.pack("!HHIIBBHHH", source_port, target_port, 1, 1, 0x50, 0x18, 9, 0, 0) + payload


def packet(
    segment: bytes,
    *,
    source: str = ATTACKER,
    target: str = BORDER,
    protocol: int = 17,
    fragment: int = 0,
) -> bytes:
    """An IP packet around a segment; the version is that of the addresses."""
    one, other = ip_address(source), ip_address(target)
    if one.version == 6:
        head = struct.pack("!IHBB", 6 << 28, len(segment), protocol, 64)
    else:
        total = 20 + len(segment)
        head = struct.pack("!BBHHHBBH", 0x45, 0, total, 1, fragment, 64, protocol, 0)
    return head + one.packed + other.packed + segment


def ethernet(body: bytes, *, tags: Iterable[int] = ()) -> bytes:
    """An Ethernet frame around an IP packet."""
    vlan = b"".join(struct.pack("!HH", 0x8100, tag) for tag in tags)
    kind = 0x86DD if body[0] >> 4 == 6 else 0x0800
    return b"\x02" * 12 + vlan + struct.pack("!H", kind) + body


def sip(payload: bytes, *, source: str = ATTACKER, target: str = BORDER, port: int = 5060) -> bytes:
    """A frame with SIP over UDP."""
    return ethernet(packet(udp(payload, target_port=port), source=source, target=target))


def pcap(frames: Iterable[tuple[float, bytes]], *, link: int = 1) -> bytes:
    """A pcap file of (seconds after the start, frame)."""
    made = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)]
    for at, frame in frames:
        whole = int(at)
        micro = round((at - whole) * 1_000_000)
        made.append(struct.pack("<IIII", START + whole, micro, len(frame), len(frame)) + frame)
    return b"".join(made)


def pcapng(frames: Iterable[tuple[float, bytes]], *, link: int = 1) -> bytes:
    """The same as a pcapng file."""

    def block(kind: int, body: bytes) -> bytes:
        body += b"\0" * (-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

    made = [
        block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
        block(1, struct.pack("<HHI", link, 0, 65535)),
    ]
    for at, frame in frames:
        high, low = divmod(START * 1_000_000 + round(at * 1_000_000), 2**32)
        head = struct.pack("<IIIII", 0, high, low, len(frame), len(frame))
        made.append(block(6, head + frame))
    return b"".join(made)


def written(folder: Path, data: bytes, name: str = "seen.pcap") -> Path:
    """A file with these bytes."""
    path = folder / name
    path.write_bytes(data)
    return path
