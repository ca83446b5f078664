from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.intel.reason import addresses_in, hosts_in, names_others, names_own_hosts
from tests.lab.packets import ATTACKER, BORDER
from tests.lab.seen import INVENTORY


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("asked 63.140.5.30 all night", "63.140.5.30"),
        ("(63.140.5.30:5060)", "63.140.5.30"),
        ("ours.63.140.5.30.", "63.140.5.30"),
        ("063.140.005.030", "63.140.5.30"),
        ("63[.]140[.]5[.]30", "63.140.5.30"),
        ("63 (dot) 140 (dot) 5 (dot) 30", "63.140.5.30"),
        ("63.140.5.0/24", "63.140.5.0/24"),
        ("63.140.5.30/99", "63.140.5.30"),
        ("all of 63.140.5.x", "63.140.5.0/24"),
        ("63.140.*.*", "63.140.0.0/16"),
        ("sip:[2600:1f18::5]:5060", "2600:1f18::5"),
        ("2600:1F18:0:0:0:0:0:5.", "2600:1f18::5"),
        ("2600:1f18::/32", "2600:1f18::/32"),
        ("::ffff:63.140.5.30", "63.140.5.30"),
    ],
)
def test_an_address_is_found_however_people_write_it(text: str, named: str) -> None:
    assert ip_network(named) in addresses_in(text)
    assert names_others(text, ())


@pytest.mark.parametrize(
    "text",
    [
        "40 requests in 9.5 s on 2026-03-01 at 12:00:05",
        "SIPVicious 0.3.2, port 5060, CVE-2024-41713",
        "300.400.500.600 is none",
        "999.1.x is none",
        "card 00:1a:2b:3c:4d:5e",
        "It asked: who, what, where",
    ],
)
def test_other_numbers_are_no_addresses(text: str) -> None:
    assert addresses_in(text) == ()


@given(st.ip_addresses(), st.sampled_from(["{}", "to {}, twice", "<{}>", "{}.", "'{}'"]))
def test_every_address_is_found_in_a_sentence(address: object, sentence: str) -> None:
    found = addresses_in(sentence.format(address))

    four = getattr(address, "ipv4_mapped", None) or address
    assert ip_network(four) in found  # type: ignore[arg-type]


def test_the_sender_may_be_named_and_nobody_else() -> None:
    allowed = (ip_network(ATTACKER),)

    assert not names_others(f"{ATTACKER} asked for names", allowed)
    assert names_others(f"{ATTACKER} asked {BORDER}", allowed)


def test_host_names_count_with_those_below_them_and_bare_ones_when_asked() -> None:
    own = ("psap.example", "mail", BORDER)

    assert hosts_in("It asked SBC.psap.example, then mail.", own) == ("sbc.psap.example",)
    assert hosts_in("psap[.]example", own) == ("psap.example",)
    assert hosts_in("It sent mail to notpsap.example", own, dotted=False) == ("mail",)
    assert not names_own_hosts("It asked psap.example", INVENTORY)
