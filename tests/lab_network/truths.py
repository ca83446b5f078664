"""
What the lab checks must say of the targets: one weak and one hardened target for each.

A target is what a person would write into the list of targets. Where one service stands for
several, what is weak about it is told at the head of its configuration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

Target = dict[str, Any]


def _border(id: str, address: str, **doors: object) -> Target:
    return {"id": id, "kind": "bcf", "address": address, "sip": 5060, **doors}


def _location(id: str, address: str, **doors: object) -> Target:
    own: Target = {"id": id, "kind": "ecrf", "address": address, "path": "/lost"}
    return own | {"name": "ecrf.esinet.lab"} | doors


def _names(id: str, address: str, **doors: object) -> Target:
    own: Target = {"id": id, "kind": "dns-server", "address": address, "dns": 53}
    return own | {"dns_name": "bcf.esinet.lab", "dns_zone": "esinet.lab"} | doors


def _segment(id: str, address: str) -> Target:
    closed = [22, 23, 80, 3389, 5060, 5432]
    own: Target = {"id": id, "kind": "web-server", "address": address}
    return own | {"open_ports": [443], "closed_ports": closed}


TARGETS: Final[dict[str, Target]] = {
    str(one["id"]): one
    for one in (
        _border("bcf-weak", "10.91.0.30", sip_tls=5061, known_user="known"),
        _border(
            "bcf-hard",
            "10.91.0.31",
            sip_tls=5061,
            name="bcf.esinet.lab",
            known_user="known",
        ),
        _border("bcf-shared", "10.91.0.32"),
        _border("sip-fragile", "10.91.0.33"),
        _border("bcf-tap-weak", "10.91.0.34", tapped=True),
        _border("bcf-tap-hard", "10.91.0.35", tapped=True),
        _location("ecrf-weak", "10.91.0.50", http=80, https=443),
        _location("ecrf-hard", "10.91.0.51", http=80, https=443),
        _location("ecrf-expired", "10.91.0.50", https=8441),
        _location("ecrf-misnamed", "10.91.0.50", https=8442),
        _location("ecrf-foreign", "10.91.0.50", https=8443),
        _names("dns-weak", "10.91.0.60", ntp=123),
        _names("dns-hard", "10.91.0.61", ntp=123),
        _names("dns-transfer", "10.91.0.62"),
        _names("dns-signed", "10.91.0.63"),
        _segment("segment-weak", "10.91.0.70"),
        _segment("segment-hard", "10.91.0.71"),
        {"id": "turn-weak", "kind": "web-server", "address": "10.91.0.80", "stun": 3478},
        {"id": "turn-hard", "kind": "web-server", "address": "10.91.0.81", "stun": 3478},
        # the call taker's address: who answers there shows that the switch lives (L2-06)
        {"id": "switch", "kind": "network-device", "address": "10.91.0.40"},
    )
}

SERVICES_OF: Final = {
    "bcf-weak": ("bcf-weak",),
    "bcf-hard": ("bcf-hard",),
    "bcf-shared": ("bcf-shared",),
    "sip-fragile": ("sip-fragile",),
    "bcf-tap-weak": ("bcf-tap-weak",),
    "bcf-tap-hard": ("bcf-tap-hard",),
    "ecrf-weak": ("location-weak",),
    "ecrf-hard": ("location-hard",),
    "dns-weak": ("dns-weak", "ntp-weak"),
    "dns-hard": ("dns-hard", "ntp-hard"),
    "dns-transfer": ("dns-transfer",),
    "dns-signed": ("dns-signed",),
    "segment-weak": ("segment-weak",),
    "segment-hard": ("segment-hard",),
    "turn-weak": ("turn-weak",),
    "turn-hard": ("turn-hard",),
}
"""What is stopped to have a target down."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """On what a check must not pass, and on what it must."""

    weak: tuple[str, ...]
    hard: tuple[str, ...]
    zone: str = "esinet"


def _truth(weak: str, hard: str, zone: str = "esinet") -> Truth:
    return Truth(weak=tuple(weak.split()), hard=tuple(hard.split()), zone=zone)


_BORDER: Final = _truth("bcf-weak", "bcf-hard")
_LOCATION: Final = _truth("ecrf-weak", "ecrf-hard")
_ALL_PORTS: Final = _truth("switch", "switch")

TRUTHS: Final[dict[str, Truth]] = {
    "SIP-01": _BORDER,
    "SIP-02": _BORDER,
    "SIP-03": _BORDER,
    "SIP-04": _truth("bcf-weak ecrf-weak", "bcf-hard ecrf-hard"),
    "SIP-05": _truth("bcf-weak ecrf-expired ecrf-misnamed ecrf-foreign", "bcf-hard ecrf-hard"),
    "SIP-06": _BORDER,
    "SIP-07": _BORDER,
    "SIP-08": _BORDER,
    "SIP-09": _BORDER,
    "SIP-10": _BORDER,
    "SIP-11": _BORDER,
    "SIP-12": _BORDER,
    "SIP-13": _truth("sip-fragile", "bcf-hard"),
    "SIP-14": _BORDER,
    "SIP-15": _truth("bcf-shared", "bcf-hard"),
    "SIP-16": _truth("sip-fragile", "bcf-hard"),
    "SIP-17": _BORDER,
    "SIP-18": _truth("bcf-tap-weak", "bcf-tap-hard", "external"),
    "SIP-19": _BORDER,
    "MED-04": _BORDER,
    "LOC-01": _LOCATION,
    "LOC-02": _LOCATION,
    "LOC-03": _LOCATION,
    "LOC-04": _LOCATION,
    "LOC-05": _LOCATION,
    "DNS-01": _truth("dns-weak", "dns-hard"),
    "DNS-02": _truth("dns-weak", "dns-hard"),
    "DNS-03": _truth("dns-transfer", "dns-hard"),
    "DNS-04": _truth("dns-weak", "dns-signed"),
    "NTP-01": _truth("dns-weak", "dns-hard"),
    "SEG-01": _truth("segment-weak", "segment-hard"),
    "STUN-01": _truth("turn-weak", "turn-hard"),
    "L2-01": _ALL_PORTS,
    "L2-02": _ALL_PORTS,
    "L2-03": _ALL_PORTS,
    "L2-04": _ALL_PORTS,
    "L2-05": _ALL_PORTS,
    "L2-06": _ALL_PORTS,
    "L2-07": _ALL_PORTS,
}
