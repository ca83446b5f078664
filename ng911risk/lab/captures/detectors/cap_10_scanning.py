"""CAP-10: whether somebody looked for what is there, and whether he was told."""

from __future__ import annotations

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Detector, Judged, Tell, failed, many, passed, unclear
from ng911risk.lab.captures.judging import kind_of
from ng911risk.lab.captures.observing import Observing
from ng911risk.lab.captures.sip_text import SipText
from ng911risk.lab.captures.tally import SENDERS_MAX
from ng911risk.model.lab import LabZone
from ng911risk.model.observation import ObservedKind

REFUSALS = frozenset({403, 433, 503, 603})
"""Answers that tell nobody what is there (RFC 3261; 433 is that of a border in i3)."""

DETECTOR = Detector(
    id="CAP-10",
    title="Did somebody look for what is there, and was he told?",
    mitigation="border-control-function",
    vectors=("stolen-or-default-credentials", "unpatched-exposed-product"),
    clause="4.1.1",
)

_PASSES = "It would pass if strangers got no answer, or the same refusal whatever they ask for."
_HOSTILE = frozenset(
    {ObservedKind.SIP_SCAN, ObservedKind.REGISTRATION_ATTEMPTS, ObservedKind.MALFORMED}
)


class Seen(Observing):
    """Senders, and what they were answered."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, Tell] = {}
        self.told: dict[str, Tell] = {}
        self.refused: dict[str, int] = {}

    def sip(self, text: SipText, place: Place) -> None:
        """Count a message for who sent it, an answer for who got it."""
        super().sip(text, place)
        if not text.status:
            _of(self.asked, place.source).add(place)
        elif text.status in REFUSALS:
            if place.target in self.refused or len(self.refused) < SENDERS_MAX:
                self.refused[place.target] = self.refused.get(place.target, 0) + 1
        elif text.status >= 200:  # noqa: PLR2004 - final answers
            _of(self.told, place.target).add(place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:  # noqa: ARG001 - the same on every side
    """A scan that got answers: not effective. One that got none or refusals: effective."""
    scanners = [name for name, one in seen.tally.senders.items() if kind_of(one) in _HOSTILE]
    asked = [seen.asked[name] for name in scanners if name in seen.asked]
    told = [seen.told[name] for name in scanners if name in seen.told]
    if told:
        return failed(
            f"{many(len(scanners), 'sender')} looked for what is there with"
            f" {sum(one.count for one in asked):,} requests and got"
            f" {sum(one.count for one in told):,} answers that tell something.",
            _PASSES,
            *told,
        )
    if scanners:
        refused = sum(seen.refused.get(name, 0) for name in scanners)
        return passed(
            f"{many(len(scanners), 'sender')} looked for what is there and got"
            f" {many(refused, 'refusal')}, nothing else.",
            *asked,
        )
    return unclear(
        "Nobody looked for what is there while this was captured.",
        "It would tell more if a scan was captured, for instance one made on purpose in a lab.",
    )


def _of(tells: dict[str, Tell], address: str) -> Tell:
    found = tells.get(address)
    if found is None:
        found = Tell()
        if len(tells) < SENDERS_MAX:
            tells[address] = found
    return found
