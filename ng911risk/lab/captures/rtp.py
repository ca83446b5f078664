"""
Packets of RTP -> streams by their SSRC, with what tells voice in the clear from ciphertext.

A stream counts as media if a description of a session (SDP) announced one of its ends, or if
its sequence numbers follow one another. Voice itself is only held until its bytes are counted.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from ng911risk.lab.captures.blocks import NO_TIME
from ng911risk.lab.captures.decode import Place, address_text
from ng911risk.model.observation import Transport

STREAMS_MAX: Final = 20_000
"""Most streams that are told apart in one capture."""

ANNOUNCED_MAX: Final = 20_000
"""Most ends that descriptions of sessions announce."""

SAMPLE: Final = 200
"""Packets whose bytes are counted, of each stream."""

HELD_MAX: Final = 40_000
"""Most packets that wait to be counted, of all streams together."""

PART: Final = 600
"""Most bytes of one packet that are looked at."""

LIKELY: Final = 20
"""So many packets, nine of ten in order, are media though nobody announced them."""

HEADER: Final = 12
"""Bytes of the shortest header of RTP."""

CONTROL: Final = range(192, 224)
"""Kinds of packets of RTCP, where RTP has its payload type."""

End = tuple[bytes, int]
"""Address and port."""


@dataclass(slots=True)
class Stream:
    """One source of media, one way."""

    source: End
    target: End
    ssrc: bytes
    payload_type: int
    """Of its first packet."""

    first: int
    """Number of its first frame."""

    packets: int = 0
    held: list[bytes] | None = field(default_factory=list)
    """First packets, from the header of RTP on; None: counted, or given up."""

    counted: int = 0
    """Packets whose order was looked at; none of a stream that was announced."""

    in_order: int = 0
    """Those of them that followed the one before."""

    entropy: float | None = None
    """Bits per byte of payload; None: fewer than `SAMPLE` packets."""

    announced: bool = False

    def place(self) -> Place:
        """Where it began."""
        source, target = address_text(self.source[0]), address_text(self.target[0])
        return Place(
            self.first, NO_TIME, source, self.source[1], target, self.target[1], Transport.UDP
        )


class Media:
    """Every stream of a capture, and what was announced."""

    def __init__(self) -> None:
        self.streams: dict[bytes, Stream] = {}
        self.control = 0
        """Packets of RTCP."""

        self._announced: dict[End, str] = {}
        self._waiting: OrderedDict[bytes, Stream] = OrderedDict()
        self._held = 0

    def announce(self, address: bytes, port: int, profile: str) -> None:
        """Note an end that a description of a session names."""
        if len(self._announced) < ANNOUNCED_MAX:
            self._announced[address, port] = profile

    def add(self, ends: bytes, packet: bytes, number: int) -> None:
        """
        Take one packet.

        Args:
            ends: Source address, target address, source port, target port.
            packet: From the header of RTP on.
            number: Of the frame.
        """
        if len(packet) < HEADER:
            return
        if packet[1] in CONTROL:
            self.control += 1
            return
        self.several(ends + packet[8:12], [packet[:PART]], 1, number)

    def several(self, key: bytes, packets: list[bytes], count: int, number: int) -> None:
        """
        Take packets of one stream.

        Args:
            key: Source address, target address, both ports, SSRC.
            packets: The first `SAMPLE` of them or all, in their order, cut at `PART` bytes.
            count: How many there are in all.
            number: Frame of the first.
        """
        stream = self.streams.get(key)
        if stream is None:
            if len(self.streams) >= STREAMS_MAX:
                return
            stream = self.streams[key] = _begun(key, packets[0], number)
            self._waiting[key] = stream
        stream.packets += count
        if stream.held is None:
            return
        taken = packets[: SAMPLE - len(stream.held)]
        stream.held += taken
        self._held += len(taken)
        if len(stream.held) >= SAMPLE:
            self._settle(key)
        while self._held > HELD_MAX:
            self._settle(next(iter(self._waiting)))

    def found(self) -> list[Stream]:
        """Streams that are media, in the order they began."""
        for key in list(self._waiting):
            self._settle(key)
        kept = []
        for stream in self.streams.values():
            stream.announced = self._is_announced(stream)
            likely = stream.counted >= LIKELY and stream.in_order * 10 >= stream.counted * 9
            if stream.announced or likely:
                kept.append(stream)
        return kept

    def profile(self, stream: Stream) -> str:
        """What was announced for a stream, for instance RTP/AVP; empty: nothing."""
        return self._announced.get(stream.target) or self._announced.get(stream.source, "")

    def _is_announced(self, stream: Stream) -> bool:
        return stream.target in self._announced or stream.source in self._announced

    def _settle(self, key: bytes) -> None:
        """Count what is held of a stream, and let go of it."""
        stream = self._waiting.pop(key)
        held = stream.held or []
        stream.held = None
        self._held -= len(held)
        if not self._is_announced(stream):  # otherwise nobody asks for their order
            numbers = [one[2] << 8 | one[3] for one in held]
            steps = sum((one + 1) & 0xFFFF == other for one, other in pairwise(numbers))
            stream.counted, stream.in_order = len(held), steps + bool(held)
        if len(held) >= SAMPLE:
            stream.entropy = entropy(b"".join(one[HEADER + 4 * (one[0] & 0x0F) :] for one in held))


def entropy(data: bytes | bytearray) -> float:
    """
    Bits per byte: 8 is what good ciphertext has, voice of G.711 has 3 to 6.

    Source: Shannon, A Mathematical Theory of Communication (1948), section 6.
    """
    if not data:
        return 0.0
    counts = np.bincount(np.frombuffer(data, dtype=np.uint8), minlength=256)
    shares = counts[counts > 0] / len(data)
    return float(-(shares * np.log2(shares)).sum())


def _begun(key: bytes, packet: bytes, number: int) -> Stream:
    size = (len(key) - 8) // 2
    ports = key[-8:-4]
    return Stream(
        source=(key[:size], ports[0] << 8 | ports[1]),
        target=(key[size : 2 * size], ports[2] << 8 | ports[3]),
        ssrc=key[-4:],
        payload_type=packet[1] & 0x7F,
        first=number,
    )
