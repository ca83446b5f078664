"""
Observations -> STIX patterns.

Beside every pattern of SIP stands one of the address alone: consumers that cannot take the
first apart still have something to block, and what shares a port with other traffic is not
swallowed by it.
"""

from __future__ import annotations

from ipaddress import IPv6Network
from typing import Final

from ng911risk.model.addresses import network_of
from ng911risk.model.observation import Observation, Transport

_SPOKEN: Final = {Transport.UDP: "udp", Transport.TCP: "tcp", Transport.TLS: "tcp"}


def quoted(text: str) -> str:
    """A string constant of the pattern language: quotes and backslashes are escaped."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def address_kind(address: str) -> str:
    """STIX type of an IP address: ``ipv4-addr`` or ``ipv6-addr``."""
    return "ipv6-addr" if isinstance(network_of(address), IPv6Network) else "ipv4-addr"


def address_value(address: str) -> str:
    """An IP address in its one short form, without a mask; IPv4 in IPv6 is IPv4."""
    net = network_of(address)
    return address if net is None else str(net.network_address)


def protocols(observation: Observation) -> tuple[str, ...]:
    """Names of the protocols from the outside in, for instance ``ipv4, udp, sip``."""
    version = address_kind(observation.source).removesuffix("-addr")
    return (version, _SPOKEN[observation.transport], observation.protocol.lower())


def address_pattern(observation: Observation) -> str:
    """Pattern of the sender's address alone."""
    value = quoted(address_value(observation.source))
    return f"[{address_kind(observation.source)}:value = {value}]"


def traffic_pattern(observation: Observation) -> str:
    """Pattern of what the sender did: its address, the port it asked, what it spoke."""
    kind = quoted(address_kind(observation.source))
    value = quoted(address_value(observation.source))
    parts = [
        f"network-traffic:src_ref.type = {kind}",
        f"network-traffic:src_ref.value = {value}",
    ]
    if observation.target_port is not None:
        parts.append(f"network-traffic:dst_port = {observation.target_port}")
    parts.append(f"network-traffic:protocols[*] = {quoted(protocols(observation)[-1])}")
    return f"[{' AND '.join(parts)}]"
