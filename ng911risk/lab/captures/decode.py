"""
A captured frame -> the IP packet in it, or the layer-2 protocol it speaks.

Headers are read with struct: a capture is input from strangers, and most of it is voice that
nobody needs to look at. Every loop has a bound, and a frame that makes no sense is None.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from ipaddress import ip_address
from typing import Final, NamedTuple

from ng911risk.model.observation import Transport

TCP: Final = 6
"""IP protocol number."""

UDP: Final = 17
"""IP protocol number."""

_TAGS_MAX: Final = 4
"""Most VLAN tags before the packet."""

_EXTENSIONS_MAX: Final = 8
"""Most IPv6 extension headers before the payload."""

_VLAN: Final = frozenset({0x8100, 0x88A8, 0x9100})
_IPV4: Final = 0x0800
_IPV6: Final = 0x86DD
_FRAGMENT: Final = 44
_IPV6_HEADER: Final = 40
_EXTENSIONS: Final = frozenset({0, 43, 60})  # hop-by-hop, routing, destination options
RAW_LINKS: Final = {0: 4, 12: 0, 14: 0, 101: 0, 108: 4, 228: 0, 229: 0}
"""Link layers without a type field -> bytes before the IP packet."""

_TYPED: Final = {1: 12, 113: 14, 276: 0}
"""Link layers with one -> where it stands."""

_LENGTH_MAX: Final = 1_500
_LLDP: Final = 0x88CC
_SNAP: Final = {
    b"\x00\x00\x0c\x20\x00": "CDP",
    b"\x00\x00\x0c\x20\x03": "VTP",
    b"\x00\x00\x0c\x20\x04": "DTP",
    b"\x00\x00\x0c\x01\x0b": "STP",
}


class Packet(NamedTuple):
    """One IP packet, or a fragment of one."""

    protocol: int
    """IP protocol number of the body."""

    source: bytes
    """Address, 4 or 16 bytes."""

    target: bytes
    """Address, 4 or 16 bytes."""

    body: bytes
    """What stands behind the IP header and its extensions."""

    whole: bool
    """False: a part was not captured."""

    piece: Piece | None
    """Which fragment it is; None: not a fragment."""


class Piece(NamedTuple):
    """Place of a fragment in its packet."""

    name: bytes
    """What its packet is called by its sender."""

    at: int
    """Bytes before it."""

    more: bool
    """Whether it is not the last one."""


class Place(NamedTuple):
    """Where and when something was said."""

    frame: int
    """Number of the frame, from 1; that of the first frame where there are several."""

    at: int
    """Nanoseconds since 1970; below 0: not known."""

    source: str
    """IP address."""

    source_port: int
    target: str
    """IP address."""

    target_port: int
    transport: Transport


def packet_of(frame: bytes, link_type: int) -> Packet | None:
    """
    IP packet in a frame; None if there is none.

    Args:
        frame: As captured.
        link_type: Number of the link layer, as in the list of tcpdump.
    """
    try:
        return _ip(_behind_link(frame, link_type))
    except (struct.error, IndexError):
        return None  # cut off inside a header


def neighbour_protocol(frame: bytes, link_type: int) -> str:
    """Layer-2 protocol that a switch speaks: CDP, DTP, VTP, STP or LLDP; empty: none of them."""
    if link_type != 1:
        return ""
    at = 12
    for _ in range(_TAGS_MAX + 1):
        kind = int.from_bytes(frame[at : at + 2], "big")
        if kind not in _VLAN:
            break
        at += 4
    else:
        return ""
    if kind == _LLDP:
        return "LLDP"
    if kind > _LENGTH_MAX:
        return ""
    if frame[at + 2 : at + 5] == b"\x42\x42\x03":
        return "STP"
    snap = frame[at + 2 : at + 5] == b"\xaa\xaa\x03"
    return _SNAP.get(frame[at + 5 : at + 10], "") if snap else ""


@lru_cache(maxsize=4_096)
def address_text(address: bytes) -> str:
    """An address of 4 or 16 bytes as people write it."""
    return str(ip_address(address))


def _behind_link(frame: bytes, link_type: int) -> bytes:
    skipped = RAW_LINKS.get(link_type)
    if skipped is not None:
        return frame[skipped:]
    at = _TYPED.get(link_type)
    if at is None:
        return b""
    (kind,) = struct.unpack_from("!H", frame, at)
    at = 18 if link_type == 276 else at  # noqa: PLR2004 - cooked, second version
    for _ in range(_TAGS_MAX + 1):
        if kind not in _VLAN:
            return frame[at + 2 :] if kind in {_IPV4, _IPV6} else b""
        at += 4
        (kind,) = struct.unpack_from("!H", frame, at)
    return b""


def _ip(packet: bytes) -> Packet | None:
    version = packet[0] >> 4 if packet else 0
    if version == 4:  # noqa: PLR2004 - IPv4
        return _ipv4(packet)
    return _ipv6(packet) if version == 6 else None  # noqa: PLR2004 - IPv6


def _ipv4(packet: bytes) -> Packet | None:
    length, name, flags, protocol = struct.unpack_from("!H2sHxB", packet, 2)
    header = (packet[0] & 0x0F) * 4
    if not 20 <= header < len(packet):  # noqa: PLR2004 - the shortest header
        return None
    # A length of 0 is what a card that cuts segments itself leaves in the capture.
    end = length if length >= header else len(packet)
    piece = None
    if flags & 0x3FFF:
        piece = Piece(name, (flags & 0x1FFF) * 8, bool(flags & 0x2000))
    whole = len(packet) >= end
    return Packet(protocol, packet[12:16], packet[16:20], packet[header:end], whole, piece)


def _ipv6(packet: bytes) -> Packet | None:
    length, following = struct.unpack_from("!HB", packet, 4)
    if len(packet) <= _IPV6_HEADER:
        return None
    end = _IPV6_HEADER + length if length else len(packet)
    body, piece = packet[_IPV6_HEADER:end], None
    for _ in range(_EXTENSIONS_MAX):
        if following in _EXTENSIONS:
            following, body = body[0], body[(body[1] + 1) * 8 :]
        elif following == _FRAGMENT:
            offset, name = struct.unpack_from("!H4s", body, 2)
            if offset & 0xFFF9:  # one that is all alone is none
                piece = Piece(name, offset & 0xFFF8, bool(offset & 1))
            following, body = body[0], body[8:]
            if piece and piece.at:
                break  # what follows stands in the first one
        else:
            break
    return Packet(following, packet[8:24], packet[24:40], body, len(packet) >= end, piece)
