"""From a catalogue range to the ends of a band."""

from __future__ import annotations

from ng911risk.model.scales import Band, Range

REACH = 0.3
"""
How far towards its end every range is moved at once.

A report rests on hundreds of ranges. That all of them lie at their worst end
together is not plausible, and a band from never to always helps nobody; a
third of the way is judgement, argued in docs/method.md, "Two ends".
"""


def ends(number: Range) -> Band:
    """Plausible low and high of `number` when every other range moves the same way."""
    return towards(Band(low=number.low, likely=number.likely, high=number.high))


def towards(band: Band) -> Band:
    """`band` with both ends moved to REACH of their distance from the likely value."""
    return Band(
        low=band.likely + REACH * (band.low - band.likely),
        likely=band.likely,
        high=band.likely + REACH * (band.high - band.likely),
    )


def ordered(low: float, likely: float, high: float) -> Band:
    """A band of three results; where rounding or noise crosses the likely one, it bounds."""
    return Band(low=min(low, likely), likely=likely, high=max(likely, high))
