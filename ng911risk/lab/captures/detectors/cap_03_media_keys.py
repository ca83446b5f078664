"""CAP-03: how media agree on keys with DTLS, and whether somebody between could step in."""

from __future__ import annotations

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Detector, Judged, Tell, failed, many, passed, unclear
from ng911risk.lab.captures.hellos import Hello
from ng911risk.lab.captures.sdp import SdpMedia
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

DTLS_1_2 = 0xFEFD
"""A larger number is older: versions of DTLS count downwards (RFC 6347)."""

WEAK_HASHES = frozenset({"md5", "md2", "sha-1"})
"""Hashes of fingerprints that can be forged (RFC 8122)."""

DETECTOR = Detector(
    id="CAP-03",
    title="Is the key exchange of media sound?",
    mitigation="encrypted-media",
    vectors=("eavesdropping", "encryption-downgrade"),
    clause="3.1.9",
)

_PASSES = "It would pass if keys were agreed on with DTLS 1.2 and the fingerprint came over TLS."


class Seen(Watch):
    """Fingerprints in the clear, and what handshakes of DTLS end with."""

    def __init__(self) -> None:
        self.fingerprints = Tell()
        self.weak = Tell()
        self.good = Tell()
        self.old = Tell()

    def session(self, media: list[SdpMedia], place: Place) -> None:
        """Take a description."""
        hashes = {one.fingerprint for one in media if one.fingerprint}
        if hashes:
            (self.weak if hashes & WEAK_HASHES else self.fingerprints).add(place)

    def hello(self, hello: Hello, place: Place) -> None:
        """Take what a server chose."""
        if hello.server and hello.datagram:
            (self.old if hello.version > DTLS_1_2 else self.good).add(place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:  # noqa: ARG001 - wrong on every side
    """Old or weak: not effective. A fingerprint in the clear: nobody can tell."""
    if seen.old.count or seen.weak.count:
        return failed(
            f"{many(seen.old.count, 'handshake')} of media ended with a DTLS older than 1.2;"
            f" {many(seen.weak.count, 'fingerprint')} can be forged.",
            _PASSES,
            seen.old,
            seen.weak,
        )
    if seen.fingerprints.count:
        return unclear(
            f"{many(seen.fingerprints.count, 'fingerprint')} came in the clear: it keeps out who"
            " listens, not who can change signalling on the way.",
            _PASSES,
            seen.fingerprints,
        )
    if seen.good.count:
        return passed(
            f"{many(seen.good.count, 'handshake')} of media ended with DTLS 1.2 or newer, and no"
            " fingerprint went in the clear.",
            seen.good,
        )
    return unclear("No key exchange of media with DTLS.", _PASSES)
