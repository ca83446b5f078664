"""What nobody may authorise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.door.reach import Reach
from ng911risk.lab.door.scope_faults import faults_of
from ng911risk.model.lab import BeaconMark, CallConsent, LabZone, ScopeNetwork
from tests.lab.lab_files import KNOWN, NOW, scope

TOKEN = "ab" * 32


def network(text: str) -> tuple[ScopeNetwork, ...]:
    return (ScopeNetwork(network=text, zone=LabZone.ESINET),)


def fields_of(**changed: Any) -> set[str]:  # noqa: ANN401 - any field of a scope
    return {field for field, _, _ in faults_of(scope(**changed), KNOWN)}


def test_a_scope_in_bounds_has_no_fault() -> None:
    assert fields_of() == set()


@pytest.mark.parametrize(
    "text",
    [
        "8.8.8.0/24", "100.64.0.0/24", "169.254.1.0/24", "224.0.0.0/24", "0.0.0.0/0", "10.0.0.0/23",
        "127.0.0.0/8", "2001:db8::/120", "fd00::/119", "fe80::/120", "::/0", "lab.example", "",
        "::ffff:8.8.8.0/120", "64:ff9b::a00:0/120",
    ],
)  # fmt: skip
def test_public_special_and_wide_networks_are_refused(text: str) -> None:
    assert "networks[0].network" in fields_of(networks=network(text))


@pytest.mark.parametrize("text", ["10.91.0.0/24", "127.0.0.0/24", "192.168.7.8/32", "fd00::/120"])
def test_private_and_loopback_networks_are_taken(text: str) -> None:
    assert "networks[0].network" not in fields_of(networks=network(text))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"networks": ()}, "networks"),
        ({"networks": network("10.0.0.0/24") * 17}, "networks"),
        ({"excluded": ("bcf",)}, "excluded[0]"),
        ({"purpose": ""}, "purpose"),
        ({"contact": "x" * 501}, "contact"),
        ({"lab_attestation": "  "}, "lab_attestation"),
        ({"interface": ""}, "interface"),
        ({"interface": "e0; rm"}, "interface"),
        ({"interface": "e0", "observer": "e0"}, "observer"),
        ({"kill_file": "stop"}, "kill_file"),
        ({"not_after": NOW}, "not_after"),
        ({"not_after": NOW + timedelta(hours=24, seconds=1)}, "not_after"),
        ({"not_before": NOW.replace(tzinfo=None)}, "not_before"),
        ({"packets_per_second": 0}, "packets_per_second"),
        ({"packets_per_second": 201}, "packets_per_second"),
        ({"packets_per_check": 0}, "packets_per_check"),
        ({"packets_in_all": 20_001}, "packets_in_all"),
        ({"bytes_in_all": 20_000_001}, "bytes_in_all"),
        ({"checks": ()}, "checks"),
        ({"checks": ("SIP-01", "SIP-01")}, "checks"),
        ({"checks": ("SIP-99",)}, "checks[0]"),
        ({"test_calls": CallConsent(authority="", provider="x")}, "test_calls.authority"),
        ({"beacon": BeaconMark(address="10.92.0.1", token=TOKEN)}, "beacon.address"),
        ({"beacon": BeaconMark(address="10.91.0.99", token=TOKEN)}, "beacon.address"),
        ({"beacon": BeaconMark(address="10.91.0.20", port=0, token=TOKEN)}, "beacon.port"),
        ({"beacon": BeaconMark(address="10.91.0.20", token=TOKEN[1:])}, "beacon.token"),
    ],
)
def test_every_line_out_of_bounds_is_told(changed: dict[str, Any], field: str) -> None:
    assert field in fields_of(**changed)


@given(st.ip_addresses(), st.integers(0, 128))
def test_no_network_without_fault_reaches_a_public_address(address: Any, bits: int) -> None:  # noqa: ANN401 - of both versions
    text = f"{address}/{min(bits, address.max_prefixlen)}"
    changed = scope(networks=network(text))

    if not any(field.startswith("networks") for field, _, _ in faults_of(changed, KNOWN)):
        assert address.is_private or address.is_loopback
        assert Reach.of(changed).networks[0][0].num_addresses <= 256
