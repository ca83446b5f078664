"""
Packets of RTP -> streams by their SSRC, with what tells voice in the clear from ciphertext.

A stream counts as media if a description of a session (SDP) announced one of its ends, or if
its sequence numbers follow one another. Voice itself is only held until its bytes are counted.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ng911risk.lab.captures.decode import Place, address_text
from ng911risk.lab.captures.frames import NO_TIME
from ng911risk.model.observation import Transport

STREAMS_MAX: Final = 20_000
"""Most streams that are told apart in one capture."""

ANNOUNCED_MAX: Final = 20_000
"""Most ends that descriptions of sessions announce."""

SAMPLE: Final = 200
"""Packets whose bytes are counted, of each stream."""

SAMPLES_MAX: Final = 8 * 1024 * 1024
"""Most bytes that wait to be counted, of all streams together."""

LIKELY: Final = 20
"""So many packets, nine of ten in order, are media though nobody announced them."""

_HEADER: Final = 12
_PART: Final = 400
_CONTROL: Final = range(192, 224)

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

    expected: int = 0
    packets: int = 0
    in_order: int = 0
    sample: bytearray | None = field(default_factory=bytearray)
    """None: counted, or given up."""

    sampled: int = 0
    entropy: float | None = None
    """Bits per byte of payload; None: fewer than `SAMPLE` packets."""

    length: int = 0
    """Bytes of payload of its first packet."""

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
        self._waiting_bytes = 0

    def announce(self, address: bytes, port: int, profile: str) -> None:
        """Note an end that a description of a session names."""
        if len(self._announced) < ANNOUNCED_MAX:
            self._announced[address, port] = profile

    def add(self, ends: bytes, data: bytes, at: int, end: int, number: int) -> None:
        """
        Take one packet.

        Args:
            ends: Source address, target address, source port, target port.
            data: Where the packet stands, from `at` to `end`.
            at: First byte of the header of RTP.
            end: Byte behind the last.
            number: Of the frame.
        """
        if end - at < _HEADER or data[at + 1] in _CONTROL:
            self.control += end - at >= _HEADER
            return
        key = ends + data[at + 8 : at + 12]
        stream = self.streams.get(key)
        if stream is None:
            if len(self.streams) >= STREAMS_MAX:
                return
            stream = self.streams[key] = _begun(ends, data, at, end, number)
            self._waiting[key] = stream
        sequence = data[at + 2] << 8 | data[at + 3]
        stream.packets += 1
        stream.in_order += sequence == stream.expected
        stream.expected = (sequence + 1) & 0xFFFF
        if stream.sample is not None:
            self._sample(key, stream, data, at, end)

    def found(self) -> list[Stream]:
        """Streams that are media, in the order they began."""
        kept = []
        for stream in self.streams.values():
            stream.announced = stream.target in self._announced or stream.source in self._announced
            likely = stream.packets >= LIKELY and stream.in_order * 10 >= stream.packets * 9
            if stream.announced or likely:
                kept.append(stream)
        return kept

    def profile(self, stream: Stream) -> str:
        """What was announced for a stream, for instance RTP/AVP; empty: nothing."""
        return self._announced.get(stream.target) or self._announced.get(stream.source, "")

    def _sample(self, key: bytes, stream: Stream, data: bytes, at: int, end: int) -> None:
        sample = stream.sample
        assert sample is not None  # noqa: S101 - asked by the only caller
        start = at + _HEADER + 4 * (data[at] & 0x0F)
        stop = min(end, start + _PART)
        before = len(sample)
        sample += data[start:stop]
        self._waiting_bytes += len(sample) - before
        stream.sampled += 1
        if stream.sampled >= SAMPLE:
            stream.entropy = entropy(sample)
            self._forget(key)
        elif self._waiting_bytes > SAMPLES_MAX:
            self._forget(next(iter(self._waiting)))

    def _forget(self, key: bytes) -> None:
        stream = self._waiting.pop(key)
        if stream.sample is not None:
            self._waiting_bytes -= len(stream.sample)
            stream.sample = None


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


def _begun(ends: bytes, data: bytes, at: int, end: int, number: int) -> Stream:
    size = (len(ends) - 4) // 2
    ports = ends[-4:]
    return Stream(
        source=(ends[:size], ports[0] << 8 | ports[1]),
        target=(ends[size : 2 * size], ports[2] << 8 | ports[3]),
        ssrc=data[at + 8 : at + 12],
        payload_type=data[at + 1] & 0x7F,
        first=number,
        expected=data[at + 2] << 8 | data[at + 3],
        length=max(0, end - at - _HEADER - 4 * (data[at] & 0x0F)),
    )
