"""Frames made by another hand (scapy): which carry something."""

from __future__ import annotations

from typing import Any

import pytest

from ng911risk.lab.door.telling import tells

inet = pytest.importorskip("scapy.layers.inet")
inet6 = pytest.importorskip("scapy.layers.inet6")
l2 = pytest.importorskip("scapy.layers.l2")

_PADDING = bytes(18)


def frame(above: Any, *, tagged: bool = False) -> bytes:  # noqa: ANN401 - a packet of scapy
    below = l2.Ether(dst="02:00:00:00:00:01", src="02:00:00:00:00:02")
    return bytes(below / l2.Dot1Q(vlan=5) / above if tagged else below / above) + _PADDING


def ip() -> Any:  # noqa: ANN401 - a packet of scapy
    return inet.IP(src="10.91.0.10", dst="10.91.0.30")


def ip6() -> Any:  # noqa: ANN401 - a packet of scapy
    return inet6.IPv6(src="fd00::10", dst="fd00::30")


@pytest.mark.parametrize("tagged", [False, True])
def test_what_somebody_asked_for_tells(tagged: bool) -> None:
    for one in (
        ip() / inet.UDP(sport=1, dport=2) / b"x",
        ip() / inet.UDP(sport=1, dport=2),
        ip() / inet.TCP(flags="S"),
        ip() / inet.TCP(flags="PA") / b"x",
        ip() / inet.TCP(flags="A", options=[("NOP", None)] * 4) / b"x",
        ip() / inet.ICMP(type=8),
        inet.IP(dst="10.91.0.30", flags="MF") / inet.TCP(flags="A"),
        inet.IP(dst="10.91.0.30", proto=47) / b"xxxx",
        ip6() / inet.UDP(sport=1, dport=2) / b"x",
        ip6() / inet.TCP(flags="S"),
        ip6() / inet6.ICMPv6ND_RA(),
    ):
        assert tells(frame(one, tagged=tagged)), one.summary()


@pytest.mark.parametrize("tagged", [False, True])
def test_what_the_kernel_adds_by_itself_tells_nothing(tagged: bool) -> None:
    for one in (
        l2.ARP(),
        ip() / inet.TCP(flags="A"),
        ip() / inet.TCP(flags="A", options=[("NOP", None)] * 4),
        ip() / inet.TCP(flags="FA"),
        ip() / inet.TCP(flags="RA"),
        ip() / inet.ICMP(type=3, code=3) / bytes(28),
        ip() / inet.ICMP(type=0),
        ip6() / inet.TCP(flags="A"),
        ip6() / inet6.ICMPv6ND_NS(tgt="fd00::30"),
        ip6() / inet6.ICMPv6ND_NA(tgt="fd00::30"),
        ip6() / inet6.ICMPv6DestUnreach(),
    ):
        assert not tells(frame(one, tagged=tagged)), one.summary()


def test_frames_of_another_kind_and_those_that_cannot_be_read_tell() -> None:
    assert tells(bytes(12) + b"\x88\xb5" + bytes(46))
    assert tells(b"")
    assert tells(bytes(12) + b"\x08\x00")
    assert tells(bytes(12) + b"\x08\x00\x45" + bytes(8))
