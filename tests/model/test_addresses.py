from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.model.addresses import (
    AddressBook,
    all_faces,
    has_zone,
    host_of,
    is_address,
    is_public,
    network_of,
)


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("192.0.2.1", "192.0.2.1/32"),
        (" 192.0.2.7/24 ", "192.0.2.0/24"),
        ("2001:DB8::1", "2001:db8::1/128"),
        ("::ffff:192.0.2.1", "192.0.2.1/32"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::1/128"),
        ("fe80::1%1/64", "fe80::/64"),
    ],
)
def test_an_address_is_a_network_of_one(text: str, network: str) -> None:
    assert network_of(text) == ip_network(network)


@pytest.mark.parametrize(
    "text", ["", "sbc", "192.0.2", "192.0.2.1/33", "192.0.2.1:5060", "a b", "192.0.2.1%e"]
)
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


@pytest.mark.parametrize(
    "text",
    ["009.9.9.9", "8.8.8.08", "8.8.8.256", "134744072", "0x08080808", "0x8.0x8", "x.org.7", "a.0x"],
)
def test_an_address_with_a_typing_error_is_no_host_name(text: str) -> None:
    assert host_of(text) is None
    assert not is_address(text)


def test_a_name_may_hold_numbers_and_begin_with_them() -> None:
    assert [host_of(one) for one in ("911.example.org", "sbc-1", "0x1g")] == [
        "911.example.org",
        "sbc-1",
        "0x1g",
    ]


def test_a_zone_is_one_of_ipv6() -> None:
    assert [has_zone(one) for one in ("fe80::1%eth0", "fe80::1", "8.8.8.8")] == [True, False, False]


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
    wanted = set(all_faces(str(asked)))

    found = {who for _, who in book.overlapping(str(asked))}

    assert found == {
        str(index) for index, one in enumerate(held) if wanted.intersection(all_faces(str(one)))
    }


def test_a_book_finds_what_is_packed_into_another_on_both_sides() -> None:
    book = AddressBook.of([("8.8.0.0/16", "a"), ("2002:909:909::/48", "b"), ("64:ff9b::/96", "c")])

    assert [who for _, who in book.overlapping("2600::5efe:808:808")] == ["a"]
    assert [who for _, who in book.overlapping("9.9.9.9")] == ["b"]
    assert [who for _, who in book.overlapping("64:ff9b::909:909")] == ["b", "c"]
    assert book.overlapping("1.1.1.1") == ()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1", True),
        ("64:ff9b::808:808", True),
        ("2002:808:808::1", True),
        *(
            (one, False)
            for one in (
                "0.0.0.1",
                "10.0.0.1",
                "100.64.0.1",
                "127.0.0.1",
                "169.254.1.1",
                "172.31.0.1",
                "192.0.0.9",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.19.0.1",
                "203.0.113.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::8.8.8.8",
                "::ffff:8.8.8.8",
                "64:ff9b:1::1",
                "100::1",
                "100:0:0:1::1",
                "2001::1",
                "2001:20::1",
                "2001:db8::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fe80::1",
                "fec0::1",
                "ff0e::1",
            )
        ),
    ],
)
def test_only_what_can_be_met_on_the_internet_is_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


@given(st.ip_addresses())
def test_nothing_is_public_that_python_knows_to_be_none(address: Any) -> None:  # noqa: ANN401
    assert address.is_global or not is_public(address)
