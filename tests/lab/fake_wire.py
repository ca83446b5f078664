"""
A wire without a network, for tests of checks: answers are scripted, what is sent is kept.

A stand-in, not the real thing: tests/lab_network tries every check on real servers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil, inf
from typing import Self

from ng911risk.lab.check import Answer, Datagram, SeenFrame, Target, TlsOffer
from ng911risk.model.kinds import AssetKind
from ng911risk.model.lab import LabTarget, LabZone

OWN = "10.91.0.10"
SECOND = "10.91.0.11"

CONNECT, SHAKE, SEGMENT = 4, 4, 1_200
"""Packets of a connection and of a handshake, as a real door counts them; bytes of a segment."""

Said = Callable[[bytes, str, int], tuple[bytes, ...]]
"""What comes back for what was sent to an address and port."""


def silent(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
    return ()


def target(zone: LabZone = LabZone.ESINET, **fields: object) -> Target:
    about: dict[str, object] = {
        "id": "bcf", "kind": AssetKind.BCF, "address": "10.91.0.30", "sip": 5060,
    }  # fmt: skip
    return Target(about=LabTarget(**(about | fields)), zone=zone)  # type: ignore[arg-type]  # as a test wants


class Late(bytes):
    """What comes so many seconds after what was said."""

    after: float = 0.0

    @classmethod
    def of(cls, data: bytes, after: float) -> Late:
        made = cls(data)
        made.after = after
        return made


def due(inbox: list[bytes], since: float) -> float:
    """Seconds until the first message is there; without end where none comes."""
    if not inbox:
        return inf
    return max(0.0, getattr(inbox[0], "after", 0.0) - since)


@dataclass
class FakeUdp:
    wire: FakeWire
    address: str
    port: int
    inbox: list[Datagram] = field(default_factory=list)
    since: float = 0.0
    """Seconds that it was listened since something was sent."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wire.lines.remove(self)

    def send(self, data: bytes, address: str, port: int) -> None:
        self.wire.sent.append(("udp", data, address, port))
        self.wire.packets += 1
        self.since = 0.0
        for answer in self.wire.over_udp(data, address, port):
            self.inbox.append(Datagram(data=answer, address=address, port=port))

    def receive(self, seconds: float) -> Datagram | None:
        wait = due([one.data for one in self.inbox[:1]], self.since)
        self.since += min(wait, seconds)
        self.wire.waited += min(wait, seconds)
        return self.inbox.pop(0) if wait <= seconds else None


@dataclass
class FakeStream:
    wire: FakeWire
    to: tuple[str, int]
    answer: Answer = Answer.CONNECTED
    offer: TlsOffer | None = None
    tls_version: str = ""
    tls_suite: str = ""
    tls_failure: str = ""
    certificates: tuple[bytes, ...] = ()
    inbox: list[bytes] = field(default_factory=list)
    closes: bool = False
    """Whether the other end closes after what it says."""

    closed: bool = False
    since: float = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, data: bytes) -> bool:
        self.wire.sent.append(("tcp", data, *self.to))
        if self.answer is not Answer.CONNECTED or self.tls_failure:
            return False
        self.wire.packets += ceil(len(data) / SEGMENT)
        self.since = 0.0
        self.inbox += self.wire.over_stream(self, data)
        return True

    def receive(self, seconds: float, at_most: int = 65_536) -> bytes:
        if self.closes and not self.inbox:
            self.closed = True
            return b""
        wait = due(self.inbox, self.since)
        self.since += min(wait, seconds)
        self.wire.waited += min(wait, seconds)
        if wait > seconds:
            return b""
        self.wire.packets += 1
        return self.inbox.pop(0)[:at_most]


@dataclass
class FakeFrames:
    wire: FakeWire
    mac: str = "02:00:00:00:00:10"
    observer_mac: str = "02:00:00:00:00:66"
    observer_address: str = "10.91.0.66"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, frame: bytes, *, observer: bool = False) -> None:
        self.wire.frames_sent.append((frame, observer))

    def listen(self, seconds: float) -> tuple[SeenFrame, ...]:
        self.wire.waited += seconds
        return self.wire.over_frames(self.wire.frames_sent)


@dataclass
class FakeWire:
    """Change the three functions to say what answers."""

    over_udp: Said = silent
    over_stream: Callable[[FakeStream, bytes], list[bytes]] = lambda stream, data: []
    connects: Callable[[str, int, TlsOffer | None], FakeStream] | None = None
    over_frames: Callable[[list[tuple[bytes, bool]]], tuple[SeenFrame, ...]] = lambda sent: ()
    distrust: str = ""
    address: str = OWN
    second_address: str = SECOND
    packets_per_second: int = 50
    has_client_certificate: bool = True
    has_authority: bool = True
    sent: list[tuple[str, bytes, str, int]] = field(default_factory=list)
    frames_sent: list[tuple[bytes, bool]] = field(default_factory=list)
    lines: list[FakeUdp] = field(default_factory=list)
    waited: float = 0.0
    packets: int = 0
    """About what the door would count, with the acknowledgements of the kernel."""

    def udp(self, *, port: int = 0, second: bool = False) -> FakeUdp:
        own = self.second_address if second else self.address
        line = FakeUdp(self, own, port or 40_000 + len(self.lines))
        self.lines.append(line)
        return line

    def tcp(self, address: str, port: int, *, seconds: float = 2.0) -> FakeStream:
        self.packets += CONNECT
        if self.connects is not None:
            return self.connects(address, port, None)
        return FakeStream(self, (address, port), answer=Answer.REFUSED)

    def tls(
        self, target: Target, port: int, offer: TlsOffer, *, seconds: float = 3.0
    ) -> FakeStream:
        self.packets += CONNECT + SHAKE
        if self.connects is not None:
            return self.connects(target.address, port, offer)
        return FakeStream(self, (target.address, port), answer=Answer.REFUSED, offer=offer)

    def frames(self) -> FakeFrames:
        return FakeFrames(self)

    def wait(self, seconds: float) -> None:
        self.waited += seconds

    def trusted(self, chain: tuple[bytes, ...], name: str) -> str:
        return self.distrust
