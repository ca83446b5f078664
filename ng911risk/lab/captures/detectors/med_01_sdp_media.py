"""MED-01: whether media are described as protected, and how well."""

from __future__ import annotations

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import (
    Detector,
    Judged,
    Tell,
    exposed,
    many,
    passed,
    unclear,
)
from ng911risk.lab.captures.sdp import SdpMedia
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

DETECTOR = Detector(
    id="MED-01",
    title="Are media described as protected?",
    mitigation="encrypted-media",
    vectors=("eavesdropping", "encryption-downgrade"),
    clause="3.1.9",
)

_PASSES = "It would pass if every offer and answer named RTP/SAVP or RTP/SAVPF (SRTP)."


class Seen(Watch):
    """Media of descriptions in the clear; refused ones do not count."""

    def __init__(self) -> None:
        self.plain = Tell()
        self.protected = Tell()
        self.short_keys = Tell()

    def session(self, media: list[SdpMedia], place: Place) -> None:
        """Count the media of a description."""
        for one in media:
            if not one.port or ("RTP/" not in one.profile and "MSRP" not in one.profile):
                continue
            if "SAVP" not in one.profile and "TLS" not in one.profile:
                self.plain.add(place)
            elif one.suites and not any("256" in suite for suite in one.suites):
                self.short_keys.add(place)
            else:
                self.protected.add(place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:
    """Plain RTP inside: not effective. Protected, with keys of 256 bits: effective."""
    protected = seen.protected.count + seen.short_keys.count
    if seen.plain.count:
        return exposed(
            f"{many(seen.plain.count, 'description')} of media without protection, {protected}"
            " with.",
            _PASSES,
            zone,
            seen.plain,
        )
    if seen.short_keys.count:
        return unclear(
            f"Media are protected; {many(seen.short_keys.count, 'description')} of them with keys"
            " of 128 bits only.",
            "It would pass if a suite with AES-256 was offered and taken.",
            seen.short_keys,
        )
    if seen.protected.count:
        return passed(
            f"{many(seen.protected.count, 'description')} of media, all with protection.",
            seen.protected,
        )
    return unclear("No description of media in the clear.", _PASSES)
