"""
What nobody knows exactly, input by input: the ranges of the catalogue and unknown answers.

The band of a report moves all of them together. Here each is a number of its
own that can be set, so that it can be asked what one input alone does to the
result (`tornado.py`) and what holds whatever they are (`stability.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ng911risk.andor.bits import streams_of
from ng911risk.engine.build import Built, Flood, Try
from ng911risk.engine.coins import PARTLY_WEAK, ControlUse
from ng911risk.engine.controls import PARTLY, UNKNOWN
from ng911risk.engine.floods import FloodMeter
from ng911risk.engine.harm import HarmMeter
from ng911risk.engine.layout import ENDS, Layout, Rates
from ng911risk.model.catalog import Catalog
from ng911risk.model.grammar import Recovery
from ng911risk.model.inventory import Inventory
from ng911risk.model.scales import Band, Grade, Range, Status

_WEIGHTS = {Status.PARTLY: PARTLY, Status.UNKNOWN: UNKNOWN}
_SURE = {Status.YES: 1.0, Status.NO: 0.0}
_NONE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One number that nobody knows exactly."""

    key: str
    """Stable name."""

    what: str
    """In plain words."""

    place: str
    """Inventory cell, answer, or catalogue file and field."""

    grade: Grade | None
    """How well known; None for an answer of the inventory."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coin:
    """How a coin's chance follows from inputs: `one`, or 1 - `one` x `other`."""

    node: int
    one: int | float
    other: int | float | None
    """Inputs by place; a plain number where it is known."""

    def chance(self, values: Rates) -> float:
        """Chance of being true at some values of the inputs."""
        one = _value(self.one, values)
        return one if self.other is None else 1.0 - one * _value(self.other, values)


