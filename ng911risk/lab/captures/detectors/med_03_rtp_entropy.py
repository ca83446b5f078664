"""MED-03: whether the bytes of media look like voice or like ciphertext."""

from __future__ import annotations

from ng911risk.lab.captures.detector import (
    Detector,
    Judged,
    Tell,
    exposed,
    many,
    passed,
    unclear,
)
from ng911risk.lab.captures.rtp import SAMPLE, Media, Stream
from ng911risk.lab.captures.watch import Span, Watch
from ng911risk.model.lab import LabZone

CIPHER_BITS = 7.9
"""Bits per byte that ciphertext has at least; SRTP had 7.99 (judgement, from real calls)."""

VOICE_BITS = 7.0
"""Bits per byte that G.711 has at most; real voice had 3.0 to 5.6 (judgement, the same)."""

G711 = frozenset({0, 8})
"""Payload types of G.711 (RFC 3551)."""

DETECTOR = Detector(
    id="MED-03",
    title="Do the bytes of media look like voice?",
    mitigation="encrypted-media",
    verifies=True,
    vectors=("eavesdropping",),
    clause="3.1.9",
)

_PASSES = "It would pass if media were SRTP: bytes that show no pattern."


class Seen(Watch):
    """Streams by what their bytes look like."""

    def __init__(self) -> None:
        self.voice = Tell()
        self.cipher = Tell()
        self.between = Tell()
        self.short = Tell()

    def end(self, media: Media, span: Span) -> None:  # noqa: ARG002 - the same
        """Take every stream."""
        for stream in media.found():
            self._kind(stream, media.profile(stream)).add(stream.place())

    def _kind(self, stream: Stream, profile: str) -> Tell:
        known = stream.payload_type in G711
        if stream.entropy is None:
            return self.short
        if stream.entropy >= CIPHER_BITS and (known or "SAVP" in profile):
            return self.cipher
        if stream.entropy <= VOICE_BITS and known:
            return self.voice
        return self.between


def judge(seen: Seen, zone: LabZone | None) -> Judged:
    """Voice inside: not effective. Only ciphertext: effective."""
    if seen.voice.count:
        return exposed(
            f"{many(seen.voice.count, 'stream')} can be listened to: at most {VOICE_BITS:.1f} bits"
            " per byte, as voice in G.711 has.",
            _PASSES,
            zone,
            seen.voice,
        )
    if seen.between.count:
        return unclear(
            f"{many(seen.between.count, 'stream')} may be compressed voice or ciphertext: the"
            " bytes alone do not tell.",
            f"It would pass if it was G.711 with at least {CIPHER_BITS} bits per byte.",
            seen.between,
        )
    if seen.cipher.count:
        return passed(
            f"{many(seen.cipher.count, 'stream')} look like ciphertext: at least {CIPHER_BITS}"
            " bits per byte.",
            seen.cipher,
        )
    return unclear(
        f"{many(seen.short.count, 'stream')} of media with fewer than {SAMPLE} packets."
        if seen.short.count
        else "No media.",
        f"It would pass if {SAMPLE} packets of a stream were captured, and were ciphertext.",
        seen.short,
    )
