from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from ng911risk.lab.captures.decode import Datagram, datagram_of
from ng911risk.model.observation import Transport
from tests.lab.packets import ATTACKER, BORDER, ethernet, packet, tcp, udp

_EN10MB = 1


def _found(frame: bytes, link: int = _EN10MB) -> Datagram:
    found = datagram_of(frame, link)
    assert found is not None
    return found


def test_udp_is_found_with_its_addresses_and_ports() -> None:
    found = _found(ethernet(packet(udp(b"hello", 5071, 5060))))

    assert (found.source, found.source_port) == (ATTACKER, 5071)
    assert (found.target, found.target_port) == (BORDER, 5060)
    assert (found.transport, found.payload, found.whole) == (Transport.UDP, b"hello", True)


def test_tcp_is_found_behind_vlan_tags_and_without_the_padding_of_the_frame() -> None:
    found = _found(ethernet(packet(tcp(b"hello"), protocol=6), tags=(7, 8)) + b"\0" * 9)

    assert (found.transport, found.payload) == (Transport.TCP, b"hello")


def test_ipv6_is_found_behind_extension_headers() -> None:
    options = bytes([17, 0]) + b"\0" * 6

    found = _found(
        ethernet(packet(options + udp(b"x"), source="2600::1", target="2600::2", protocol=0))
    )

    assert (found.source, found.target, found.payload) == ("2600::1", "2600::2", b"x")


def test_every_link_layer_gives_the_same() -> None:
    body = packet(udp(b"x"))
    cooked = b"\0" * 14 + b"\x08\x00" + body
    second = b"\x08\x00" + b"\0" * 18 + body

    frames = {0: b"\2\0\0\0" + body, 12: body, 101: body, 113: cooked, 228: body, 276: second}

    assert {datagram_of(frame, link) for link, frame in frames.items()} == {_found(ethernet(body))}


def test_only_the_first_fragment_counts_and_is_not_whole() -> None:
    first, later = (ethernet(packet(udp(b"x"), fragment=at)) for at in (0x2000, 0x2005))

    assert not _found(first).whole
    assert datagram_of(later, _EN10MB) is None


def test_a_later_fragment_of_ipv6_has_no_ports() -> None:
    def fragment(offset: int) -> bytes:
        head = struct.pack("!BBHI", 17, 0, offset, 1)
        body = packet(head + udp(b"x"), source="2600::1", target="2600::2", protocol=44)
        return ethernet(body)

    assert not _found(fragment(1)).whole
    assert datagram_of(fragment(8), _EN10MB) is None


def test_what_is_not_udp_or_tcp_is_nothing() -> None:
    icmp = ethernet(packet(b"\3\3\0\0\0\0\0\0" + packet(udp(b"OPTIONS")), protocol=1))
    arp = b"\2" * 12 + b"\x08\x06" + b"\0" * 40

    assert datagram_of(icmp, _EN10MB) is None
    assert datagram_of(arp, _EN10MB) is None
    assert datagram_of(ethernet(packet(udp(b"x"))), 9_999) is None


def test_a_frame_that_was_cut_is_not_whole_and_never_an_error() -> None:
    frame = ethernet(packet(udp(b"hello")))

    assert not _found(frame[:-1]).whole
    for length in range(len(frame) - 5):
        assert datagram_of(frame[:length], _EN10MB) is None


@given(frame=st.binary(max_size=120), link=st.sampled_from([0, 1, 12, 101, 108, 113, 229, 276]))
def test_no_bytes_are_an_error(frame: bytes, link: int) -> None:
    found = datagram_of(frame, link)

    assert found is None or found.payload


@given(
    flips=st.lists(st.tuples(st.integers(0, 61), st.integers(0, 255)), max_size=6),
    six=st.booleans(),
)
def test_no_mangled_packet_is_an_error(flips: list[tuple[int, int]], six: bool) -> None:
    ends = {"source": "2600::1", "target": "2600::2"} if six else {}
    frame = bytearray(ethernet(packet(udp(b"x" * 30), **ends)))  # type: ignore[arg-type]
    for at, value in flips:
        frame[at] = value

    datagram_of(bytes(frame), _EN10MB)
