"""CAP-05: whether the location of a call is another one at the next hop."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Detector, Judged, Tell, failed, many, unclear
from ng911risk.lab.captures.sip_text import SipText, digest
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

CALLS_MAX: Final = 10_000
"""Most calls that are remembered at once."""

DETECTOR = Detector(
    id="CAP-05",
    title="Does a location change on the way?",
    mitigation="encrypted-signalling",
    vectors=("caller-location-spoofing", "location-record-tampering"),
    clause="2.8.1",
)

_PASSES = "It would pass if no element changed a location, and TLS kept others from doing it."
_PIDF = b"application/pidf+xml"

_First = tuple[bytes, Place]


class Seen(Watch):
    """First location of each call, as a digest, and where it was another one."""

    def __init__(self) -> None:
        self.changed = Tell()
        self.same = Tell()
        self._calls: OrderedDict[bytes, _First] = OrderedDict()

    def sip(self, text: SipText, place: Place) -> None:
        """Compare the location of a call with what it was before."""
        if text.method != b"INVITE" or not text.body:
            return
        told = [part.content for part in text.parts() if part.kind == _PIDF and part.content]
        call = digest(text.one(b"call-id") + b"\0" + text.one(b"cseq"))
        if not told or not call:
            return
        location = digest(b"".join(b"".join(told).split()))
        first = self._calls.get(call)
        if first is None:
            self._calls[call] = (location, place)
            if len(self._calls) > CALLS_MAX:
                self._calls.popitem(last=False)
        elif (place.source, place.target) != (first[1].source, first[1].target):
            tell = self.same if location == first[0] else self.changed
            tell.pair(first[1], place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:  # noqa: ARG001 - wrong on every side
    """Another location at another hop: not effective. The same everywhere proves little."""
    if seen.changed.count:
        return failed(
            f"{many(seen.changed.count, 'call')} carried another location at the next hop than"
            " before.",
            _PASSES,
            seen.changed,
        )
    if seen.same.count:
        return unclear(
            f"{many(seen.same.count, 'call')} carried the same location at every hop that was"
            " captured. That nobody changed it does not show that nobody could.",
            _PASSES,
            seen.same,
        )
    return unclear(
        "No call whose location was seen at two hops.",
        "It would tell more if both sides of an element were captured.",
    )
