"""Addresses as an inventory and a feed write them: IP addresses, IP networks, host names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Network = IPv4Network | IPv6Network
"""One address is a network of one."""

_NAME = re.compile(
    r"(?=.{1,253}\Z)(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*", re.ASCII
)
_MAPPED = IPv6Network("::ffff:0:0/96")


def network_of(text: str) -> Network | None:
    """
    IP address or network in `text`, or None where it is neither.

    An IPv4 address written as an IPv6 one (::ffff:192.0.2.1) is the IPv4 address. Bits behind
    the mask are ignored: 192.0.2.7/24 is 192.0.2.0/24.
    """
    try:
        found = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    if isinstance(found, IPv6Network) and found.subnet_of(_MAPPED):
        low = IPv4Address(int(found.network_address) & 0xFFFFFFFF)
        return IPv4Network((low, found.prefixlen - 96))
    return found


def host_of(text: str) -> str | None:
    """Host name in `text`, lower case, without the dot at the end; None where it is none."""
    name = text.strip().rstrip(".").casefold()
    return name if _NAME.fullmatch(name) and network_of(name) is None else None


def is_address(text: str) -> bool:
    """Whether it is an IP address, an IP network or a host name."""
    return network_of(text) is not None or host_of(text) is not None


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
            if (net := network_of(entry[0])) is not None:
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
        """Entries that share an address with the address or network `text`, in order."""
        wanted = network_of(text)
        if wanted is None:
            return ()
        bits = wanted.max_prefixlen
        found: list[tuple[str, str]] = []
        for (version, mask), table in self._networks.items():
            if version != wanted.version:
                continue
            if mask <= wanted.prefixlen:  # theirs is the wider one: one look
                shift = bits - mask
                found += table.get(int(wanted.network_address) >> shift << shift, ())
            else:
                shift = bits - wanted.prefixlen
                start = int(wanted.network_address) >> shift
                found += [e for base, es in table.items() if base >> shift == start for e in es]
        return tuple(sorted(set(found), key=self.entries.index))

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
    return address.is_global and not address.is_multicast
