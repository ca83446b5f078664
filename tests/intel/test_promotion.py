from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.intel.promotion import LONGEST, Ground, refusals, without_address
from ng911risk.model.inventory import Asset, DataFlow, Environment, Inventory, Owner, OwnerClass
from ng911risk.model.kinds import AssetKind, Protocol
from ng911risk.model.observation import Observation
from tests.lab.packets import ATTACKER, BORDER
from tests.lab.seen import INVENTORY, ON, observation, promotion
from tests.model.embeddings import EMBEDDINGS


def _against(
    seen: Observation,
    inventory: Inventory = INVENTORY,
    *,
    others: tuple[Observation, ...] = (),
    **decided: Any,  # noqa: ANN401 - any field of the decision
) -> str:
    return "\n".join(refusals(seen, promotion(seen, **decided), inventory, others=others))


def test_nothing_speaks_against_a_scan_from_the_internet() -> None:
    assert _against(observation()) == ""


def test_what_was_seen_in_a_lab_never_goes_out() -> None:
    assert "seen in a lab" in _against(observation(environment=Environment.LAB))


def test_lab_turned_into_production_by_hand_is_noticed() -> None:
    forged = replace(observation(environment=Environment.LAB), environment=Environment.PRODUCTION)

    assert "changed by hand" in _against(forged)


@pytest.mark.parametrize(
    "source",
    [
        BORDER,
        f"::ffff:{BORDER}",
        str(IPv6Address(int(IPv6Address("64:ff9b::")) + int(ip_address(BORDER)))),
        str(IPv6Address((0x2002 << 112) + (int(ip_address(BORDER)) << 80) + 1)),
    ],
    ids=["plain", "mapped", "translated", "6to4"],
)
def test_an_own_address_never_goes_out_however_it_is_written(source: str) -> None:
    against = _against(observation(source=source))

    assert "an address of 'sbc' (Border Control Function), which carries real calls" in against


def test_an_address_inside_an_own_network_never_goes_out() -> None:
    assert "an address of 'target'" in _against(observation(source="20.9.0.200"))
    assert _against(observation(source="20.9.1.0")) == ""


def test_an_own_address_of_ipv6_never_goes_out() -> None:
    six = Asset(
        id="six", kind=AssetKind.BCF, zone="border", owner="us", addresses=("2600:1f18::/32",)
    )
    inventory = replace(INVENTORY, assets=(*INVENTORY.assets, six))

    assert "an address of 'six'" in _against(observation(source="2600:1f18::5"), inventory)
    assert _against(observation(source="2600:1f19::5"), inventory) == ""


def test_an_address_of_a_partner_never_goes_out() -> None:
    assert "a network of the owner 'carrier'" in _against(observation(source="77.90.3.4"))


def test_whoever_carries_real_calls_never_goes_out() -> None:
    assert "carries real calls" in _against(observation(answered_calls=1))


def test_calls_that_another_capture_saw_count_too_for_both_ends() -> None:
    calling = observation(answered_calls=3, capture="1" * 64)
    called = observation(source="20.0.0.9", target=ATTACKER, answered_calls=3)
    unanswered = observation(source="20.0.0.9", target=ATTACKER)
    somebody = observation(source="20.0.0.9", answered_calls=3)

    assert "carries real calls" in _against(observation(), others=(calling,))
    assert "carries real calls" in _against(observation(), others=(called,))
    assert _against(observation(), others=(unanswered, somebody)) == ""


@pytest.mark.parametrize(
    "source",
    [
        "10.1.2.3",
        "192.168.0.9",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.1.1",
        "203.0.113.7",
        "224.0.0.1",
        "255.255.255.255",
        "0.0.0.0",  # noqa: S104 - an address that must be refused
        "::1",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "2001:db8::1",
        "64:ff9b::a00:1",
        "::ffff:10.0.0.1",
    ],
)
def test_an_address_that_means_another_machine_elsewhere_is_refused(source: str) -> None:
    assert "private, reserved or for documentation" in _against(observation(source=source))


@pytest.mark.parametrize("source", ["", "pbx.example.com", "20.0.0.0/24", "20.0.0.256"])
def test_what_is_not_one_address_is_refused(source: str) -> None:
    assert "not one IP address" in _against(observation(source=source))


@pytest.mark.parametrize(
    ("decided", "reason"),
    [
        ({"by": " "}, "nobody has decided it"),
        ({"reason": ""}, "no reason is given"),
        ({"valid_until": ON}, "before it begins"),
        ({"valid_until": ON - timedelta(days=1)}, "before it begins"),
        ({"valid_until": ON + LONGEST + timedelta(seconds=1)}, "more than 90 days"),
        ({"valid_until": (ON + timedelta(days=1)).replace(tzinfo=None)}, "a time zone"),
        ({"observation": "another"}, "another observation"),
        ({"reason": "called from 555-123-4567"}, "telephone number"),
        ({"reason": "signed in as sip:jane@psap.example"}, "address of a person"),
    ],
)
def test_a_decision_that_is_none_is_refused(decided: dict[str, Any], reason: str) -> None:
    assert reason in _against(observation(), **decided)


@pytest.mark.parametrize(
    "reason",
    [
        f"Scanned our BCF {BORDER} all night.",
        f"{ATTACKER} asked {BORDER}:5060 for a hundred names",
        "It went through all of 20.1.2.0/24.",
        "It reached trunk.carrier.example.",
        "It asked PBX1 for names.",
    ],
)
def test_whom_it_reached_does_not_go_out_in_the_reason(reason: str) -> None:
    named = Asset(
        id="peer",
        kind=AssetKind.OSP,
        zone="border",
        owner="carrier",
        addresses=("carrier.example", "pbx1"),
    )
    inventory = replace(INVENTORY, assets=(*INVENTORY.assets, named))

    assert "the reason goes out with the indicator" in _against(
        observation(), inventory, reason=reason
    )
    assert "the reason goes out" in _against(observation(), inventory, by=reason)
    assert _against(observation(), inventory, reason=f"{ATTACKER} asked for names.") == ""


