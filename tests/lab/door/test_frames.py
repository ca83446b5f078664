"""Whole frames without a network: what is refused. With one: tests/lab_network/test_door.py."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ng911risk.lab.check import Refused
from ng911risk.lab.door import frames
from ng911risk.lab.door.frames import FRAME_MAX, FramePorts
from ng911risk.lab.door.host import Interface
from tests.lab.door.standing import governor

FRAME = bytes(60)


@dataclass
class FakeTap:
    interface: str
    sent: list[bytes] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        TAPS.append(self)
        if self.interface == "forbidden":
            raise PermissionError(1, "Operation not permitted")

    def send(self, frame: bytes) -> None:
        if self.interface == "closed":
            raise OSError(100, "Network is down")
        self.sent.append(frame)

    def close(self) -> None:
        self.closed = True


TAPS: list[FakeTap] = []


def _interface(name: str) -> Interface:
    return Interface(name=name, up=True, loopback=False, mac=f"mac of {name}", addresses=())


@pytest.fixture(autouse=True)
def taps(monkeypatch: pytest.MonkeyPatch) -> list[FakeTap]:
    """Every port that was opened."""
    TAPS.clear()
    monkeypatch.setattr(frames, "Tap", FakeTap)
    return TAPS


def _ports(first: str = "e0", second: str | None = "e1", check: str = "L2-01") -> FramePorts:
    one = governor()
    one.begin(check, 3)
    return FramePorts(one, _interface(first), _interface(second) if second else None)


def test_frames_leave_by_the_port_that_is_named(taps: list[FakeTap]) -> None:
    with _ports() as ports:
        assert (ports.mac, ports.observer_mac) == ("mac of e0", "mac of e1")
        ports.send(FRAME)
        ports.send(FRAME + b"2", observer=True)
        assert [tap.sent for tap in taps] == [[FRAME], [FRAME + b"2"]]

    assert all(tap.closed for tap in taps)


def test_each_frame_is_counted_and_the_fourth_of_three_refused(taps: list[FakeTap]) -> None:
    with _ports() as ports:
        for _ in range(3):
            ports.send(FRAME)
        with pytest.raises(Refused, match="3 packets"):
            ports.send(FRAME)
    assert len(taps[0].sent) == 3


def test_another_check_sends_no_frame(taps: list[FakeTap]) -> None:
    with _ports(check="SIP-01") as ports, pytest.raises(Refused, match="switch"):
        ports.send(FRAME)
    assert taps[0].sent == []


@pytest.mark.parametrize("size", [0, 13, FRAME_MAX + 1])
def test_what_is_no_frame_is_refused(taps: list[FakeTap], size: int) -> None:
    with _ports() as ports, pytest.raises(Refused, match="not sent"):
        ports.send(bytes(size))
    assert taps[0].sent == []


def test_without_an_observer_nothing_leaves_there(taps: list[FakeTap]) -> None:
    with _ports(second=None) as ports, pytest.raises(Refused, match="no observer"):
        ports.send(FRAME, observer=True)
    assert taps[0].sent == []


def test_where_it_is_not_allowed_it_says_so_and_closes_what_it_opened(
    taps: list[FakeTap],
) -> None:
    with pytest.raises(Refused, match="not possible here: Operation not permitted"):
        _ports(second="forbidden").__enter__()
    assert taps[0].closed


def test_a_port_that_the_switch_closed_is_silence() -> None:
    with _ports(first="closed") as ports:
        ports.send(FRAME)
        assert ports._governor.packets == 1
