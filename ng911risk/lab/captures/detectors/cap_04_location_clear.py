"""CAP-04: whether the location of callers can be read on the way. It is counted, never kept."""

from __future__ import annotations

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Detector, Judged, Tell, exposed, many, unclear
from ng911risk.lab.captures.http_text import HttpText
from ng911risk.lab.captures.sip_text import SipText
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

DETECTOR = Detector(
    id="CAP-04",
    title="Can the location of callers be read on the way?",
    mitigation="encrypted-signalling",
    vectors=("eavesdropping", "caller-location-spoofing"),
    clause="2.8.1",
)

_PASSES = "It would pass if locations went over TLS only, in calls as in queries."
_PIDF = b"application/pidf+xml"
_NAMESPACE = b"urn:ietf:params:xml:ns:pidf"


class Seen(Watch):
    """Locations in calls, in answers of location servers, and references to them."""

    def __init__(self) -> None:
        self.calls = Tell()
        self.answers = Tell()
        self.references = Tell()

    def sip(self, text: SipText, place: Place) -> None:
        """Look for a location in a message."""
        if text.body and any(part.kind == _PIDF for part in text.parts()):
            self.calls.add(place)
        elif b"geolocation" in text.headers and b"<cid:" not in text.one(b"geolocation").lower():
            self.references.add(place)

    def http(self, text: HttpText, place: Place) -> None:
        """Look for a location in an answer."""
        if text.status and _NAMESPACE in text.body:
            self.answers.add(place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:
    """A location in the clear inside: not effective."""
    if seen.calls.count or seen.answers.count:
        return exposed(
            f"{many(seen.calls.count, 'message')} of calls and"
            f" {many(seen.answers.count, 'answer')} of web services showed a location in the"
            " clear.",
            _PASSES,
            zone,
            seen.calls,
            seen.answers,
        )
    if seen.references.count:
        return unclear(
            f"{many(seen.references.count, 'message')} referred to a location without showing it;"
            " how it is fetched was not seen in the clear.",
            _PASSES,
            seen.references,
        )
    return unclear("No location in the clear.", _PASSES)
