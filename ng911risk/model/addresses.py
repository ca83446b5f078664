"""Addresses as an inventory and a feed write them: IP addresses, IP networks, host names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

from ng911risk.model.embedded import faces_of

Network = IPv4Network | IPv6Network
"""One address is a network of one."""

_NAME = re.compile(
    r"(?=.{1,253}\Z)(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*", re.ASCII
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_ZONE = re.compile(r"(?<=[0-9A-Fa-f:.])%[^%/\s]+")

# Of the registries of special-purpose addresses of IANA what cannot be met everywhere, and what
# is the same for many machines. Python's own answer changes with its release.
_SPECIAL: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
_UNICAST: Final = (IPv6Network("2000::/3"), IPv6Network("64:ff9b::/96"))
"""What is given out to be met on the internet; IPv4 behind a translator is met as IPv4."""

_SPECIAL_SIX: Final = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
"""What of it is not: protocols (Teredo among them) and documentation."""


def network_of(text: str) -> Network | None:
    """
    IP address or network in `text`, or None where it is neither.

    An IPv4 address written as an IPv6 one (::ffff:192.0.2.1) is the IPv4 address. Bits behind
    the mask are ignored: 192.0.2.7/24 is 192.0.2.0/24. So is the zone of an IPv6 address, which
    names an interface of one machine: fe80::1%eth0 is fe80::1.
    """
    text = text.strip()
    if has_zone(text):
        text = _ZONE.sub("", text, count=1)
    try:
        found = ip_network(text, strict=False)
    except ValueError:
        return None
    if isinstance(found, IPv6Network) and found.subnet_of(_MAPPED):
        low = IPv4Address(int(found.network_address) & 0xFFFFFFFF)
        return IPv4Network((low, found.prefixlen - 96))
    return found


def has_zone(text: str) -> bool:
    """Whether it is an IPv6 address with a zone, as in fe80::1%eth0; no public one has any."""
    return ":" in text and "%" in text


def host_of(text: str) -> str | None:
    """
    Host name in `text`, lower case, without the dot at the end; None where it is none.

    No host name ends in a number (RFC 1123 section 2.1, URL Standard): 8.8.8.256 is a typing
    error, and 134744072 is an address written in a way that nobody compares.
    """
    name = text.strip().rstrip(".").casefold()
    return name if _NAME.fullmatch(name) and not _NUMBER.fullmatch(name) else None


def is_address(text: str) -> bool:
    """Whether it is an IP address, an IP network or a host name."""
    return network_of(text) is not None or host_of(text) is not None


def all_faces(text: str) -> tuple[Network, ...]:
    """IP address or network in `text` and every IPv4 one packed into it; empty: it is none."""
    found = network_of(text)
    return () if found is None else faces_of(found)


@dataclass(frozen=True)
class AddressBook:
    """Addresses that are asked for again and again."""

    entries: tuple[tuple[str, str], ...]
    """(address as written, whose it is: an asset id, an owner id), in order."""

    @classmethod
    def of(cls, entries: Iterable[tuple[str, str]]) -> AddressBook:
        """Book of (address, whose it is)."""
        return cls(tuple(entries))

    @cached_property
    def _networks(self) -> dict[tuple[int, int], dict[int, list[tuple[str, str]]]]:
        """By (version, mask), then by the bits before the mask."""
        made: dict[tuple[int, int], dict[int, list[tuple[str, str]]]] = {}
        for entry in self.entries:
            for net in all_faces(entry[0]):
                table = made.setdefault((net.version, net.prefixlen), {})
                table.setdefault(int(net.network_address), []).append(entry)
        return made

    @cached_property
    def _hosts(self) -> dict[str, list[tuple[str, str]]]:
        made: dict[str, list[tuple[str, str]]] = {}
        for entry in self.entries:
            if (name := host_of(entry[0])) is not None:
                made.setdefault(name, []).append(entry)
        return made

    def overlapping(self, text: str) -> tuple[tuple[str, str], ...]:
        """
        Entries that share an address with the address or network `text`, in order.

        IPv4 addresses that are packed into IPv6 ones count, on both sides.
        """
        found = {entry for face in all_faces(text) for entry in self._sharing(face)}
        return tuple(sorted(found, key=self.entries.index))

    def _sharing(self, wanted: Network) -> Iterator[tuple[str, str]]:
        bits = wanted.max_prefixlen
        for (version, mask), table in self._networks.items():
            if version != wanted.version:
                continue
            if mask <= wanted.prefixlen:  # theirs is the wider one: one look
                shift = bits - mask
                yield from table.get(int(wanted.network_address) >> shift << shift, ())
            else:
                shift = bits - wanted.prefixlen
                start = int(wanted.network_address) >> shift
                yield from (e for base, es in table.items() if base >> shift == start for e in es)

    def named(self, domain: str) -> tuple[tuple[str, str], ...]:
        """Entries with that host name, or below it where it has a dot, in order."""
        name = host_of(domain)
        if name is None:
            return ()
        below = f".{name}" if "." in name else "\n"  # nobody means a whole top-level domain
        found = [
            e
            for host, es in self._hosts.items()
            if host == name or host.endswith(below)
            for e in es
        ]
        return tuple(sorted(set(found), key=self.entries.index))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address can be met on the internet: no private, local or reserved one."""
    if isinstance(address, IPv4Address):
        return not any(address in one for one in _SPECIAL)
    given_out = any(address in one for one in _UNICAST)
    return given_out and not any(address in one for one in _SPECIAL_SIX)
