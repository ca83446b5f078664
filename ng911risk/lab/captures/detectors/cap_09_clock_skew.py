"""CAP-09: whether the clocks of the elements agree, by what they say and when it was captured."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from statistics import median
from typing import Final

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Detector, Judged, Tell, failed, passed, unclear
from ng911risk.lab.captures.http_text import HttpText
from ng911risk.lab.captures.jws import jws_of
from ng911risk.lab.captures.sip_text import SipText
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

NEAR_S: Final = 2.0
"""Seconds that clocks may differ: a Date header has whole seconds, a message takes time."""

FAR_S: Final = 10.0
"""Seconds that show a wrong clock (judgement)."""

SOURCES_MAX: Final = 1_000
"""Most elements whose clocks are compared."""

SAMPLES_MAX: Final = 100
"""Most times of one element."""

DETECTOR = Detector(
    id="CAP-09",
    title="Do the clocks agree?",
    mitigation="resilient-naming-and-time",
    refutes=False,
    vectors=("naming-and-time-attack",),
)

_PASSES = f"It would pass if all clocks differed by at most {NEAR_S:.0f} seconds."


class Seen(Watch):
    """How far the clock of each element is from that of the capture."""

    def __init__(self) -> None:
        self.offsets: dict[str, list[float]] = {}
        self.tell = Tell()

    def sip(self, text: SipText, place: Place) -> None:
        """Take a Date header; that of a proxy may be of who spoke before it."""
        if b"date" in text.headers:
            self._take(_date(text.one(b"date")), place)

    def http(self, text: HttpText, place: Place) -> None:
        """Take a Date header, and the time in a log event."""
        self._take(_date(text.one(b"date")), place)
        found = jws_of(text.body, text.one(b"content-type")) if text.method == "POST" else None
        if found is not None:
            self._take(_timestamp(found.payload.get("timestamp")), place)

    def _take(self, told: float | None, place: Place) -> None:
        if told is None or place.at < 0:
            return
        kept = self.offsets.get(place.source)
        if kept is None:
            if len(self.offsets) >= SOURCES_MAX:
                return
            kept = self.offsets[place.source] = []
        if len(kept) < SAMPLES_MAX:
            kept.append(told - place.at / 1_000_000_000)
            self.tell.add(place)


def judge(seen: Seen, zone: LabZone | None) -> Judged:  # noqa: ARG001 - wrong on every side
    """Far apart from each other: not effective. The capture's own clock is nobody's measure."""
    clocks = [median(one) for one in seen.offsets.values()]
    if len(clocks) < 2:  # noqa: PLR2004 - one clock agrees with itself
        off = f", {_words(clocks)} from that of the capture" if clocks else ""
        return unclear(
            f"The clocks of {len(clocks)} elements were told{off}: there is nothing to compare.",
            f"It would pass if two elements told the time, at most {NEAR_S:.0f} seconds apart.",
            seen.tell,
        )
    apart = max(clocks) - min(clocks)
    told = f"{len(clocks)} clocks are at most {apart:,.0f} seconds apart"
    if apart > FAR_S:
        return failed(f"{told}.", _PASSES, seen.tell)
    if apart > NEAR_S:
        return unclear(f"{told}; some of it may be the way.", _PASSES, seen.tell)
    return passed(f"{told}, and {_words(clocks)} from that of the capture.", seen.tell)


def _words(clocks: Iterable[float]) -> str:
    return f"{max(map(abs, clocks)):,.0f} seconds"


def _date(value: bytes) -> float | None:
    if not value or len(value) > 60:  # noqa: PLR2004 - no date is longer
        return None
    try:
        return parsedate_to_datetime(value.decode("ascii", "replace")).timestamp()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _timestamp(value: object) -> float | None:
    if not isinstance(value, str) or len(value) > 60:  # noqa: PLR2004 - no time is longer
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
