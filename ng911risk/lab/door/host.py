"""What this machine looks like from inside: its interfaces, addresses and routes."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface, ip_interface, ip_network
from typing import Any, Final

from ng911risk.errors import NG911RiskError

_TIMEOUT_S: Final = 10
_MTU: Final = 1_500
_WIDE: Final = 1
"""A route to half of all addresses or more leads out, whatever it is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One network interface."""

    name: str
    up: bool
    """Whether it is up and has a carrier."""

    loopback: bool
    mac: str
    """Hardware address; empty if it has none."""

    addresses: tuple[IPv4Interface | IPv6Interface, ...]
    """With their networks, in the order of the kernel."""

    mtu: int = _MTU
    """Longest packet in bytes, without the header of Ethernet."""

    segments: int | None = None
    """Most packets that the port makes of one frame by itself (gso_max_segs); None: not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where packets to a network leave."""

    network: str
    interface: str
    gateway: str
    """Empty: the network is right there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The machine, or the network namespace it is in."""

    interfaces: tuple[Interface, ...]
    routes: tuple[Route, ...]

    def interface(self, name: str) -> Interface | None:
        """The interface of that name, if there is one."""
        return next((one for one in self.interfaces if one.name == name), None)

    def ways_out(self, name: str) -> tuple[Route, ...]:
        """Routes on an interface that lead to everywhere, in any table."""
        return tuple(
            route
            for route in self.routes
            if route.interface == name and ip_network(route.network).prefixlen <= _WIDE
        )


def ports_now() -> frozenset[tuple[int, str]]:
    """Every interface that there is, by the kernel's number for it and its name; fast."""
    return frozenset(socket.if_nameindex())


def this_host() -> Host:
    """
    Ask the kernel, by way of iproute2. Nothing is sent.

    Raises:
        NG911RiskError: iproute2 is missing or says nothing that can be read.
    """
    return host_of(
        _asked("-d", "addr", "show"),
        _asked("-4", "route", "show", "table", "all"),
        _asked("-6", "route", "show", "table", "all"),
    )


def host_of(addresses: str, routes_4: str, routes_6: str) -> Host:
    """
    Read what ``ip -j`` says.

    Args:
        addresses: Of ``ip -j -d addr show``.
        routes_4: Of ``ip -j -4 route show table all``.
        routes_6: Of ``ip -j -6 route show table all``.
    """
    return Host(
        interfaces=tuple(_interface(one) for one in json.loads(addresses or "[]") if one),
        routes=tuple(
            route
            for text, everywhere in ((routes_4, "0.0.0.0/0"), (routes_6, "::/0"))
            for one in json.loads(text or "[]")
            if one.get("type", "unicast") == "unicast"
            for route in _routes(one, everywhere)
        ),
    )


def _asked(*words: str) -> str:
    program = shutil.which("ip")
    if program is None:
        raise NG911RiskError("The program ip (iproute2) is missing.")
    done = subprocess.run(  # noqa: S603 - fixed words, no shell
        [program, "-j", *words], capture_output=True, text=True, check=False, timeout=_TIMEOUT_S
    )
    # a kernel without IPv6 has no such routes, and says so by an error
    return done.stdout if done.returncode == 0 else ""


def _interface(told: dict[str, Any]) -> Interface:
    flags = set(told.get("flags", ()))
    return Interface(
        name=told["ifname"],
        up={"UP", "LOWER_UP"} <= flags,
        loopback="LOOPBACK" in flags,
        mac=told.get("address", "") if told.get("link_type") == "ether" else "",
        addresses=tuple(
            ip_interface(f"{one['local']}/{one['prefixlen']}")
            for one in told.get("addr_info", ())
            if "local" in one
        ),
        mtu=told.get("mtu", _MTU),
        segments=told.get("gso_max_segs"),
    )


def _routes(told: dict[str, Any], everywhere: str) -> list[Route]:
    network = everywhere if told["dst"] == "default" else told["dst"]
    return [
        Route(
            network=network,
            interface=hop.get("dev", told.get("dev", "")),
            gateway=hop.get("gateway", hop.get("via", {}).get("host", "")),
        )
        for hop in told.get("nexthops", [told])
    ]
