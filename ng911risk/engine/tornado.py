"""
What moves the result most: one input at a time at its low and at its high end, all else likely.

Campaigns, events, hours and floods act on the sum in proportion, so their
ends are arithmetic on the worlds that were drawn. Coins are thrown again in the
same worlds, for the inputs that a first estimate puts in front.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ng911risk.engine.ignorance import Ignorance, Input
from ng911risk.engine.layout import Rates
from ng911risk.engine.run import Run
from ng911risk.model.report import Influence

SHOWN = 12
"""Inputs that are shown."""

_THROWN = 32
"""Inputs of coins whose ends are thrown again, after a first estimate."""

_FAR = 3
"""Edges from a coin to what it opens: controls are gathered before they meet a step."""

_EVERY = 8
"""The first estimate looks at one word of so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """One input and what it alone does to the weighted lost hours a year."""

    known: Input
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """By how much it moves the sum."""
        return abs(self.at_high - self.at_low)


def influences(run: Run) -> tuple[Influence, ...]:
    """The inputs that move the sum most, the widest first, as the report tells them."""
    return tuple(
        Influence(
            what=one.known.what,
            place=one.known.place,
            grade=one.known.grade,
            low=one.known.low,
            likely=one.known.likely,
            high=one.known.high,
            harm_at_low=one.at_low,
            harm_at_high=one.at_high,
        )
        for one in tornado(run)
    )


def tornado(run: Run) -> tuple[Swing, ...]:
    """The inputs that move the sum most, the widest first."""
    straight = _in_proportion(run, run.ignorance)
    thrown = _thrown(run, run.ignorance, _busiest(run, run.ignorance))
    found = [one for one in (*straight, *thrown) if one.width > 0.0]
    return tuple(sorted(found, key=lambda one: (-one.width, one.known.key))[:SHOWN])


def _in_proportion(run: Run, ignorance: Ignorance) -> list[Swing]:
    """Inputs that act on the sum in proportion: how often a cause is there, and hours."""
    by_cause = run.sampling.rates_by_cause(run.meter.watched)
    rates = by_cause.sum(axis=1)
    worth = ignorance.worth(ignorance.likely)[0]
    now, by_cause_worth = float(rates @ worth), worth @ by_cause
    found = []
    for place, known in enumerate(ignorance.inputs):
        if place not in ignorance.rates and place not in ignorance.sizes:
            continue
        ends = []
        for value in (known.low, known.high):
            values = ignorance.likely.copy()
            values[place] = value
            if place in ignorance.rates:
                factors = ignorance.factors(values, run.worlds.layout)
                ends.append(now + float(by_cause_worth @ (factors - 1.0)))
            else:
                ends.append(float(rates @ ignorance.worth(values)[0]))
        found.append(Swing(known=known, at_low=ends[0], at_high=ends[1]))
    return found


def _thrown(run: Run, ignorance: Ignorance, places: Sequence[int]) -> list[Swing]:
    """Inputs of coins, thrown again at both ends in the same worlds."""
    variants = []
    for place in places:
        known = ignorance.inputs[place]
        for value in (known.low, known.high):
            values = ignorance.likely.copy()
            values[place] = value
            coins = ignorance.touched(place)
            chances = ignorance.chances(values, coins).tolist()
            variants.append(dict(zip(ignorance.nodes[coins].tolist(), chances, strict=True)))
    base, found = run.worlds.what_ifs("likely", run.meter.watched, variants)
    worth = ignorance.worth(ignorance.likely)[0]
    # a large graph tries its variants in fewer worlds: what they say of the base is taken out
    offset = float(run.rates["likely"][run.meter.watched] @ worth) - float(base @ worth)
    harm = (found @ worth + offset).tolist()
    return [
        Swing(known=ignorance.inputs[place], at_low=harm[2 * n], at_high=harm[2 * n + 1])
        for n, place in enumerate(places)
    ]


def _busiest(run: Run, ignorance: Ignorance) -> list[int]:
    """
    Inputs of coins by a first estimate, the largest first.

    Twice as likely a coin is at most twice the harm in the worlds in which its steps succeed.
    """
    weight = _behind(run, ignorance)
    estimate: list[tuple[float, str, int]] = []
    for place, known in enumerate(ignorance.inputs):
        coins = ignorance.touched(place)
        if not coins or known.high <= known.low:
            continue
        ends = []
        for value in (known.low, known.likely, known.high):
            values = ignorance.likely.copy()
            values[place] = value
            ends.append(ignorance.chances(values, coins))
        low, likely, high = ends
        moved = np.abs(high - low) / np.maximum(likely, 0.001)
        estimate.append((-float(weight[coins] @ moved), known.key, place))
    return [place for size, _, place in sorted(estimate)[:_THROWN] if size < 0.0]


def _behind(run: Run, ignorance: Ignorance) -> Rates:
    """Weighted hours a year in the worlds in which what a coin opens came true, [coins]."""
    watched = run.meter.watched
    worth = ignorance.worth(ignorance.likely)[0]
    opened = [_opened(run, int(node)) for node in ignorance.nodes]
    nodes = np.array(sorted({node for one in opened for node in one}), dtype=np.int64)
    joint = sum(
        (block.joint(watched, nodes) for block in run.worlds.blocks("likely", every=_EVERY)),
        start=np.zeros((watched.size, nodes.size)),
    )
    each = dict(zip(nodes.tolist(), (worth @ joint).tolist(), strict=True))
    return np.array([sum(each[node] for node in one) for one in opened])


def _opened(run: Run, coin: int) -> set[int]:
    """What follows first from a coin and only happens because of a cause: steps, long outages."""
    after, rates = run.built.graph.after, run.rates["likely"]
    found: set[int] = set()
    front = {coin}
    for _ in range(_FAR):
        behind = {int(node) for one in front for node in after[one]}
        found |= {node for node in behind if rates[node] > 0.0}
        front = behind - found
    return found
