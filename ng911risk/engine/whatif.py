"""What would be: some controls or weaknesses otherwise, in the same worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ng911risk.engine.controls import left_by
from ng911risk.engine.harm import SiteHarm
from ng911risk.engine.layout import End, Rates
from ng911risk.engine.run import Run
from ng911risk.model.scales import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """One change: statuses of mitigations, or the chance of single coins."""

    said: Mapping[str, Status]
    """Mitigation -> status everywhere."""

    coins: Mapping[str, float]
    """Coin -> chance of being true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one change leads to."""

    weighted: float
    """Weighted lost hours a year."""

    harm: SiteHarm


def mitigation(name: str, status: Status) -> WhatIf:
    """One mitigation with `status` everywhere."""
    return WhatIf(said={name: status}, coins={})


def weakness(coin: str, *, present: bool) -> WhatIf:
    """One weakness known to be there, or not."""
    return WhatIf(said={}, coins={coin: float(present)})


def tried(run: Run, changes: Sequence[WhatIf], end: End) -> tuple[Result, tuple[Result, ...]]:
    """
    Results as things stand and after each change, all from the same worlds.

    Differences between them are what a change buys; the first may differ a
    little from the report's own figures where a large graph draws fewer worlds.
    """
    watched = run.meter.watched
    base, found = run.worlds.what_ifs(end, watched, [chances_of(run, one, end) for one in changes])
    before = result_of(run, base, end, {})
    after = (
        result_of(run, rates, end, one.said) for rates, one in zip(found, changes, strict=True)
    )
    return before, tuple(after)


def result_of(run: Run, watched: Rates, end: End, said: Mapping[str, Status]) -> Result:
    """Read what the rates of the watched nodes lead to while mitigations have other statuses."""
    rates = np.zeros(len(run.built.graph))
    rates[run.meter.watched] = watched
    return Result(weighted=run.weighted(rates, end, said), harm=run.meter.read(rates, end))


def chances_of(run: Run, change: WhatIf, end: End) -> dict[int, float]:
    """New chance of each coin that a change touches, by node."""
    graph = run.built.graph
    chances = {
        graph.index[coin]: float(getattr(left_by(use.effect, change.said[use.mitigation]), end))
        for coin, use in run.built.control_uses.items()
        if use.mitigation in change.said and coin in graph.index
    }
    return chances | {graph.index[coin]: chance for coin, chance in change.coins.items()}