def test_a_system_that_is_called_like_a_plain_word_revokes_nothing_later() -> None:
    mail = Asset(id="new", kind=AssetKind.EMAIL, zone="border", owner="us", addresses=("names",))
    ground = Ground(replace(INVENTORY, assets=(*INVENTORY.assets, mail)), ())
    seen = observation()

    assert ground.refusals_later(seen, promotion(seen)) == ()
    assert "a host name of the inventory" in "".join(ground.refusals(seen, promotion(seen)))


def test_systems_are_named_as_people_know_them_and_all_of_them() -> None:
    phones = tuple(
        Asset(id=f"p{at}", name=f"Phone {at}", kind=AssetKind.CHFE, zone="border", owner="us")
        for at in range(22)
    )
    against = _against(observation(), replace(INVENTORY, assets=phones))

    assert "'Phone 0' [p0], 'Phone 1' [p1]" in against
    assert "'Phone 19' [p19] and 2 more" in against


def test_the_longest_time_is_allowed() -> None:
    assert _against(observation(), valid_until=ON + LONGEST) == ""


def test_systems_that_carry_calls_without_an_address_are_named_until_a_person_takes_it_on() -> None:
    phones = Asset(
        id="phones", kind=AssetKind.CHFE, zone="border", owner="us", addresses=("che.example",)
    )
    inventory = replace(INVENTORY, assets=(*INVENTORY.assets, phones))

    assert without_address(INVENTORY) == ()
    assert without_address(inventory) == (phones,)
    assert "no IP address for 'phones'" in _against(observation(), inventory)
    assert _against(observation(), inventory, addresses_unknown=True) == ""


def test_who_takes_it_on_is_refused_own_addresses_all_the_same() -> None:
    against = _against(observation(source=BORDER), addresses_unknown=True)

    assert "an address of 'sbc'" in against


def test_networks_of_the_owner_stand_for_addresses() -> None:
    trunk = Asset(id="peer", kind=AssetKind.OSP, zone="border", owner="carrier")

    assert without_address(replace(INVENTORY, assets=(trunk,))) == ()


def test_a_flow_of_sip_makes_a_carrier_of_calls_and_a_flow_of_the_telephone_network_none() -> None:
    trunks = Asset(id="trunks", kind=AssetKind.TRUNK_GROUP, zone="border", owner="us")
    inventory = replace(INVENTORY, assets=(*INVENTORY.assets, trunks))

    def with_flow(protocol: Protocol) -> Inventory:
        flow = DataFlow(source="trunks", target="sbc", protocol=protocol)
        return replace(inventory, flows=(flow,))

    assert without_address(with_flow(Protocol.SIP)) == (trunks,)
    assert without_address(with_flow(Protocol.CAMA)) == ()


def test_every_reason_is_told_at_once() -> None:
    seen = observation(source=BORDER, environment=Environment.LAB, answered_calls=2)

    assert len(refusals(seen, promotion(seen, by=""), INVENTORY)) == 4


@given(
    address=st.ip_addresses(v=4, network="8.0.0.0/6"),
    known=st.sampled_from(sorted(EMBEDDINGS)),
    asked=st.sampled_from(sorted(EMBEDDINGS)),
)
def test_who_is_known_in_one_form_never_goes_out_in_another(
    address: IPv4Address, known: str, asked: str
) -> None:
    here, there = EMBEDDINGS[known](address), EMBEDDINGS[asked](address)
    own = Asset(id="own", kind=AssetKind.CAD, zone="border", owner="us", addresses=(here,))
    partner = Owner(id="peer", owner_class=OwnerClass.CARRIER, networks=(here,))
    inventory = replace(INVENTORY, assets=(own,), owners=(*INVENTORY.owners, partner))
    calling = observation(source=here, answered_calls=1, capture="1" * 64)
    called = observation(target=here, answered_calls=1, capture="2" * 64)
    seen = observation(source=there)

    against = _against(seen, inventory)

    assert "an address of 'own'" in against
    assert "a network of the owner 'peer'" in against
    for one in (calling, called):
        assert "calls from or to this address" in _against(seen, others=(one,))


def test_an_address_with_a_zone_is_refused_and_its_calls_count() -> None:
    calling = observation(source="2600:1f18::1", answered_calls=1)
    against = _against(observation(source="2600:1f18::1%eth0"), others=(calling,))

    assert "it carries real calls" in against
    assert "another machine everywhere else" in against


@given(
    base=st.ip_addresses(v=4),
    bits=st.integers(8, 32),
    offset=st.integers(0, 2**24),
    six=st.booleans(),
)
def test_no_address_of_any_network_of_the_inventory_goes_out(
    base: Any,  # noqa: ANN401 - IPv4 or IPv6
    bits: int,
    offset: int,
    six: bool,
) -> None:
    own = Asset(
        id="own", kind=AssetKind.CAD, zone="border", owner="us", addresses=(f"{base}/{bits}",)
    )
    inside = ip_address((int(base) >> (32 - bits) << (32 - bits)) + offset % 2 ** (32 - bits))
    source = f"::ffff:{inside}" if six else str(inside)

    assert "an address of 'own'" in _against(
        observation(source=source), replace(INVENTORY, assets=(own,))
    )
