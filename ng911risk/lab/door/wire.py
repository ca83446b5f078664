"""The door: everything a lab check can do on a network, each time asked of the governor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Interface, IPv6Interface, ip_address, ip_network
from types import MappingProxyType

from ng911risk.lab.check import ClientIdentity, Refused, Stream, Target, TlsOffer
from ng911risk.lab.door.frames import FramePorts
from ng911risk.lab.door.governor import Governor
from ng911risk.lab.door.host import Host, Interface
from ng911risk.lab.door.sockets import Own, TcpStream, UdpLine
from ng911risk.lab.door.tls import Identities, TlsStream
from ng911risk.lab.door.trust import Trust
from ng911risk.model.lab import LabScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What handshakes need; made before privileges are given up."""

    identities: Identities = field(default_factory=lambda: MappingProxyType({}))
    trust: Trust = field(default_factory=Trust)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where this machine stands in the lab."""

    interface: Interface
    observer: Interface | None
    first: Own
    second: Own | None
    """Another address of ours there; None if there is none."""


def place_of(scope: LabScope, host: Host) -> Place:
    """
    Find our own addresses in the network of the targets.

    Raises:
        Refused: There is no such interface, or it has no address there.
    """
    interface = host.interface(scope.interface)
    if interface is None:
        raise Refused(f"There is no interface {scope.interface} here.")
    observer = host.interface(scope.observer) if scope.observer else None
    if scope.observer and observer is None:
        raise Refused(f"There is no interface {scope.observer} here.")
    own = [Own(address=str(one.ip), interface=interface.name) for one in _near(scope, interface)]
    if not own:
        raise Refused(f"{interface.name} has no address in the network of the targets.")
    others = own[1:]
    if observer is not None:
        others += [
            Own(address=str(one.ip), interface=observer.name) for one in _near(scope, observer)
        ]
    return Place(
        interface=interface,
        observer=observer,
        first=own[0],
        second=next((one for one in others if _alike(one, own[0])), None),
    )


class Door:
    """Implements `ng911risk.lab.check.Wire`."""

    def __init__(
        self,
        governor: Governor,
        place: Place,
        credentials: Credentials,
        now: Callable[[], datetime],
        *,
        frames: bool = True,
    ) -> None:
        self._governor = governor
        self._place = place
        self._credentials = credentials
        self._now = now
        self._frames = frames
        self.address: str = place.first.address
        self.second_address: str = place.second.address if place.second else ""
        self.packets_per_second: int = governor.packets_per_second
        self.has_client_certificate: bool = ClientIdentity.OWN in credentials.identities
        self.has_authority: bool = bool(credentials.trust.authorities)

    def udp(self, *, port: int = 0, second: bool = False) -> UdpLine:
        """
        UDP socket at the own, or the second own, address.

        Raises:
            Refused: There is no second address, or the port is taken.
        """
        own = self._place.second if second else self._place.first
        if own is None:
            raise Refused("There is no second address here.")
        return UdpLine(self._governor, own, port)

    def tcp(self, address: str, port: int, *, seconds: float = 2.0) -> Stream:
        """
        Connect; look at ``answer``.

        Raises:
            Refused: By the governor.
        """
        return self._connected(address, port, seconds)

    def tls(self, target: Target, port: int, offer: TlsOffer, *, seconds: float = 3.0) -> Stream:
        """
        Connect and shake hands; the certificate is not checked, only read.

        Raises:
            Refused: By the governor; or there is no such client certificate.
        """
        context = self._credentials.identities.get(offer.client)
        if context is None:
            raise Refused("There is no such client certificate here.")
        below = self._connected(target.address, port, seconds)
        line = TlsStream(below)
        try:
            line.shake(context, offer, target.name, seconds)
        except Refused:
            below.close(hurry=True)
            raise
        return line

    def frames(self) -> FramePorts:
        """
        Whole frames, for layer 2 only.

        Raises:
            Refused: No table in the kernel looks at what is in them, and code alone does not do.
        """
        if not self._frames:
            raise Refused("Whole frames are sent only where a table in the kernel holds them.")
        return FramePorts(self._governor, self._place.interface, self._place.observer)

    def wait(self, seconds: float) -> None:
        """
        Do nothing for a while.

        Raises:
            Refused: A kill switch says stop.
        """
        self._governor.hold(seconds)

    def trusted(self, chain: tuple[bytes, ...], name: str) -> str:
        """Why a chain of certificates is not to be trusted for `name`; empty: it is."""
        return self._credentials.trust.doubt(chain, name, self._now())

    def _connected(self, address: str, port: int, seconds: float) -> TcpStream:
        made = TcpStream(self._governor, self._place.first)
        try:
            made.connect(address, port, seconds)
        except Refused:
            made.close(hurry=True)
            raise
        return made


def _near(scope: LabScope, interface: Interface) -> list[IPv4Interface | IPv6Interface]:
    """Addresses of an interface whose network holds, or lies in, a network of the scope."""
    networks = [ip_network(one.network, strict=False) for one in scope.networks]
    return [
        own
        for own in interface.addresses
        if any(own.version == one.version and own.network.overlaps(one) for one in networks)
    ]


def _alike(one: Own, other: Own) -> bool:
    """Whether two addresses are of one version of IP."""
    return ip_address(one.address).version == ip_address(other.address).version
