"""CAP-01: whether SIP goes in the clear."""

from __future__ import annotations

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import (
    Detector,
    Judged,
    Tell,
    exposed,
    is_loopback,
    many,
    passed,
    unclear,
)
from ng911risk.lab.captures.hellos import Hello
from ng911risk.lab.captures.sip_text import SipText
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

SIPS_PORT = 5061
"""Where SIP over TLS is served (RFC 3261)."""

DETECTOR = Detector(
    id="CAP-01",
    title="Is signalling protected?",
    mitigation="encrypted-signalling",
    vectors=("eavesdropping", "encryption-downgrade", "call-hijack-teardown"),
    clause="3.1.13",
)


class Seen(Watch):
    """Messages in the clear, and handshakes where SIP over TLS is served."""

    def __init__(self) -> None:
        self.plain = Tell()
        self.protected = Tell()

    def sip(self, text: SipText, place: Place) -> None:
        """Count a message between two machines."""
        if (text.method or text.status) and not is_loopback(place.target):
            self.plain.add(place)

    def hello(self, hello: Hello, place: Place) -> None:
        """Count a handshake."""
        if hello.server and not hello.datagram and place.source_port == SIPS_PORT:
            self.protected.add(place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:
    """In the clear inside: not effective. Only TLS: effective."""
    beside = f" Beside it {many(seen.protected.count, 'connection')} with TLS began."
    if seen.plain.count:
        return exposed(
            f"{many(seen.plain.count, 'message')} of SIP went in the clear."
            + (beside if seen.protected.count else ""),
            "It would pass if these elements spoke SIP over TLS only.",
            zone,
            seen.plain,
        )
    if seen.protected.count:
        return passed(
            f"No SIP in the clear; {many(seen.protected.count, 'connection')} with TLS at port"
            f" {SIPS_PORT} began.",
            seen.protected,
        )
    return unclear(
        "No SIP, and no beginning of TLS where SIP is served.",
        "It would pass if calls were captured from the beginning of their connections on.",
    )
