from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.captures.decode import (
    Packet,
    Piece,
    address_text,
    neighbour_protocol,
    packet_of,
)
from tests.lab.packets import ATTACKER, BORDER, ethernet, packet, tcp, udp

_EN10MB = 1


def _found(frame: bytes, link: int = _EN10MB) -> Packet:
    found = packet_of(frame, link)
    assert found is not None
    return found


def test_a_packet_is_found_with_its_addresses() -> None:
    found = _found(ethernet(packet(udp(b"hello"))))

    assert (address_text(found.source), address_text(found.target)) == (ATTACKER, BORDER)
    assert (found.protocol, found.body, found.whole) == (17, udp(b"hello"), True)
    assert found.piece is None


def test_tcp_is_found_behind_vlan_tags_and_without_the_padding_of_the_frame() -> None:
    found = _found(ethernet(packet(tcp(b"hello"), protocol=6), tags=(7, 8)) + b"\0" * 9)

    assert (found.protocol, found.body) == (6, tcp(b"hello"))


def test_tags_inside_tags_of_a_provider_are_understood() -> None:
    inner = ethernet(packet(udp(b"x")), tags=(7,))

    found = _found(inner[:12] + b"\x88\xa8\0\x05" + inner[12:])

    assert found.body == udp(b"x")


def test_ipv6_is_found_behind_extension_headers() -> None:
    options = bytes([17, 0]) + b"\0" * 6

    found = _found(
        ethernet(packet(options + udp(b"x"), source="2600::1", target="2600::2", protocol=0))
    )

    assert (address_text(found.source), address_text(found.target)) == ("2600::1", "2600::2")
    assert (found.protocol, found.body) == (17, udp(b"x"))


def test_every_link_layer_gives_the_same() -> None:
    body = packet(udp(b"x"))
    cooked = b"\0" * 14 + b"\x08\x00" + body
    second = b"\x08\x00" + b"\0" * 18 + body

    frames = {0: b"\2\0\0\0" + body, 12: body, 101: body, 113: cooked, 228: body, 276: second}

    assert {packet_of(frame, link) for link, frame in frames.items()} == {_found(ethernet(body))}


def test_a_fragment_says_where_it_belongs() -> None:
    first, later = (_found(ethernet(packet(udp(b"x"), fragment=at))) for at in (0x2000, 0x0005))

    assert first.piece == Piece(b"\0\x01", 0, more=True)
    assert later.piece == Piece(b"\0\x01", 40, more=False)


def test_a_fragment_of_ipv6_says_so_too_and_one_that_is_alone_is_none() -> None:
    def fragment(offset: int) -> Packet:
        head = struct.pack("!BBHI", 17, 0, offset, 1)
        body = packet(head + udp(b"x"), source="2600::1", target="2600::2", protocol=44)
        return _found(ethernet(body))

    assert fragment(1).piece == Piece(b"\0\0\0\x01", 0, more=True)
    assert fragment(8).piece == Piece(b"\0\0\0\x01", 8, more=False)
    assert fragment(0).piece is None


def test_what_is_not_ip_is_nothing() -> None:
    arp = b"\2" * 12 + b"\x08\x06" + b"\0" * 40

    assert packet_of(arp, _EN10MB) is None
    assert packet_of(ethernet(packet(udp(b"x"))), 9_999) is None


def test_a_frame_that_was_cut_is_not_whole_and_never_an_error() -> None:
    frame = ethernet(packet(udp(b"hello")))

    assert not _found(frame[:-1]).whole
    for length in range(34):
        assert packet_of(frame[:length], _EN10MB) is None


@pytest.mark.parametrize(
    ("frame", "protocol"),
    [
        (b"\0\x26\x42\x42\x03" + b"\0" * 30, "STP"),
        (b"\0\x26\xaa\xaa\x03\0\0\x0c\x20\0" + b"\0" * 30, "CDP"),
        (b"\0\x26\xaa\xaa\x03\0\0\x0c\x20\x03" + b"\0" * 30, "VTP"),
        (b"\0\x26\xaa\xaa\x03\0\0\x0c\x20\x04" + b"\0" * 30, "DTP"),
        (b"\0\x26\xaa\xaa\x03\0\0\x0c\x01\x0b" + b"\0" * 30, "STP"),
        (b"\x88\xcc" + b"\0" * 30, "LLDP"),
        (b"\x81\0\0\x07\x88\xcc" + b"\0" * 30, "LLDP"),
        (b"\x81\0" * 20, ""),
        (b"\x08\x06" + b"\0" * 30, ""),
        (b"\0\x26\xe0\xe0\x03" + b"\0" * 30, ""),
        (b"", ""),
    ],
)
def test_what_switches_say_is_known(frame: bytes, protocol: str) -> None:
    assert neighbour_protocol(b"\x01" * 12 + frame, _EN10MB) == protocol
    assert neighbour_protocol(b"\x01" * 12 + frame, 101) == ""


@given(frame=st.binary(max_size=120), link=st.sampled_from([0, 1, 12, 101, 108, 113, 229, 276]))
def test_no_bytes_are_an_error(frame: bytes, link: int) -> None:
    packet_of(frame, link)
    assert neighbour_protocol(frame, link) in {"", "CDP", "DTP", "LLDP", "STP", "VTP"}


@given(
    flips=st.lists(st.tuples(st.integers(0, 61), st.integers(0, 255)), max_size=6),
    six=st.booleans(),
)
def test_no_mangled_packet_is_an_error(flips: list[tuple[int, int]], six: bool) -> None:
    ends = {"source": "2600::1", "target": "2600::2"} if six else {}
    frame = bytearray(ethernet(packet(udp(b"x" * 30), **ends)))  # type: ignore[arg-type]
    for at, value in flips:
        frame[at] = value

    found = packet_of(bytes(frame), _EN10MB)

    assert found is None or len(found.body) <= len(frame)
