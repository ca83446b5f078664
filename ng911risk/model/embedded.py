"""
IPv4 addresses that translators and tunnels pack into IPv6 ones: all faces of one machine.

Whoever is 8.8.8.8 is also 64:ff9b::808:808 behind a translator and 2002:808:808::1 behind a
tunnel. Addresses are compared by all of their faces, or one machine passes for two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Final

_SIX: Final = 128
_HALF: Final = 64
_FOUR: Final = 32
_ALL_ONES: Final = 0xFFFFFFFF

_NOBODY: Final = IPv4Network("0.0.0.0/8")
"""Addresses of no machine: bits that were not filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """One way to pack an IPv4 address."""

    inside: IPv6Network
    """Where it is used."""

    start: int
    """First bit of the IPv4 address, from the left."""

    inverted: bool = False
    """Whether each bit is turned round."""

    skips: bool = False
    """Whether the bits 64 to 71 are left out (RFC 6052 section 2.2)."""

    marks: frozenset[int] = frozenset()
    """What may stand in the 32 bits before the address; empty: anything."""


_ANYWHERE: Final = IPv6Network("::/0")
_LOCAL: Final = IPv6Network("64:ff9b:1::/48")

_FORMS: Final = (
    _Form(inside=IPv6Network("64:ff9b::/96"), start=96),  # NAT64, RFC 6052
    # Local NAT64 (RFC 8215): each centre picks the length of its prefix.
    _Form(inside=_LOCAL, start=48, skips=True),
    _Form(inside=_LOCAL, start=56, skips=True),
    _Form(inside=_LOCAL, start=72),
    _Form(inside=_LOCAL, start=96),
    _Form(inside=IPv6Network("::ffff:0:0/96"), start=96),  # IPv4-mapped, RFC 4291
    _Form(inside=IPv6Network("::ffff:0:0:0/96"), start=96),  # IPv4-translated, RFC 2765
    _Form(inside=IPv6Network("::/96"), start=96),  # IPv4-compatible, RFC 4291
    _Form(inside=IPv6Network("2002::/16"), start=16),  # 6to4, RFC 3056
    _Form(inside=IPv6Network("2001::/32"), start=96, inverted=True),  # Teredo, RFC 4380
    _Form(inside=_ANYWHERE, start=96, marks=frozenset({0x5EFE, 0x0200_5EFE})),  # ISATAP, RFC 5214
)


def faces_of(network: IPv4Network | IPv6Network) -> tuple[IPv4Network | IPv6Network, ...]:
    """
    Return the network itself, and every IPv4 network that is packed into it.

    A network as wide as a whole translator says nothing about any IPv4 address.
    """
    if isinstance(network, IPv4Network):
        return (network,)
    return tuple(dict.fromkeys((network, *_packed(network))))


def _packed(network: IPv6Network) -> Iterator[IPv4Network]:
    base = int(network.network_address)
    for form in _FORMS:
        before = base >> (_SIX - form.start) & _ALL_ONES
        if network.subnet_of(form.inside) and (not form.marks or before in form.marks):
            found = _read(base, network.prefixlen, form)
            if found.prefixlen and not found.subnet_of(_NOBODY):
                yield found


def _read(base: int, mask: int, form: _Form) -> IPv4Network:
    """The IPv4 network that stands in the first `mask` bits of an IPv6 address."""
    places = [*range(form.start, form.start + _FOUR)]
    if form.skips:
        places = [place if place < _HALF else place + 8 for place in places]
    value = 0
    for place in places:
        value = value << 1 | base >> (_SIX - 1 - place) & 1
    if form.inverted:
        value ^= _ALL_ONES
    known = sum(place < mask for place in places)
    return IPv4Network((value, known), strict=False)
