from __future__ import annotations

from ipaddress import IPv4Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.model.addresses import AddressBook, host_of, is_address, is_public, network_of


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("192.0.2.1", "192.0.2.1/32"),
        (" 192.0.2.7/24 ", "192.0.2.0/24"),
        ("2001:DB8::1", "2001:db8::1/128"),
        ("::ffff:192.0.2.1", "192.0.2.1/32"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
    ],
)
def test_an_address_is_a_network_of_one(text: str, network: str) -> None:
    assert network_of(text) == ip_network(network)


@pytest.mark.parametrize("text", ["", "sbc", "192.0.2", "192.0.2.1/33", "192.0.2.1:5060", "a b"])
def test_what_is_no_network_is_none(text: str) -> None:
    assert network_of(text) is None


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("SBC1.Example.org.", "sbc1.example.org"),
        ("sbc-1", "sbc-1"),
        ("_sip._udp.x.org", "_sip._udp.x.org"),
    ],
)
def test_a_host_name_is_read_in_lower_case(text: str, host: str) -> None:
    assert host_of(text) == host


@pytest.mark.parametrize(
    "text", ["", "192.0.2.1", "-a.org", "a..b", "a b", "a" * 64, "http://a.org/"]
)
def test_what_is_no_host_name_is_none(text: str) -> None:
    assert host_of(text) is None


def test_an_address_is_one_of_the_three() -> None:
    assert [is_address(one) for one in ("192.0.2.0/24", "a.org", "a b")] == [True, True, False]


def test_a_book_finds_wider_and_narrower_networks() -> None:
    book = AddressBook.of(
        [("192.0.2.0/24", "a"), ("192.0.2.9", "b"), ("198.51.100.1", "c"), ("x.org", "d")]
    )

    assert [who for _, who in book.overlapping("192.0.2.9")] == ["a", "b"]
    assert [who for _, who in book.overlapping("192.0.2.8/29")] == ["a", "b"]
    assert [who for _, who in book.overlapping("0.0.0.0/0")] == ["a", "b", "c"]
    assert book.overlapping("::/0") == book.overlapping("x.org") == ()


def test_a_domain_names_itself_and_what_is_below_it() -> None:
    book = AddressBook.of([("sip.x.org", "a"), ("notx.org", "b"), ("x.org", "c")])

    assert [who for _, who in book.named("X.org")] == ["a", "c"]
    assert book.named("sip.x.org.") == (("sip.x.org", "a"),)
    assert book.named("org.") == ()


@given(st.lists(st.ip_addresses(network="10.0.0.0/24") | st.ip_addresses(v=6)), st.ip_addresses())
def test_a_book_agrees_with_comparing_one_by_one(held: list[object], asked: object) -> None:
    book = AddressBook.of((str(one), str(index)) for index, one in enumerate(held))
    wanted = network_of(str(asked))

    found = {who for _, who in book.overlapping(str(asked))}

    assert found == {str(index) for index, one in enumerate(held) if network_of(str(one)) == wanted}


def test_only_what_can_be_met_on_the_internet_is_public() -> None:
    asked = ("8.8.8.8", "10.0.0.1", "127.0.0.1", "169.254.1.1", "192.0.2.1", "224.0.0.1")

    assert [is_public(IPv4Address(one)) for one in asked] == [True] + [False] * 5
