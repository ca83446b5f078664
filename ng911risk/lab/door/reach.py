"""The addresses of a scope, ready to be asked for each packet."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from ng911risk.model.addresses import Network, network_of
from ng911risk.model.lab import LabScope, LabZone


@dataclass(frozen=True, slots=True)
class Reach:
    """The addresses of a scope, ready to be asked for each packet."""

    networks: tuple[tuple[Network, LabZone], ...]
    excluded: tuple[Network, ...]

    @staticmethod
    def of(scope: LabScope) -> Reach:
        """Addresses of a scope without faults."""
        return Reach(
            networks=tuple(
                (found, one.zone)
                for one in scope.networks
                if (found := network_of(one.network)) is not None
            ),
            excluded=tuple(
                found for text in scope.excluded if (found := network_of(text)) is not None
            ),
        )

    def zone_of(self, address: str) -> LabZone | None:
        """Zone of an address that may be tried; None: it may not."""
        try:
            one = ip_address(address)
        except ValueError:
            return None
        if isinstance(one, IPv6Address) and one.scope_id is not None:
            return None
        if any(_within(one, network) for network in self.excluded):
            return None
        # an address that is for everybody in one network may be named by itself in another
        for network, zone in self.networks:
            if _within(one, network) and not _for_all(one, network):
                return zone
        return None


def _within(one: IPv4Address | IPv6Address, network: Network) -> bool:
    return one.version == network.version and one in network


def _for_all(one: IPv4Address | IPv6Address, network: Network) -> bool:
    """Whether it is the network itself or its broadcast address: for many, never a target."""
    if isinstance(network, IPv6Network) or network.prefixlen >= 31:  # noqa: PLR2004 - RFC 3021
        return False
    return one in (network.network_address, network.broadcast_address)
