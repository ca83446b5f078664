"""
Captured frames -> what came over UDP and TCP.

Headers are read with struct: a capture is input from strangers, and most of it is voice that
nobody needs to look at. Every loop has a bound, and a frame that makes no sense is None.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from types import MappingProxyType
from typing import Final

from ng911risk.model.observation import Transport

_TAGS_MAX: Final = 4
"""Most VLAN tags before the packet."""

_EXTENSIONS_MAX: Final = 8
"""Most IPv6 extension headers before the payload."""

_VLAN: Final = frozenset({0x8100, 0x88A8, 0x9100})
_IPV4: Final = 0x0800
_IPV6: Final = 0x86DD
_TCP: Final = 6
_UDP: Final = 17
_FRAGMENT: Final = 44
_IPV6_HEADER: Final = 40
_EXTENSIONS: Final = frozenset({0, 43, 60})  # hop-by-hop, routing, destination options


@dataclass(frozen=True, slots=True, kw_only=True)
class Datagram:
    """Payload of one UDP datagram or TCP segment."""

    source: str
    """IP address."""

    source_port: int

    target: str
    """IP address."""

    target_port: int

    transport: Transport
    """udp or tcp: what is encrypted cannot be told apart here."""

    payload: bytes

    whole: bool
    """False: the rest is in other packets, or was not captured."""


def datagram_of(frame: bytes, link_type: int) -> Datagram | None:
    """
    What a frame carries; None for everything but UDP and TCP over IP.

    Args:
        frame: As captured.
        link_type: Number of the link layer, as in the list of tcpdump.
    """
    strip = _LINKS.get(link_type)
    try:
        return _packet(strip(frame)) if strip else None
    except (struct.error, IndexError):
        return None  # cut off inside a header


def _ethernet(frame: bytes) -> bytes:
    return _tagged(frame, 12)


def _cooked(frame: bytes) -> bytes:
    return _tagged(frame, 14)


def _tagged(frame: bytes, at: int) -> bytes:
    """Packet behind the type field at `at`, and behind VLAN tags; empty if it is not IP."""
    for _ in range(_TAGS_MAX + 1):
        (kind,) = struct.unpack_from("!H", frame, at)
        if kind not in _VLAN:
            return frame[at + 2 :] if kind in {_IPV4, _IPV6} else b""
        at += 4
    return b""


_LINKS: Final[Mapping[int, Callable[[bytes], bytes]]] = MappingProxyType(
    {
        0: lambda frame: frame[4:],  # loopback of BSD
        1: _ethernet,
        12: lambda frame: frame,  # plain IP, under its three numbers
        14: lambda frame: frame,
        101: lambda frame: frame,
        108: lambda frame: frame[4:],  # loopback of OpenBSD
        113: _cooked,
        228: lambda frame: frame,  # plain IPv4
        229: lambda frame: frame,  # plain IPv6
        276: lambda frame: _tagged(frame[:2] + frame[20:], 0),  # cooked, second version
    }
)


def _packet(packet: bytes) -> Datagram | None:
    if not packet:
        return None
    version = packet[0] >> 4
    if version == 4:  # noqa: PLR2004 - IPv4
        return _ipv4(packet)
    return _ipv6(packet) if version == 6 else None  # noqa: PLR2004 - IPv6


def _ipv4(packet: bytes) -> Datagram | None:
    length, flags, protocol = struct.unpack_from("!H2xHxB", packet, 2)
    header = (packet[0] & 0x0F) * 4
    if flags & 0x1FFF or not 20 <= header < len(packet):  # noqa: PLR2004 - the shortest header
        return None  # a later fragment has no ports
    source, target = IPv4Address(packet[12:16]), IPv4Address(packet[16:20])
    # A length of 0 is what a card that cuts segments itself leaves in the capture.
    end = length if length >= header else len(packet)
    whole = not flags & 0x2000 and len(packet) >= end
    return _payload(str(source), str(target), protocol, packet[header:end], whole=whole)


def _ipv6(packet: bytes) -> Datagram | None:
    length, following = struct.unpack_from("!HB", packet, 4)
    if len(packet) <= _IPV6_HEADER:
        return None
    source, target = IPv6Address(packet[8:24]), IPv6Address(packet[24:40])
    end = _IPV6_HEADER + length if length else len(packet)
    body, whole = packet[_IPV6_HEADER:end], len(packet) >= end
    for _ in range(_EXTENSIONS_MAX):
        if following in _EXTENSIONS:
            following, body = body[0], body[(body[1] + 1) * 8 :]
        elif following == _FRAGMENT:
            (offset,) = struct.unpack_from("!H", body, 2)
            if offset & 0xFFF8:
                return None
            following, body, whole = body[0], body[8:], whole and not offset & 1
        else:
            break
    return _payload(str(source), str(target), following, body, whole=whole)


def _payload(
    source: str, target: str, protocol: int, segment: bytes, *, whole: bool
) -> Datagram | None:
    if protocol not in {_UDP, _TCP}:
        return None
    source_port, target_port = struct.unpack_from("!HH", segment)
    header = 8 if protocol == _UDP else (segment[12] >> 4) * 4
    payload = segment[header:] if header >= 8 else b""  # noqa: PLR2004 - the shortest
    if not payload:
        return None
    return Datagram(
        source=source,
        source_port=source_port,
        target=target,
        target_port=target_port,
        transport=Transport.UDP if protocol == _UDP else Transport.TCP,
        payload=payload,
        whole=whole,
    )
