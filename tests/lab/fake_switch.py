"""
A switch with two ports for tests of layer-2 checks: what comes in at one goes out at the other.

A stand-in, not the real thing: tests/lab_network tries the checks on a bridge of the kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from ng911risk.lab.check import SeenFrame, Target
from ng911risk.model.kinds import AssetKind
from tests.lab.fake_wire import FakeWire, target

ADDRESS = "10.91.0.2"
OWN_MAC = bytes.fromhex("020000000010")
OTHER_MAC = bytes.fromhex("020000000066")


def never(frame: bytes) -> bool:
    return False


def switch_target() -> Target:
    return target(id="sw", kind=AssetKind.NETWORK, address=ADDRESS, sip=None)


@dataclass
class FakeSwitch:
    """Change the fields to say what it does."""

    works: bool = True
    answers: bool = True
    """Whether its own address answers ARP."""
    drops: Callable[[bytes], bool] = never
    closes_on: Callable[[bytes], bool] = never
    fails_on: Callable[[bytes], bool] = never
    port_open: bool = True
    done: int = 0
    wire: FakeWire = field(default_factory=FakeWire)

    def __post_init__(self) -> None:
        self.wire.over_frames = self.pass_on

    def pass_on(self, sent: list[tuple[bytes, bool]]) -> tuple[SeenFrame, ...]:
        new, self.done = sent[self.done :], len(sent)
        return tuple(seen for frame, observer in new for seen in self._one(frame, observer))

    def _one(self, frame: bytes, observer: bool) -> list[SeenFrame]:
        if not observer:
            self.works &= not self.fails_on(frame)
            self.port_open &= not self.closes_on(frame)
        if not self.works:
            return []
        if observer:
            return [_seen(_arp_answer(), 1)] if self.answers and _asks(frame) else []
        return [_seen(frame, 1)] if self.port_open and not self.drops(frame) else []


def _seen(frame: bytes, port: int) -> SeenFrame:
    return SeenFrame(data=frame, port=port, after=0.001)


def _asks(frame: bytes) -> bool:
    return frame[12:22] == bytes.fromhex("08060001080006040001") and frame[38:42] == _address()


def _address() -> bytes:
    return IPv4Address(ADDRESS).packed


def _arp_answer() -> bytes:
    own = bytes.fromhex("02000000aa02")
    head = OTHER_MAC + own + bytes.fromhex("08060001080006040002")
    return (head + own + _address() + OTHER_MAC + bytes(4)).ljust(60, b"\0")
