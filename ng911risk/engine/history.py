"""
Why a result moved from one sealed assessment to another: the share of each cause.

The catalogue and the program come first: what the old inputs give today, less what the old
report said. The passing of time is next: the old inputs today on the new date. What is left
is what people changed or brought, and is split between inventory, answers, evidence and what
others report by the value of Shapley (1953): the mean, over every order in which the four
could have been changed, of what each change adds. The shares add up to the difference.

Every mixture is assessed with the same seed, and coins are drawn by name, so what did not
change is drawn alike (common random numbers). All is done once more with another seed; how
far the two are apart says what the luck of the draw does to each share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from itertools import permutations
from math import factorial
from typing import Final

from ng911risk.engine.assess import open_assessment
from ng911risk.engine.history_inputs import (
    Inputs,
    fitting,
    known_to,
    mixed,
    names_in,
    strange,
    with_all_of_their_feeds,
)
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence
from ng911risk.model.intelligence import Intelligence
from ng911risk.model.inventory import Inventory

OTHER_SEED: Final = 7919
"""Added to the seed for the second draw; any number does."""


class Cause(StrEnum):
    """What can move a result."""

    INVENTORY = "inventory"
    """What the centre has, and how it works; everything but answers."""

    ANSWERS = "answers"
    """What is said about protection: mitigations, and weaknesses of assets."""

    EVIDENCE = "evidence"
    """What interviews, documents and checks showed."""

    REPORTED = "reported"
    """What others report: threat feeds and lists that were imported or removed."""

    TIME = "time"
    """The date alone: support that ended, exercises and tests that grew old."""

    CATALOGUE = "catalogue"
    """Another catalogue, program or seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One cause and its share, in weighted lost hours a year; more is worse."""

    cause: Cause
    amount: float
    """Share of the difference."""

    again: float
    """The same from another draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """From one result to another."""

    before: float
    """As the old report says."""

    after: float
    """As the new report says."""

    before_today: float
    """The old inputs on their own date, assessed with what is at hand."""

    after_today: float
    """The new inputs, assessed with what is at hand."""

    moved: tuple[Moved, ...]
    """One for each cause, in the order of `Cause`."""

    left_out: tuple[str, ...]
    """Answers of either that the catalogue at hand does not know, by name."""

    @property
    def difference(self) -> float:
        """What there is to explain."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """What one assessment of a comparison is made from."""

    inventory: Inventory
    evidence: tuple[Evidence, ...]
    intelligence: Intelligence
    at: datetime
    seed: int


Measure = Callable[[Mixture], float]
"""Weighted lost hours a year (likely) of one assessment."""


def why_it_moved(
    old: Inputs, new: Inputs, catalog: Catalog, *, measure: Measure | None = None
) -> History:
    """
    Split the difference of two sealed results by cause.

    Args:
        old: The earlier one.
        new: The later one.
        catalog: At hand; the old one's catalogue is not needed.
        measure: Assesses a mixture; the engine with `catalog` if left out.

    Returns:
        The shares; their sum is the difference, to the last digit of a double.
    """
    asked = measure or _measured_with(catalog)
    fitted = [known_to(one, catalog) for one in with_all_of_their_feeds(old, new)]
    first = _split(fitted[0], fitted[1], _kept(asked), new.seed)
    second = _split(fitted[0], fitted[1], _kept(asked), new.seed + OTHER_SEED)
    return History(
        before=old.harm,
        after=new.harm,
        before_today=float(first.before),
        after_today=float(first.after),
        moved=tuple(
            Moved(
                cause=cause,
                amount=float(first.shares(old, new)[cause]),
                again=float(_again(cause, first, second, old, new)),
            )
            for cause in Cause
        ),
        left_out=tuple(sorted(strange(old, catalog) | strange(new, catalog))),
    )


def shapley(
    value: Callable[[frozenset[Cause]], Fraction], causes: tuple[Cause, ...]
) -> Mapping[Cause, Fraction]:
    """
    Value of Shapley of each of `causes`.

    Args:
        value: Worth of a set of causes taken together.
        causes: All of them; every order is tried, so a few.
    """
    shares = dict.fromkeys(causes, Fraction(0))
    for order in permutations(causes):
        done: frozenset[Cause] = frozenset()
        for cause in order:
            shares[cause] += value(done | {cause}) - value(done)
            done |= {cause}
    return {cause: share / factorial(len(causes)) for cause, share in shares.items()}


_CHANGED: Final = (Cause.INVENTORY, Cause.ANSWERS, Cause.EVIDENCE, Cause.REPORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """One draw of everything."""

    before: Fraction
    """Old inputs on the old date."""

    later: Fraction
    """Old inputs on the new date."""

    after: Fraction
    """New inputs."""

    changed: Mapping[Cause, Fraction]

    def shares(self, old: Inputs, new: Inputs) -> Mapping[Cause, Fraction]:
        """Share of every cause in the difference of the sealed results."""
        catalogue = self.before - Fraction(old.harm) + Fraction(new.harm) - self.after
        return {
            **self.changed,
            Cause.TIME: self.later - self.before,
            Cause.CATALOGUE: catalogue,
        }


def _again(cause: Cause, first: _Split, second: _Split, old: Inputs, new: Inputs) -> Fraction:
    """
    Share in the second draw.

    Of the catalogue, both ends of the way are drawn anew; where both reports could be made
    again to the last digit, there is nothing that another draw could say.
    """
    share = first.shares(old, new)[cause]
    if cause is not Cause.CATALOGUE:
        return second.shares(old, new)[cause]
    remade = (float(first.before), float(first.after)) == (old.harm, new.harm)
    moved = (second.before - first.before) - (second.after - first.after)
    return share if remade else share + moved


def _split(old: Inputs, new: Inputs, measure: Measure, seed: int) -> _Split:
    inputs = {False: old, True: new}

    def value(done: frozenset[Cause]) -> Fraction:
        base = inputs[Cause.INVENTORY in done].inventory
        one = mixed(base, inputs[Cause.ANSWERS in done].inventory)
        evidence = fitting(inputs[Cause.EVIDENCE in done].evidence, names_in(one))
        return measured(one, evidence, inputs[Cause.REPORTED in done].intelligence, new.at)

    def measured(
        inventory: Inventory,
        evidence: tuple[Evidence, ...],
        intelligence: Intelligence,
        at: datetime,
    ) -> Fraction:
        mixture = Mixture(
            inventory=inventory, evidence=evidence, intelligence=intelligence, at=at, seed=seed
        )
        return Fraction(measure(mixture))

    before = measured(old.inventory, old.evidence, old.intelligence, old.at)
    return _Split(
        before=before,
        later=value(frozenset()),
        after=value(frozenset(_CHANGED)),
        changed=shapley(value, _CHANGED),
    )


def _measured_with(catalog: Catalog) -> Measure:
    def measure(one: Mixture) -> float:
        run = open_assessment(
            one.inventory,
            catalog,
            one.evidence,
            intelligence=one.intelligence,
            at=one.at,
            seed=one.seed,
        ).run
        return run.weighted(run.rates["likely"], "likely")

    return measure


def _kept(measure: Measure) -> Measure:
    """`measure` that assesses equal mixtures once: mostly one or two of the four changed."""
    known: list[tuple[tuple[object, ...], float]] = []

    def kept(one: Mixture) -> float:
        # only the day counts, so another hour of it is the same assessment
        key = (one.at.date(), one.seed, one.evidence, one.intelligence, one.inventory)
        for asked, found in known:
            if asked == key:
                return found
        known.append((key, measure(one)))
        return known[-1][1]

    return kept
