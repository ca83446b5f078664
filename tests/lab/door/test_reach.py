"""Which addresses may be tried."""

from __future__ import annotations

from ipaddress import ip_address

from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.door.reach import Reach
from ng911risk.model.lab import LabZone, ScopeNetwork
from tests.lab.lab_files import scope

TWO = scope(
    networks=(
        ScopeNetwork(network="10.91.0.0/25", zone=LabZone.EXTERNAL),
        ScopeNetwork(network="fd00::/120", zone=LabZone.MGMT),
    ),
    excluded=("10.91.0.64/26",),
)


def test_the_zone_is_that_of_the_network() -> None:
    reach = Reach.of(TWO)

    assert reach.zone_of("10.91.0.7") is LabZone.EXTERNAL
    assert reach.zone_of("fd00::7") is LabZone.MGMT


def test_what_is_excluded_or_for_everybody_is_out() -> None:
    reach = Reach.of(TWO)

    for text in (
        "10.91.0.64",
        "10.91.0.100",
        "10.91.0.0",
        "10.91.0.127",
        "224.0.0.1",
        "fd00::1%e0",
    ):
        assert reach.zone_of(text) is None, text


@given(st.ip_addresses())
def test_nothing_outside_the_networks_has_a_zone(address: object) -> None:
    inside = any(
        ip_address(str(address)) in network
        for network, _ in Reach.of(TWO).networks
        if network.version == ip_address(str(address)).version
    )

    assert inside or Reach.of(TWO).zone_of(str(address)) is None


def test_the_last_address_of_a_network_is_in_only_if_it_is_named_by_itself() -> None:
    last = ScopeNetwork(network="10.91.0.127/32", zone=LabZone.PSAP_LAN)
    first = ScopeNetwork(network="10.91.0.0/25", zone=LabZone.EXTERNAL)

    assert Reach.of(scope(networks=(first,))).zone_of("10.91.0.127") is None
    assert Reach.of(scope(networks=(first, last))).zone_of("10.91.0.127") is LabZone.PSAP_LAN
