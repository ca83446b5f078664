"""One datagram and its answer."""

from __future__ import annotations

from ng911risk.lab.check import Datagram
from ng911risk.lab.exchanges.datagrams import datagram
from tests.lab.fake_wire import FakeUdp, FakeWire, target


def test_what_is_no_answer_is_skipped() -> None:
    wire = FakeWire(over_udp=lambda data, address, port: (b"no", b"yes"))

    assert datagram(target(), wire, 69, b"?", lambda got: got == b"yes") == b"yes"
    assert wire.sent == [("udp", b"?", "10.91.0.30", 69)]


def test_silence_is_empty() -> None:
    assert datagram(target(), FakeWire(), 69, b"?", bool) == b""


def test_an_answer_of_somebody_else_is_none() -> None:
    wire = FakeWire()
    line = FakeUdp(wire, "10.91.0.10", 40_000)
    line.inbox.append(Datagram(data=b"yes", address="10.91.0.66", port=69))
    wire.lines.append(line)
    wire.udp = lambda **_: line  # type: ignore[method-assign]  # what comes in is given

    assert datagram(target(), wire, 69, b"?", bool) == b""
