"""CAP-08: log events and policies that nobody signed. Signatures are looked for, not verified."""

from __future__ import annotations

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Detector, Judged, Tell, failed, unclear
from ng911risk.lab.captures.http_text import HttpText
from ng911risk.lab.captures.jws import jws_of
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

DETECTOR = Detector(
    id="CAP-08",
    title="Are log events and policies signed?",
    mitigation="central-signed-logging",
    vectors=("log-and-recording-tampering", "route-policy-manipulation"),
    clause="5.10",
)

_PASSES = "It would pass if every one was signed, and the signatures were verified by who keeps it."
_PATHS = (b"/logevents", b"/policies")


class Seen(Watch):
    """What came signed, and what did not."""

    def __init__(self) -> None:
        self.unsigned = Tell()
        self.signed = Tell()

    def http(self, text: HttpText, place: Place) -> None:
        """Look at the body of a message."""
        found = jws_of(text.body, text.one(b"content-type"))
        if found is not None:
            (self.signed if found.signed else self.unsigned).add(place)
        elif text.method == "POST" and text.body and text.path.lower().startswith(_PATHS):
            self.unsigned.add(place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:  # noqa: ARG001 - wrong on every side
    """One without a signature: not effective."""
    if seen.unsigned.count:
        return failed(
            f"{seen.unsigned.count} of {seen.unsigned.count + seen.signed.count} log events or"
            " policies bore no signature (or alg none).",
            _PASSES,
            seen.unsigned,
        )
    if seen.signed.count:
        return unclear(
            f"{seen.signed.count} log events or policies, all with a signature. Whether it"
            " is right is not verified here.",
            _PASSES,
            seen.signed,
        )
    return unclear("No log event or policy in the clear.", _PASSES)
