"""CAP-02: which version and suite handshakes of TLS end with."""

from __future__ import annotations

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import (
    Detector,
    Judged,
    Tell,
    failed,
    is_own,
    many,
    passed,
    unclear,
)
from ng911risk.lab.captures.hellos import Hello
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

TLS_1_2 = 0x0303
"""Older ones are withdrawn (RFC 8996)."""

AEAD = frozenset(
    [
        *range(0x1301, 0x1306),
        *range(0x009C, 0x00A6),
        *range(0xC02B, 0xC033),
        *range(0xC09C, 0xC0B0),
        *range(0xCCA8, 0xCCAF),
    ]
)
"""Suites that protect and authenticate in one: GCM, CCM, ChaCha20 (IANA registry of TLS)."""

DETECTOR = Detector(
    id="CAP-02",
    title="Which TLS do the elements agree on?",
    mitigation="encrypted-signalling",
    vectors=("encryption-downgrade", "eavesdropping"),
    clause="2.8.1",
)

_PASSES = "It would pass if servers took TLS 1.2 and 1.3 only, with GCM or ChaCha20."


class Seen(Watch):
    """Choices of servers between machines of private networks."""

    def __init__(self) -> None:
        self.good = Tell()
        self.old = Tell()
        self.weak = Tell()

    def hello(self, hello: Hello, place: Place) -> None:
        """Take what a server chose."""
        if not hello.server or hello.datagram:
            return
        if not (is_own(place.source) and is_own(place.target)):
            return  # a browser on its way out says nothing about the centre
        if hello.version < TLS_1_2:
            self.old.add(place)
        elif hello.suites[0] not in AEAD:
            self.weak.add(place)
        else:
            self.good.add(place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:  # noqa: ARG001 - wrong on every side
    """An old version or a weak suite: not effective, on every side."""
    if seen.old.count or seen.weak.count:
        return failed(
            f"{many(seen.old.count, 'handshake')} ended with a TLS older than 1.2,"
            f" {seen.weak.count} with a weak suite, {seen.good.count} well.",
            _PASSES,
            seen.old,
            seen.weak,
        )
    if seen.good.count:
        return passed(
            f"{many(seen.good.count, 'handshake')}, all with TLS 1.2 or 1.3 and a suite of today.",
            seen.good,
        )
    return unclear("No handshake of TLS between machines of private networks.", _PASSES)
