"""MED-02: whether keys of media can be read in signalling."""

from __future__ import annotations

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Detector, Judged, Tell, failed, many, passed, unclear
from ng911risk.lab.captures.sdp import SdpMedia
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

DETECTOR = Detector(
    id="MED-02",
    title="Can keys of media be read in signalling?",
    mitigation="encrypted-media",
    vectors=("eavesdropping",),
    clause="3.1.9",
)

_PASSES = "It would pass if such offers came over TLS only, or keys were agreed on with DTLS."


class Seen(Watch):
    """Descriptions in the clear, with and without keys. The keys are not kept."""

    def __init__(self) -> None:
        self.keys = Tell()
        self.without = Tell()

    def session(self, media: list[SdpMedia], place: Place) -> None:
        """Count a description that names protection."""
        if any(one.suites for one in media):
            self.keys.add(place)
        elif any("SAVP" in one.profile for one in media):
            self.without.add(place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:  # noqa: ARG001 - wrong on every side
    """A key in the clear protects nothing: not effective, on every side."""
    if seen.keys.count:
        return failed(
            f"{many(seen.keys.count, 'message')} in the clear showed the key of the media"
            " (a=crypto): whoever recorded it can listen.",
            _PASSES,
            seen.keys,
        )
    if seen.without.count:
        return passed(
            f"{many(seen.without.count, 'description')} of protected media, none with its key.",
            seen.without,
        )
    return unclear("No description of protected media in the clear.", _PASSES)
