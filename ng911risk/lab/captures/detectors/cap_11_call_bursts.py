"""CAP-11: call set-ups that come far faster than usual, and whether they were let in."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.detector import Detector, Judged, Tell, failed, many, passed, unclear
from ng911risk.lab.captures.sip_text import SipText
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.lab import LabZone

WINDOW_S: Final = 10
"""Calls are counted in steps of so many seconds."""

BURST: Final = 30
"""So many calls of one source within `WINDOW_S` are a burst (judgement), if it is also ..."""

TIMES: Final = 5.0
"""... so many times what the source sends in the middle of its other steps (judgement)."""

REFUSED: Final = 0.1
"""Part of the calls of a burst that is refused where a limit works (judgement)."""

SOURCES_MAX: Final = 2_000
"""Most sources that are told apart."""

STEPS_MAX: Final = 10_000
"""Most steps of one source: more than a day."""

CALLS_MAX: Final = 20_000
"""Most calls that are remembered at once."""

DETECTOR = Detector(
    id="CAP-11",
    title="Is a burst of calls slowed down?",
    mitigation="call-admission-control",
    verifies=True,
    vectors=("sip-signalling-flood", "tdos-pbx-voip"),
    clause="4.1.1",
)

_PASSES = "It would pass if part of such a burst from one source was refused or held back."
_NANO: Final = 1_000_000_000


@dataclass(slots=True)
class Step:
    """Calls of one source that began within `WINDOW_S`, and what became of them."""

    calls: int = 0
    taken: int = 0
    refused: int = 0
    tell: Tell = field(default_factory=Tell)


class Seen(Watch):
    """Call set-ups by source and time."""

    def __init__(self) -> None:
        self.sources: dict[str, dict[int, Step]] = {}
        self._calls: OrderedDict[bytes, Step] = OrderedDict()

    def sip(self, text: SipText, place: Place) -> None:
        """Take a request that begins a call, or the last answer to one."""
        if text.method == b"INVITE":
            if text.opens and place.at >= 0:
                self._begun(text.call, place)
        elif text.status >= 200 and text.one(b"cseq").endswith(b"INVITE"):  # noqa: PLR2004 - final
            step = self._calls.pop(text.call, None)
            if step is not None:
                step.taken += text.status < 300  # noqa: PLR2004 - success
                step.refused += text.status >= 300  # noqa: PLR2004 - the rest

    def _begun(self, call: bytes, place: Place) -> None:
        if call in self._calls:
            return  # the same call at the next hop, or sent again
        steps = self.sources.get(place.source)
        if steps is None:
            if len(self.sources) >= SOURCES_MAX:
                return
            steps = self.sources[place.source] = {}
        number = place.at // (WINDOW_S * _NANO)
        step = steps.get(number)
        if step is None:
            if len(steps) >= STEPS_MAX:
                return
            step = steps[number] = Step()
        step.calls += 1
        step.tell.add(place)
        self._calls[call] = step
        if len(self._calls) > CALLS_MAX:
            self._calls.popitem(last=False)


def judge(seen: Seen, zone: LabZone | None) -> Judged:  # noqa: ARG001 - the same on every side
    """A burst let in whole: not effective. Partly refused: effective. None: nobody can tell."""
    bursts = [step for steps in seen.sources.values() for step in _bursts(steps)]
    if not bursts:
        most = max((s.calls for steps in seen.sources.values() for s in steps.values()), default=0)
        return unclear(
            f"No burst: at most {many(most, 'call')} of one source within {WINDOW_S} seconds.",
            f"It would tell more if {BURST} calls of one source within {WINDOW_S} seconds were"
            " captured, as a load test makes them.",
        )
    worst = max(bursts, key=lambda step: step.calls)
    told = (
        f"{many(worst.calls, 'call')} of one source within {WINDOW_S} seconds:"
        f" {worst.taken} taken, {worst.refused} refused."
    )
    if worst.refused >= REFUSED * worst.calls:
        return passed(told, worst.tell)
    if worst.taken >= (1 - REFUSED) * worst.calls:
        return failed(told, _PASSES, worst.tell)
    return unclear(f"{told} The rest was not answered in the capture.", _PASSES, worst.tell)


def _bursts(steps: dict[int, Step]) -> list[Step]:
    """Steps with far more calls than the source begins otherwise, silent steps included."""
    large = [number for number, step in steps.items() if step.calls >= BURST]
    if not large:
        return []
    span = min(max(steps) - min(steps) + 1, STEPS_MAX)
    counts = [step.calls for step in steps.values()]
    usual = median(counts + [0] * (span - len(counts))) if span > 2 else 0.0  # noqa: PLR2004 - else there is nothing to compare
    return [steps[number] for number in large if steps[number].calls >= TIMES * usual]
