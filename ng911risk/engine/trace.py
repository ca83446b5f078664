"""Where a number comes from: every coin of a step, followed to a cell, an answer or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ng911risk.engine.build import Built, Try
from ng911risk.model.catalog import Catalog, YesMeans
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import AttackStep, Fact, Factor
from ng911risk.model.scales import Band, Range, Status

_STATUS_WORDS = {
    Status.YES: "yes",
    Status.PARTLY: "partly",
    Status.NO: "no",
    Status.UNKNOWN: "unknown",
}


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tracer:
    """Tells steps with their factors; `place` turns a field path into a cell or a line."""

    inventory: Inventory
    catalog: Catalog
    built: Built
    place: Callable[[str], str]

    heard: Mapping[str, Fact] = field(default_factory=dict)
    """What intelligence says about a field of the inventory, by its path."""

    known: dict[str, Factor] = field(default_factory=dict)
    """Factors by coin: what many steps share is told once."""

    def step(self, attempt: Try) -> AttackStep:
        """One step with every coin behind it."""
        deciding = self._deciding(attempt)
        return AttackStep(
            id=attempt.id,
            finding=attempt.finding,
            title=attempt.step.title.replace("{target}", attempt.asset.label),
            asset=attempt.asset.id,
            zone=attempt.asset.zone,
            chance=_product([factor.chance for factor in deciding]),
            factors=(*self._starting(attempt), *deciding, *self._lengthening(attempt)),
        )

    def _deciding(self, attempt: Try) -> tuple[Factor, ...]:
        """The coins that make it succeed."""
        luck = [self._once(attempt.luck, self._luck, attempt)] if attempt.luck else []
        weak = [self._once(coin, self._weakness, coin) for coin in attempt.weaknesses]
        held = [self._once(coin, self._control, coin) for coin in attempt.controls]
        return (*luck, *weak, *held)

    def _starting(self, attempt: Try) -> tuple[Factor, ...]:
        """The event that starts it, for what nobody does on purpose."""
        return (self._start(attempt),) if attempt.cause in self.built.events else ()

    def _lengthening(self, attempt: Try) -> tuple[Factor, ...]:
        """The coins that make its outage the longer of two; they do not make it happen."""
        coins = self.built.recoveries.get(attempt.id, ())
        return tuple(self._once(f"long {coin}", self._long, coin) for coin in coins)

    def _once(self, name: str, make: Callable[[T], Factor], what: T) -> Factor:
        if name not in self.known:
            self.known[name] = make(what)
        return self.known[name]

    def _long(self, coin: str) -> Factor:
        name = self.built.control_uses[coin].mitigation
        title = self.catalog.mitigations[name].title
        return replace(self._control(coin), what=f"Outage not shortened by: {title}")

    def _start(self, attempt: Try) -> Factor:
        rate = attempt.step.rate
        assert rate is not None  # noqa: S101 -- events have rates
        assert attempt.cause is not None  # noqa: S101 -- the caller has looked
        return Factor(
            what="Happens so many times a year",
            chance=self.built.events[attempt.cause].rate,
            facts=(
                self._content(
                    f"threat_catalog/{attempt.vector}.yaml", f"steps[{attempt.step.id}].rate", rate
                ),
            ),
        )

    def _luck(self, attempt: Try) -> Factor:
        success = attempt.step.success
        assert success is not None and attempt.luck is not None  # noqa: S101, PT018 -- as above
        coin = self.built.graph.coins[self.built.graph.index[attempt.luck]]
        where = f"steps[{attempt.step.id}].success"
        facts = [self._content(f"threat_catalog/{attempt.vector}.yaml", where, success)]
        return Factor(
            what="The try succeeds once everything needed is there",
            chance=coin.chance,
            facts=tuple(facts),
        )

    def _weakness(self, coin: str) -> Factor:
        name, asset, known = self.built.weakness_uses[coin]
        weakness = self.catalog.weaknesses[name]
        node = self.built.graph.get(coin)
        certain = Band(low=1.0, likely=1.0, high=1.0)
        chance = self.built.graph.coins[node].chance if node is not None else certain
        said = Fact(
            what=weakness.ask,
            value=_answer(known.status, weakness.yes_means),
            place=self.place(known.place)
            if known.place
            else f"nobody said; assets[{asset}].weaknesses",
            said_by=known.said_by,
        )
        facts = [said, *([self.heard[known.place]] if known.place in self.heard else [])]
        if known.status is Status.UNKNOWN:
            file = f"threat_catalog/weaknesses/{name}.yaml"
            facts.append(self._content(file, "if_unknown", weakness.if_unknown))
        return Factor(what=f"Weakness: {weakness.title}", chance=chance, facts=tuple(facts))

    def _control(self, coin: str) -> Factor:
        use = self.built.control_uses[coin]
        mitigation = self.catalog.mitigations[use.mitigation]
        said = Fact(
            what=f"{mitigation.title} ({use.scope})",
            value=_STATUS_WORDS[use.status],
            place=self.place(use.place) if use.place else "nobody said; controls",
            said_by=use.said_by,
        )
        file = f"mitigations/{use.mitigation}.yaml"
        return Factor(
            what=f"Not stopped by: {mitigation.title}",
            chance=self.built.graph.coins[self.built.graph.index[coin]].chance,
            facts=(said, self._content(file, use.answer, use.effect)),
        )

    def _content(self, file: str, where: str, number: Range) -> Fact:
        return Fact(
            what=number.basis,
            value=f"{number.low:g} to {number.high:g}, likely {number.likely:g}",
            place=f"{file} {where}",
            said_by="catalogue",
            grade=number.grade,
        )


def _answer(weak: Status, means: YesMeans) -> str:
    """The answer to the question about a weakness, from whether the weakness is there."""
    turned = {Status.YES: Status.NO, Status.NO: Status.YES}
    return _STATUS_WORDS[turned.get(weak, weak) if means is YesMeans.SAFE else weak]


def _product(bands: list[Band]) -> Band:
    low = likely = high = 1.0
    for band in bands:
        low, likely, high = low * band.low, likely * band.likely, high * band.high
    return Band(low=low, likely=likely, high=high)
