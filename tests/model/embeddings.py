"""Every way that an IPv4 address is written, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address
from typing import Final


def _behind(prefix: str, *, shift: int = 0) -> Callable[[IPv4Address], str]:
    return lambda one: str(IPv6Address(int(IPv6Address(prefix)) + (int(one) << shift)))


def _around_the_octet(prefix: str, *, before: int) -> Callable[[IPv4Address], str]:
    """RFC 6052: bits 64 to 71 are zero, `before` bits stand before them."""

    def pack(one: IPv4Address) -> str:
        head, tail = divmod(int(one), 1 << (32 - before))
        packed = (head << 64) + (tail << (24 + before))
        return str(IPv6Address(int(IPv6Address(prefix)) + packed))

    return pack


EMBEDDINGS: Final[Mapping[str, Callable[[IPv4Address], str]]] = {
    "plain": str,
    "mapped": lambda one: f"::ffff:{one}",
    "translated": lambda one: f"::ffff:0:{one}",
    "compatible": lambda one: f"::{one}",
    "NAT64": _behind("64:ff9b::"),
    "local NAT64 /48": _around_the_octet("64:ff9b:1::", before=16),
    "local NAT64 /56": _around_the_octet("64:ff9b:1:aa00::", before=8),
    "local NAT64 /64": _behind("64:ff9b:1:aabb::", shift=24),
    "local NAT64 /96": _behind("64:ff9b:1:aabb:cc:dd::"),
    "6to4": _behind("2002::1", shift=80),
    "ISATAP": _behind("2600:1f18::5efe:0:0"),
    "ISATAP, global": _behind("2600:1f18::200:5efe:0:0"),
    "Teredo": lambda one: str(
        IPv6Address(int(IPv6Address("2001:0:4136:e378:8000:63bf::")) + (int(one) ^ 0xFFFFFFFF))
    ),
}
