"""
Which worlds belong to which cause, and how many events a year each world stands for.

A word is 64 worlds. Every attacker class has words of its own and every fault
event some worlds, so that rare faults are seen as well as common ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import ALL, WORD, stream_of
from ng911risk.engine.build import Built
from ng911risk.engine.ranges import ends
from ng911risk.model.catalog import Catalog
from ng911risk.model.scales import Band

End = Literal["low", "likely", "high"]
ENDS: tuple[End, ...] = ("low", "likely", "high")
Rates = NDArray[np.float64]

_BUDGET = 4_000_000
"""Words of state (nodes x words) that one run may draw; larger graphs draw fewer worlds."""

_MOST_WORDS = 128
_LEAST_WORDS = 8
_FEW_EACH = 16
"""Worlds of an event where only a few are drawn of everything."""

_MOST_EVENT_WORDS = 16
"""Words of an event that happens once a year or more; rarer ones have their share, at least 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Worlds of one cause: words from `start` to `stop`, and in them the bits of `mask`."""

    start: int
    stop: int
    mask: np.uint64


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which worlds belong to which cause."""

    causes: Mapping[str, Stretch]
    """Worlds of each actor class or event."""

    keys: NDArray[np.uint64]
    """Key of each word."""

    weights: Mapping[End, Rates]
    """Events a year that one world of each word stands for."""

    worlds: int
    """Worlds drawn for each actor class."""

    @property
    def words(self) -> int:
        """Words in all."""
        return int(self.keys.size)


def layout_of(built: Built, catalog: Catalog, seed: int, *, few: bool = False) -> Layout:
    """
    Share out the worlds: all attacker classes alike, every event some.

    Args:
        built: The graph.
        catalog: Attempts of the attacker classes.
        seed: Of the worlds.
        few: The fewest worlds that still show what leads where, for many repetitions.
    """
    actors = [name for name, one in sorted(catalog.actors.items()) if not one.blameless]
    actors = [name for name in actors if built.graph.get(f"actor:{name}") is not None]
    room = 0 if few else _BUDGET // max(1, len(built.graph))
    each = max(_LEAST_WORDS, min(_MOST_WORDS, room // max(1, len(actors))))
    causes: dict[str, Stretch] = {}
    weights: dict[End, list[float]] = {end: [] for end in ENDS}
    words: list[str] = []
    for actor in actors:
        causes[f"actor:{actor}"] = Stretch(start=len(words), stop=len(words) + each, mask=ALL)
        _weigh(weights, attempts_of(actor, catalog), each * WORD, each)
        words += [f"actor:{actor}:{word}" for word in range(each)]
    alike = _alike(built)
    events = sum(len(group) for _, group in alike)
    ample = sum(_words_each(rate.likely) * len(group) for rate, group in alike) <= room // 2
    for rate, group in alike:
        share = _FEW_EACH if few else _worlds_each(events, room // 2)
        many = _words_each(rate.likely) if share == WORD and ample else 1
        for place in range(0, len(group), WORD // share):
            together = group[place : place + WORD // share]
            for bit, event in enumerate(together):
                mask = np.uint64(((1 << share) - 1) << (bit * share))
                causes[event] = Stretch(start=len(words), stop=len(words) + many, mask=mask)
            _weigh(weights, rate, share * many, many)
            words += [f"events:{together[0]}:{word}" for word in range(many)]
    return Layout(
        causes=causes,
        keys=np.array([stream_of(f"world:{seed}:{name}") for name in words], dtype=np.uint64),
        weights={end: np.array(values) for end, values in weights.items()},
        worlds=each * WORD,
    )


def _alike(built: Built) -> list[tuple[Band, list[str]]]:
    """Events by rate and step: those of one step and one rate can share words."""
    groups: dict[tuple[float, float, float, str], list[str]] = {}
    for name, event in sorted(built.events.items()):
        if built.graph.get(name) is not None:
            rate = event.rate
            step = name.split("|")[0]
            groups.setdefault((rate.low, rate.likely, rate.high, step), []).append(name)
    return [
        (Band(low=low, likely=likely, high=high), names)
        for (low, likely, high, _), names in sorted(groups.items())
    ]


def _worlds_each(events: int, room: int) -> int:
    """Worlds for each event, a power of two: 64 while there is room, at least 1."""
    share = WORD
    while share > 1 and events * share > room * WORD:
        share //= 2
    return share


def _words_each(rate: float) -> int:
    """
    Words for an event: more for what happens often.

    Nothing seen in n worlds leaves up to 6.6 / n of them open (99 %), times the rate.
    """
    return max(1, min(_MOST_EVENT_WORDS, math.ceil(rate * _MOST_EVENT_WORDS)))


def _weigh(weights: dict[End, list[float]], rate: Band, worlds: int, words: int) -> None:
    for end in ENDS:
        weights[end] += [getattr(rate, end) / worlds] * words


def attempts_of(actor: str, catalog: Catalog) -> Band:
    """Campaigns a year of an attacker class; ValueError for a blameless one."""
    attempts = catalog.actors[actor].attempts_per_year
    if attempts is None:
        raise ValueError(f"{actor} makes no attempts")
    return ends(attempts)
