"""CAP-12: how many calls end at once. A number for who watches patterns, no verdict."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, TypeVar

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Detector, Judged, Tell, many, unclear
from ng911risk.lab.captures.sip_text import SipText
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

T = TypeVar("T")

SHORT_S: Final = 5.0
"""Seconds from answer to end below which nobody asked for help (judgement)."""

ENOUGH: Final = 20
"""Calls below which a ratio says nothing (judgement)."""

MANY: Final = 0.5
"""Part of the calls that is unusual (judgement)."""

CALLS_MAX: Final = 20_000
"""Most calls that are remembered at once."""

DETECTOR = Detector(
    id="CAP-12",
    title="How many calls end at once?",
    mitigation="call-pattern-detection",
    vectors=("tdos-pbx-voip", "mass-calling-surge"),
)

_MORE = (
    "It would pass if the log of alarms for the same time showed that somebody was told;"
    " a capture cannot."
)


class Seen(Watch):
    """Calls that were given up before an answer, ended at once, or lasted."""

    def __init__(self) -> None:
        self.given_up = Tell()
        self.short = Tell()
        self.lasted = 0
        self._answered: OrderedDict[bytes, int] = OrderedDict()
        self._over: OrderedDict[bytes, None] = OrderedDict()

    def sip(self, text: SipText, place: Place) -> None:
        """Take an answer, or the end of a call."""
        if text.method in {b"BYE", b"CANCEL"}:
            call = text.call
            if call in self._over or place.at < 0:
                return  # at the next hop
            answered = self._answered.pop(call, None)
            _remember(self._over, call, None)
            if text.method == b"CANCEL":
                self.given_up.add(place)
            elif answered is not None and place.at - answered < SHORT_S * 1_000_000_000:
                self.short.add(place)
            else:
                self.lasted += 1
        elif 200 <= text.status < 300 and text.one(b"cseq").endswith(b"INVITE"):  # noqa: PLR2004 - success
            call = text.call
            if call not in self._answered and call not in self._over:
                _remember(self._answered, call, place.at)


def judge(seen: Seen, zone: LabZone | None) -> Judged:  # noqa: ARG001 - the same on every side
    """Always inconclusive: the number is there for who can hold it against alarms."""
    at_once = seen.given_up.count + seen.short.count
    total = at_once + seen.lasted
    if not total:
        return unclear("No call that ended while this was captured.", _MORE)
    ratio = at_once / total
    told = (
        f"{ratio:.0%} of {many(total, 'call')} ended at once: {seen.given_up.count} before an"
        f" answer, {seen.short.count} within {SHORT_S:.0f} seconds after it."
    )
    if total < ENOUGH:
        return unclear(f"{told} That is too few to mean anything.", _MORE)
    unusual = " That many are unusual: hang-ups or a load test." if ratio >= MANY else ""
    return unclear(told + unusual, _MORE, seen.given_up, seen.short)


def _remember(kept: OrderedDict[bytes, T], call: bytes, value: T) -> None:
    kept[call] = value
    if len(kept) > CALLS_MAX:
        kept.popitem(last=False)
