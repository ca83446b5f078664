"""
Which frames carry something: those that a check asks for, and not what a kernel adds by itself.

Pure. The kernel acknowledges, resets, looks for neighbours and answers who pings it; nobody asked
for these, however many they are. Everything else was asked for, or should not have been sent.
"""

from __future__ import annotations

import struct
from typing import Final

_TAG: Final = 0x8100
_ARP: Final = 0x0806
_IPV4: Final = 0x0800
_IPV6: Final = 0x86DD
_TCP: Final = 6
_ICMP: Final = 1
_ICMP_6: Final = 58
_SYN: Final = 0x02
_OF_KERNEL: Final = {
    _ICMP: (0, 3),  # echo reply; nobody listens there
    _ICMP_6: (1, 129, 135, 136),  # the same, and looking for neighbours
}
_MACS: Final = 12
_IPV6_HEADER: Final = 40


def tells(frame: bytes) -> bool:
    """Whether a frame carries something; one that cannot be read does."""
    at = _MACS
    try:
        (kind,) = struct.unpack_from("!H", frame, at)
        while kind == _TAG:
            at += 4
            (kind,) = struct.unpack_from("!H", frame, at)
        if kind == _ARP:
            return False
        packet = frame[at + 2 :]
        if kind == _IPV4:
            return _ipv4(packet)
        return _ipv6(packet) if kind == _IPV6 else True
    except (struct.error, IndexError):
        return True


def _ipv4(packet: bytes) -> bool:
    size, part = struct.unpack_from("!H2xH", packet, 2)
    if part & 0x3FFF:
        return True  # a fragment
    start = 4 * (packet[0] & 0x0F)
    return _above(packet[9], packet[start:size])


def _ipv6(packet: bytes) -> bool:
    (size,) = struct.unpack_from("!H", packet, 4)
    return _above(packet[6], packet[_IPV6_HEADER : _IPV6_HEADER + size])


def _above(protocol: int, data: bytes) -> bool:
    if protocol == _TCP:
        return bool(data[13] & _SYN) or len(data) > 4 * (data[12] >> 4)
    return data[0] not in _OF_KERNEL.get(protocol, ())
