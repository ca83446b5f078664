"""
What imported intelligence changes in an assessment: ranges of vectors, and exploited flaws.

A feed that says that a technique is used raises the range of the vectors that the catalogue
maps to it: the odds of their first steps, once, however many feeds say so. By how much is
judgement of this project: a report says that the technique works somewhere now, not that
somebody comes here with it. The lower end stays: the report may mean nothing here.

A reference bundle (ATT&CK, CAPEC) says what exists, not what happens: it raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, TypeVar

from ng911risk.engine.matching import exploited_flaws, matches, only_what_matches
from ng911risk.model.catalog import Catalog, ThreatVector
from ng911risk.model.grammar import Step
from ng911risk.model.intelligence import Feed, FeedKind, FeedTechnique, Intelligence
from ng911risk.model.inventory import Inventory, Software
from ng911risk.model.report import Fact, IntelligenceUse
from ng911risk.model.scales import Grade, Range, Status

LIKELY_ODDS: Final = 1.5
"""The likely odds of a first step are so many times as high. Judgement of this project."""

HIGH_ODDS: Final = 3.0
"""And the odds at the upper end. Judgement of this project."""

RECENT_DAYS: Final = 365
"""What was seen longer ago raises nothing. Judgement of this project."""

_TOLD_MOST = 3
R = TypeVar("R", bound=Range)


@dataclass(frozen=True, slots=True, kw_only=True)
class Informed:
    """An inventory and a catalogue, with what intelligence says about them."""

    inventory: Inventory
    """Exploited flaws are set where nobody knew."""

    catalog: Catalog
    """Ranges are raised; its digest stays that of the files."""

    uses: tuple[IntelligenceUse, ...] = ()
    """What was raised, then what matches."""

    heard: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))
    """Fact behind a field of the inventory, by its path."""


def informed(
    inventory: Inventory,
    catalog: Catalog,
    intelligence: Intelligence,
    *,
    at: datetime,
    whole: Inventory | None = None,
) -> Informed:
    """
    Lay `intelligence` over what an assessment starts from.

    Args:
        inventory: As it is assessed: look-alikes may stand in one line.
        catalog: Checked content.
        intelligence: What was imported; nothing of it is nothing changed.
        at: Moment of the assessment.
        whole: Every look-alike with its own address, to be compared; else `inventory`.
    """
    if not intelligence.feeds:
        return Informed(inventory=inventory, catalog=catalog)
    raised, uses = _raised(catalog, intelligence, at.date())
    known, heard = _exploited(inventory, intelligence)
    return Informed(
        inventory=known,
        catalog=raised,
        uses=(*uses, *matches(whole or inventory, intelligence, at)),
        heard=heard,
    )


def relevant(
    inventory: Inventory, catalog: Catalog, intelligence: Intelligence, *, at: datetime
) -> Intelligence:
    """
    Only what an assessment of `inventory` uses: it gives the same report as the whole.

    A sealed assessment keeps this and not every feed again. Of a feed without anything about
    this site its name and digest stay: it was there.
    """
    mapped = frozenset(one for vector in catalog.vectors.values() for one in _ids(vector))
    named = only_what_matches(inventory, intelligence, at)
    feeds = tuple(
        replace(
            feed,
            techniques=tuple(one for one in feed.techniques if _meant(one) & mapped),
            indicators=tuple(
                one for one in feed.indicators if one.id in named.get(feed.digest, ())
            ),
            flaws=tuple(one for one in feed.flaws if one.cve in named.get(feed.digest, ())),
            references=(),
            not_used=(),
            notes=(),
        )
        for feed in intelligence.feeds
        if feed.kind is FeedKind.FEED
    )
    return Intelligence(feeds=feeds)


# --- techniques -------------------------------------------------------------------


def _raised(
    catalog: Catalog, intelligence: Intelligence, day: date
) -> tuple[Catalog, tuple[IntelligenceUse, ...]]:
    reasons: dict[str, list[tuple[Feed, FeedTechnique, str]]] = {}
    for feed, technique in _used(intelligence, day):
        for name, vector in catalog.vectors.items():
            if found := sorted(_ids(vector) & _meant(technique)):
                reasons.setdefault(name, []).append((feed, technique, found[0]))
    if not reasons:
        return catalog, ()
    vectors = {
        name: _raise_vector(vector, reasons[name]) if name in reasons else vector
        for name, vector in catalog.vectors.items()
    }
    uses = tuple(
        IntelligenceUse(
            feed=feed.name,
            feed_digest=feed.digest,
            object=technique.id,
            about=name,
            raised=True,
            what=f"{_title(technique, found)} is used: {technique.because}.",
        )
        for name in sorted(reasons)
        for feed, technique, found in reasons[name]
    )
    return replace(catalog, vectors=vectors), uses


def _used(intelligence: Intelligence, day: date) -> Iterator[tuple[Feed, FeedTechnique]]:
    """Techniques that some feed says are used, not too long ago."""
    for feed in intelligence.feeds:
        if feed.kind is FeedKind.FEED:
            for one in feed.techniques:
                if one.seen is None or (day - one.seen).days <= RECENT_DAYS:
                    yield feed, one


def _ids(vector: ThreatVector) -> frozenset[str]:
    """Techniques that the catalogue maps a vector to."""
    maps = vector.frameworks
    return frozenset((*maps.attack_enterprise, *maps.attack_mobile, *maps.attack_ics, *maps.capec))


def _meant(technique: FeedTechnique) -> frozenset[str]:
    """Its ids, and for a sub-technique that of the technique it belongs to."""
    ids = technique.external_ids
    return frozenset((*ids, *(one.partition(".")[0] for one in ids)))


def _raise_vector(
    vector: ThreatVector, reasons: list[tuple[Feed, FeedTechnique, str]]
) -> ThreatVector:
    told = "; ".join(
        f"{feed.name} says that {_title(technique, found)} is used ({technique.because})"
        for feed, technique, found in reasons[:_TOLD_MOST]
    )
    more = len(reasons) - _TOLD_MOST
    why = f"{told}; {more} more reports" if more > 0 else told
    first = any(_begins(step) for step in vector.steps)
    steps = tuple(
        _raise_step(step, why) if _begins(step) or not first else step for step in vector.steps
    )
    return replace(vector, steps=steps)


def _begins(step: Step) -> bool:
    """Whether an attacker can start with it."""
    return bool(step.actors) and step.success is not None


def _raise_step(step: Step, why: str) -> Step:
    if step.success is None:
        return step
    return replace(step, success=_raise(step.success, why))


def _raise(number: R, why: str) -> R:
    likely, high = _odds_times(number.likely, LIKELY_ODDS), _odds_times(number.high, HIGH_ODDS)
    basis = (
        f"{number.basis} Raised by intelligence: likely from {number.likely:g} to {likely:.3g}, "
        f"highest from {number.high:g} to {high:.3g}, as {why}. By how much is judgement of this "
        "project."
    )
    return replace(number, likely=likely, high=high, basis=basis, grade=Grade.JUDGEMENT)


def _odds_times(share: float, times: float) -> float:
    """A share whose odds are `times` those of `share`; 0 and 1 stay."""
    return times * share / (1.0 - share + times * share)


def _title(technique: FeedTechnique, found: str) -> str:
    return f"{technique.name} ({found})" if technique.name else found


# --- flaws ------------------------------------------------------------------------


def _exploited(
    inventory: Inventory, intelligence: Intelligence
) -> tuple[Inventory, Mapping[str, Fact]]:
    """Say "known to be exploited" where a listed flaw is open and nobody has said so."""
    heard: dict[str, Fact] = {}
    changed: dict[int, dict[int, Software]] = {}
    for one in exploited_flaws(inventory, intelligence):
        software = inventory.assets[one.asset].software[one.software]
        path = f"assets[{one.asset}].software[{one.software}].known_exploited"
        if software.known_exploited is not Status.UNKNOWN or path in heard:
            continue
        places = changed.setdefault(one.asset, {})
        places[one.software] = replace(software, known_exploited=Status.YES)
        heard[path] = Fact(
            what=f"{one.flaw} is listed as exploited",
            value="yes",
            place=f"{one.feed.name}, SHA-256 {one.feed.digest}",
            said_by=one.feed.name,
            grade=Grade.SECONDARY,
        )
    if not changed:
        return inventory, MappingProxyType({})
    assets = tuple(
        replace(
            asset,
            software=tuple(changed[at].get(place, one) for place, one in enumerate(asset.software)),
        )
        if at in changed
        else asset
        for at, asset in enumerate(inventory.assets)
    )
    return replace(inventory, assets=assets), MappingProxyType(heard)
