"""
Frames that the assessor puts on its own network port, and what it reads in those it gets.

Each frame is harmless by what it says: addresses that nobody has (RFC 5737 keeps 192.0.2.0/24
for documents), a spanning-tree priority that cannot win, a router that is none, a DHCP offer
that nobody asked for. Bytes come out and go in; scapy puts them together (an extra).
"""

from __future__ import annotations

import logging
import secrets
import struct
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any, Final

from ng911risk.errors import NG911RiskError

EXPERIMENT: Final = 0x88B5
"""Type of our own frames: kept free for local experiments (IEEE 802, 9.2.4)."""

BROADCAST: Final = "ff:ff:ff:ff:ff:ff"

WORST_PRIORITY: Final = 0xF000
"""The lowest rank that a bridge can have: it never becomes the root of the spanning tree."""

VLANS: Final = (911, 912)
"""Numbers of the virtual networks that the tags name, from outside to inside."""

LEAST: Final = 60
"""Shortest frame, in bytes, without its check sum."""

_NONE: Final = "0.0.0.0"  # noqa: S104 - no address, not every address
_NOBODY: Final = "00:00:00:00:00:00"
_SAYS: Final = b"ng911risk-lab "
_ARP: Final = b"\x08\x06"
_ARP_IPV4: Final = b"\x00\x01\x08\x00\x06\x04"
_ARP_ANSWER: Final = b"\x00\x02"
_TAGS: Final = (b"\x81\x00", b"\x88\xa8")
_LLDP: Final = b"\x88\xcc"
_BRIDGES: Final = bytes.fromhex("0180c2000000")
_SPANNING_TREE: Final = bytes.fromhex("424203")
_BOOTP: Final = struct.Struct("!4B4s2H4s4s4s4s6s10x192x")
_BOOTP_HEAD: Final = 28
_DHCP_OFFER: Final = bytes.fromhex("63825363350102")
_SNAP: Final = bytes.fromhex("aaaa0300000c")
_BY_SNAP: Final = {
    b"\x20\x00": "CDP",
    b"\x20\x03": "VTP",
    b"\x20\x04": "DTP",
    b"\x01\x0b": "STP",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A frame, and the bytes by which it is known where it comes out."""

    data: bytes
    mark: bytes


def crossed(probes: tuple[Probe, ...], heard: tuple[bytes, ...]) -> int:
    """How many of different probes are among the frames that were heard."""
    return sum(any(probe.mark in frame for frame in heard) for probe in set(probes))


# --- what is sent -------------------------------------------------------------------


def control(mac: str) -> Probe:
    """A frame that every switch should let through: own address, nothing in it."""
    l2 = _layers().l2
    mark = _mark()
    return _probe(l2.Ether(src=mac, dst=BROADCAST, type=EXPERIMENT) / mark, mark)


def address_claim(mac: str) -> Probe:
    """ARP answer to nobody: an address of 192.0.2.0/24 is said to be here."""
    l2 = _layers().l2
    unused = _unused()
    claim = l2.ARP(op=2, hwsrc=mac, psrc=unused, hwdst=BROADCAST, pdst=unused)
    return _probe(l2.Ether(src=mac, dst=BROADCAST) / claim, bytes(claim))


def stranger() -> Probe:
    """A frame from a hardware address that is made up, of the kind that no maker gives out."""
    l2 = _layers().l2
    mark = _mark()
    return _probe(l2.Ether(src=_made_up().hex(":"), dst=BROADCAST, type=EXPERIMENT) / mark, mark)


def dhcp_offer(mac: str, address: str) -> Probe:
    """
    A DHCP offer for a request that nobody made, to a client that does not exist.

    Args:
        mac: Own hardware address.
        address: Own address; IPv6 stands for none.
    """
    layers = _layers()
    l2, inet = layers.l2, layers.inet
    own = address if ":" not in address else _unused()
    number = secrets.token_bytes(4)
    server, given = IPv4Address(own).packed, IPv4Address(_unused()).packed
    offer = _BOOTP.pack(2, 1, 6, 0, number, 0, 0, bytes(4), given, bytes(4), bytes(4), _made_up())
    frame = (
        l2.Ether(src=mac, dst=BROADCAST)
        / inet.IP(src=own, dst="255.255.255.255")
        / inet.UDP(sport=67, dport=68)
        / (offer + _DHCP_OFFER + b"\x36\x04" + server + b"\xff")
    )
    return _probe(frame, offer[:_BOOTP_HEAD])


def router_advertisement(mac: str) -> Probe:
    """IPv6 router advertisement that offers nothing: lifetime 0, no prefix, no flags."""
    layers = _layers()
    l2, inet6 = layers.l2, layers.inet6
    own = "fe80::" + ":".join(secrets.token_hex(2) for _ in range(4))
    layer = inet6.IPv6(src=own, dst="ff02::1", hlim=255)
    says = inet6.ICMPv6ND_RA(routerlifetime=0, prf=0, M=0, O=0, chlim=0)
    frame = l2.Ether(src=mac, dst="33:33:00:00:00:01") / layer / says
    return _probe(frame, bytes(frame)[22:38])


def tagged(mac: str, tags: int) -> Probe:
    """A frame with one or two 802.1Q tags, which a port for one machine should not take."""
    l2 = _layers().l2
    frame, mark = l2.Ether(src=mac, dst=BROADCAST), _mark()
    for number, vlan in enumerate(VLANS[:tags], start=1):
        last = number == tags
        frame /= l2.Dot1Q(vlan=vlan, **({"type": EXPERIMENT} if last else {}))
    return _probe(frame / mark, mark)


def weak_bpdu(mac: str) -> Probe:
    """A spanning-tree message of a bridge that cannot win: priority 0xF000."""
    l2 = _layers().l2
    says = l2.STP(
        rootid=WORST_PRIORITY,
        rootmac=mac,
        bridgeid=WORST_PRIORITY,
        bridgemac=mac,
        portid=0x8001,
        pathcost=0,
    )
    link = l2.Dot3(src=mac, dst="01:80:c2:00:00:00") / l2.LLC(dsap=0x42, ssap=0x42, ctrl=3)
    return _probe(link / says, bytes(says))


def who_has(mac: str, own: str, address: str) -> bytes:
    """
    ARP request for an IPv4 address.

    Args:
        mac: Own hardware address.
        own: Own IPv4 address; empty: the request claims none (RFC 5227, 2.1.1).
        address: Who is asked.

    Raises:
        ValueError: One of them is no IPv4 address.
    """
    l2 = _layers().l2
    asker, asked = str(IPv4Address(own or _NONE)), str(IPv4Address(address))
    request = l2.ARP(op=1, hwsrc=mac, psrc=asker, hwdst=_NOBODY, pdst=asked)
    return _padded(bytes(l2.Ether(src=mac, dst=BROADCAST) / request))


# --- what is heard ------------------------------------------------------------------


def has_answered(frame: bytes, address: str) -> bool:
    """Whether this is an ARP answer that comes from an IPv4 address."""
    body = frame[14:42]
    return (
        frame[12:14] == _ARP
        and body[:8] == _ARP_IPV4 + _ARP_ANSWER
        and body[14:18] == IPv4Address(address).packed
    )


def switch_protocol(frame: bytes) -> str:
    """What switches say to each other: CDP, DTP, LLDP, STP or VTP; empty: something else."""
    at = 12
    while frame[at : at + 2] in _TAGS:
        at += 4
    if frame[at : at + 2] == _LLDP:
        return "LLDP"
    body = frame[at + 2 : at + 10]
    if frame[:6] == _BRIDGES and body[:3] == _SPANNING_TREE:
        return "STP"
    return _BY_SNAP.get(body[6:], "") if body[:6] == _SNAP else ""


def _layers() -> Any:  # noqa: ANN401 - scapy ships no types
    logging.getLogger("scapy").setLevel(logging.CRITICAL)  # it talks while it is imported
    try:
        import scapy.layers.inet  # noqa: PLC0415 - an extra, and slow
        import scapy.layers.inet6  # noqa: PLC0415 - the same
        import scapy.layers.l2  # noqa: PLC0415 - the same
    except ModuleNotFoundError:
        raise NG911RiskError(
            "To send frames, scapy is needed: pip install 'ng911risk[lab]'"
        ) from None
    return scapy.layers


def _probe(frame: Any, mark: bytes) -> Probe:  # noqa: ANN401 - scapy ships no types
    return Probe(data=_padded(bytes(frame)), mark=mark)


def _padded(frame: bytes) -> bytes:
    return frame.ljust(LEAST, b"\0")


def _mark() -> bytes:
    return _SAYS + secrets.token_hex(12).encode()


def _unused() -> str:
    return f"192.0.2.{1 + secrets.randbelow(254)}"


def _made_up() -> bytes:
    """A hardware address of the kind that no maker gives out."""
    return b"\x02" + secrets.token_bytes(5)