class Ignorance:
    """All inputs that matter to one site, and what follows from values for them."""

    def __init__(
        self,
        *,
        inventory: Inventory,
        catalog: Catalog,
        built: Built,
        causes: Iterable[str],
        meter: HarmMeter,
        floods: FloodMeter,
    ) -> None:
        self._inventory, self._catalog, self._built = inventory, catalog, built
        self._meter, self._flood_meter = meter, floods
        self._place: dict[str, int] = {}
        self._known_hours: dict[tuple[tuple[str, Status], ...], tuple[Rates, ...]] = {}
        self._inputs: list[Input] = []
        self._causes: dict[str, int] = {}
        self._hours: dict[Recovery, int] = {}
        self._floods: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._coins = [*self._lucky(), *self._guarded(), *self._weak(), *self._other_coins()]
        self._coins.sort(key=lambda one: one.node)
        self._read_rates(causes)
        self._read_sizes()

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every input, in a stable order."""
        return tuple(self._inputs)

    @cached_property
    def likely(self) -> Rates:
        """[inputs] the likely value of each."""
        return np.array([one.likely for one in self._inputs])

    @cached_property
    def low(self) -> Rates:
        """[inputs] the lowest plausible value of each."""
        return np.array([one.low for one in self._inputs])

    @cached_property
    def high(self) -> Rates:
        """[inputs] the highest plausible value of each."""
        return np.array([one.high for one in self._inputs])

    def streams(self, seed: int) -> NDArray[np.uint64]:
        """[inputs] keys of the random numbers of each, made from its stable name."""
        return streams_of(f"range:{seed}:{one.key}" for one in self._inputs)

    @cached_property
    def nodes(self) -> NDArray[np.int64]:
        """[coins] nodes of the coins whose chance hangs on an input, ascending."""
        return np.array([one.node for one in self._coins], dtype=np.int64)

    def chances(self, values: Rates, of: Iterable[int] | None = None) -> Rates:
        """
        Chance of every coin in the order of `nodes`.

        Args:
            values: [inputs] a value of each.
            of: Only these coins, by their place in `nodes`.
        """
        coins = self._coins if of is None else [self._coins[place] for place in of]
        return np.array([one.chance(values) for one in coins])

    def in_place(self, mitigation: str, values: Rates) -> dict[int, float]:
        """Chances of the coins of one mitigation, were it fully in place."""
        uses, index = self._built.control_uses, self._built.graph.index
        return {
            index[coin]: 1.0 - float(values[self._place[_effect_key(use)]])
            for coin, use in uses.items()
            if use.mitigation == mitigation and coin in index
        }

    def touched(self, place: int) -> list[int]:
        """Coins that hang on the input at `place`, by their place in `nodes`."""
        return self._touched.get(place, [])

    @cached_property
    def _touched(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for number, coin in enumerate(self._coins):
            for one in (coin.one, coin.other):
                if isinstance(one, int):
                    found.setdefault(one, []).append(number)
        return found

    @cached_property
    def rates(self) -> frozenset[int]:
        """Inputs that say how often a cause is there."""
        return frozenset(self._causes.values())

    @cached_property
    def sizes(self) -> frozenset[int]:
        """Inputs that say how long or how large what happens is."""
        return frozenset((*self._hours.values(), *self._floods.tolist()))

    def factors(self, values: Rates, layout: Layout) -> Rates:
        """[causes] by how much each cause's events a year are multiplied, in the layout's order."""
        factors = np.ones(len(layout.causes))
        for place, cause in enumerate(layout.causes):
            known = self._causes.get(cause, _NONE)
            if known >= 0 and self._inputs[known].likely > 0.0:
                factors[place] = values[known] / self._inputs[known].likely
        return factors

    def worth(self, values: Rates, tried: Sequence[Mapping[str, Status]] = ({},)) -> Rates:
        """
        Weighted hours that one event of every watched node costs.

        Args:
            values: [inputs] a value of each.
            tried: Statuses of mitigations that are tried, one mapping for each row.

        Returns:
            [tried, watched], in the order of the meter's `watched`.
        """
        hours = self._meter.worth({one: float(values[at]) for one, at in self._hours.items()})
        worth = np.tile(hours, (len(tried), 1))
        size = values[self._floods]
        where = np.searchsorted(self._meter.watched, self._flood_meter.nodes)
        for row, said in enumerate(tried):
            low, likely, high = self._flood_hours(said)
            moved = np.where(size < 0.0, likely - low, high - likely)
            np.add.at(worth[row], where, likely + size * moved)
        return worth

    def _flood_hours(self, said: Mapping[str, Status]) -> tuple[Rates, ...]:
        key = tuple(sorted(said.items()))
        if key not in self._known_hours:
            self._known_hours[key] = tuple(self._flood_meter.hours(end, said) for end in ENDS)
        return self._known_hours[key]

    # --- what there is ----------------------------------------------------------

    def _lucky(self) -> Iterator[_Coin]:
        for coin, attempt in sorted(_by_luck(self._built.tries.values()).items()):
            success = attempt.step.success
            node = self._built.graph.get(coin)
            if success is not None and node is not None:
                at = self._of_step("success", attempt, success, "success of a try")
                yield _Coin(node=node, one=at, other=None)

    def _guarded(self) -> Iterator[_Coin]:
        for coin, use in sorted(self._built.control_uses.items()):
            node = self._built.graph.get(coin)
            if node is None:
                continue
            title = self._catalog.mitigations[use.mitigation].title
            effect = self._add(
                _effect_key(use),
                f"How much it stops when it works: {title}",
                f"mitigations/{use.mitigation}.yaml {use.answer}",
                use.effect,
            )
            weight: float = _SURE.get(use.status, 0.0)
            if use.status in _WEIGHTS:
                band = _WEIGHTS[use.status]
                words = "Is it there" if use.status is Status.UNKNOWN else "How much of it is there"
                weight = self._answer(
                    f"answer:{use.mitigation}|{use.scope}",
                    f"{words}: {title} ({use.scope})",
                    use.place or f"controls: mitigation {use.mitigation}",
                    band,
                )
            yield _Coin(node=node, one=weight, other=effect)

    def _weak(self) -> Iterator[_Coin]:
        names = {asset.id: asset.label for asset in self._inventory.assets}
        for coin, (name, asset, known) in sorted(self._built.weakness_uses.items()):
            node = self._built.graph.get(coin)
            if node is None:
                continue
            weakness = self._catalog.weaknesses[name]
            share = weakness.if_unknown.likely
            unknown = Band(low=0.0, likely=share, high=1.0)
            at = self._answer(
                coin,
                f"Weakness: {weakness.title} ({names[asset]})",
                known.place or f"assets[{asset}].weaknesses: {name}",
                unknown if known.status is Status.UNKNOWN else PARTLY_WEAK,
            )
            yield _Coin(node=node, one=at, other=None)

    def _other_coins(self) -> Iterator[_Coin]:
        touching = {
            f"touches:{attempt.vector}.{attempt.step.id}|": (attempt, gift.effect.calls)
            for attempt in self._built.tries.values()
            for gift in attempt.step.gives
            if gift.effect is not None and gift.effect.calls is not None
        }
        for node, coin in sorted(self._built.graph.coins.items()):
            name = self._built.graph.names[node]
            if name.startswith("fallback:"):
                service = name.removeprefix("fallback:").replace("-", " ")
                at = self._answer(
                    name,
                    f"The other channel fails too: {service}",
                    "services: fallback",
                    coin.chance,
                )
                yield _Coin(node=node, one=at, other=None)
            known = touching.get(name.split("|")[0] + "|")
            if known is not None:
                at = self._of_step("calls", *known, "share of calls touched")
                yield _Coin(node=node, one=at, other=None)

    def _read_rates(self, causes: Iterable[str]) -> None:
        attempts = {
            attempt.cause: attempt
            for _, attempt in sorted(self._built.tries.items())
            if attempt.step.rate is not None
        }
        for cause in causes:
            actor = cause.removeprefix("actor:")
            made = self._catalog.actors.get(actor)
            if made is not None and made.attempts_per_year is not None:
                self._causes[cause] = self._add(
                    f"attempts:{actor}",
                    f"Campaigns a year: {made.title}",
                    f"threat_catalog/actors/{actor}.yaml attempts_per_year",
                    made.attempts_per_year,
                )
            elif cause in attempts and attempts[cause].step.rate is not None:
                attempt = attempts[cause]
                rate = attempt.step.rate
                assert rate is not None  # noqa: S101 -- just looked
                self._causes[cause] = self._of_step("rate", attempt, rate, "times a year")

    def _read_sizes(self) -> None:
        for recovery in Recovery:
            self._hours[recovery] = self._add(
                f"hours:{recovery.value}",
                f"Hours until it works again: {recovery.value}",
                f"threat_catalog/recovery/{recovery.value}.yaml hours",
                self._catalog.recoveries[recovery].hours,
            )
        sizes = [self._size(flood) for flood in self._built.floods]
        self._floods = np.array(sizes, dtype=np.int64)

    def _size(self, flood: Flood) -> int:
        vector, step = flood.attempt.vector, flood.attempt.step.id
        title = self._catalog.vectors[vector].title
        both = Band(low=-1.0, likely=0.0, high=1.0)
        return self._add_input(
            Input(
                key=f"flood:{vector}.{step}",
                what=f"Size of the flood, calls and hours together: {title}",
                place=f"threat_catalog/{vector}.yaml steps[{step}].gives",
                grade=flood.gift.calls_per_hour.grade,
                low=both.low,
                likely=both.likely,
                high=both.high,
            )
        )

    def _of_step(self, field: str, attempt: Try, number: Range, words: str) -> int:
        vector, step = attempt.vector, attempt.step
        title = self._catalog.vectors[vector].title
        return self._add(
            f"{field}:{vector}.{step.id}",
            f"{title}, step {step.id}: {words}",
            f"threat_catalog/{vector}.yaml steps[{step.id}].{field}",
            number,
        )

    def _add(self, key: str, what: str, place: str, number: Range) -> int:
        return self._add_input(
            Input(
                key=key,
                what=what,
                place=place,
                grade=number.grade,
                low=number.low,
                likely=number.likely,
                high=number.high,
            )
        )

    def _answer(self, key: str, what: str, place: str, band: Band) -> int:
        low, high = sorted((band.low, band.high))
        return self._add_input(
            Input(
                key=key, what=what, place=place, grade=None, low=low, likely=band.likely, high=high
            )
        )

    def _add_input(self, one: Input) -> int:
        place = self._place.get(one.key)
        if place is None:
            place = self._place[one.key] = len(self._inputs)
            self._inputs.append(one)
        return place


def _by_luck(tries: Iterable[Try]) -> dict[str, Try]:
    return {one.luck: one for one in sorted(tries, key=lambda one: one.id) if one.luck}


def _effect_key(use: ControlUse) -> str:
    return f"effect:{use.mitigation}|{use.answer}"


def _value(number: float, values: Rates) -> float:
    """An int is the place of an input, a float stands for itself."""
    return float(values[number]) if isinstance(number, int) else number
