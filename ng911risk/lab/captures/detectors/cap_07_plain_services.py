"""CAP-07: queries for routes and locations, log events and policies over HTTP without TLS."""

from __future__ import annotations

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import (
    Detector,
    Judged,
    Tell,
    failed,
    is_loopback,
    many,
    unclear,
)
from ng911risk.lab.captures.http_text import HttpText
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

DETECTOR = Detector(
    id="CAP-07",
    title="Do web services of i3 speak without TLS?",
    mitigation="encrypted-signalling",
    vectors=("eavesdropping", "location-record-tampering", "log-and-recording-tampering"),
    clause="2.8.1",
)

_PASSES = "It would pass if they answered over TLS only, and asked for a certificate."
_SERVICES = (
    ("LoST", (b"urn:ietf:params:xml:ns:lost1",), (b"application/lost+xml",), ()),
    (
        "HELD",
        (b"urn:ietf:params:xml:ns:geopriv:held",),
        (b"application/held+xml",),
        (b"/heldlocationrequest",),
    ),
    ("log events", (), (), (b"/logevents",)),
    ("policies", (), (), (b"/policies",)),
    (
        "additional data",
        (b"EmergencyCallData",),
        (),
        (b"/adr", b"/serviceinfo", b"/providerinfo"),
    ),
)


class Seen(Watch):
    """Messages of each service."""

    def __init__(self) -> None:
        self.services: dict[str, Tell] = {}

    def http(self, text: HttpText, place: Place) -> None:
        """Look which service a message belongs to."""
        if is_loopback(place.target):
            return
        kind = text.one(b"content-type").partition(b";")[0].strip().lower()
        path, start = text.path.partition(b"?")[0].lower(), text.body[:2_000]
        for name, spaces, kinds, paths in _SERVICES:
            if (
                kind in kinds
                or any(space in start for space in spaces)
                or any(path.startswith(one) for one in paths)
            ):
                self.services.setdefault(name, Tell()).add(place)
                return


def judge(seen: Seen, zone: LabZone | None) -> Judged:  # noqa: ARG001 - wrong on every side
    """Any of them in the clear: not effective, on every side."""
    if seen.services:
        total = sum(tell.count for tell in seen.services.values())
        return failed(
            f"{many(total, 'message')} of {', '.join(sorted(seen.services))} went over HTTP"
            " without TLS.",
            _PASSES,
            *seen.services.values(),
        )
    return unclear(
        "No LoST, HELD, log event or policy over plain HTTP. What goes over TLS cannot be seen.",
        _PASSES,
    )
