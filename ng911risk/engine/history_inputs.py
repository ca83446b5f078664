"""What sealed assessments were made from, mixed: inventory of one, answers of another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence
from ng911risk.model.intelligence import NOTHING_IMPORTED, Feed, Intelligence
from ng911risk.model.inventory import Asset, Inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything a sealed assessment was made from, and the one sum it came to."""

    inventory: Inventory
    evidence: tuple[Evidence, ...]
    at: datetime
    seed: int
    harm: float
    """Weighted lost hours a year (likely), as its report says."""
    intelligence: Intelligence = NOTHING_IMPORTED
    """What others reported."""


def mixed(inventory: Inventory, answers: Inventory) -> Inventory:
    """
    `inventory` with what `answers` says about protection.

    An answer about an asset, zone or owner that is not in `inventory` says nothing there.
    An asset that `answers` does not know has no answers: nobody had been asked about it.
    """
    there = names_in(inventory)
    said = {one.id: one.weaknesses for one in answers.assets}
    return replace(
        inventory,
        controls=tuple(
            replace(one, scope=tuple(name for name in one.scope if name in there))
            for one in answers.controls
            if not one.scope or there.intersection(one.scope)
        ),
        assets=tuple(replace(one, weaknesses=said.get(one.id, ())) for one in inventory.assets),
    )


def names_in(inventory: Inventory) -> frozenset[str]:
    """What an answer may be about: assets, zones and owners."""
    parts = (inventory.assets, inventory.zones, inventory.owners)
    return frozenset(one.id for part in parts for one in part)


def fitting(evidence: tuple[Evidence, ...], there: Collection[str]) -> tuple[Evidence, ...]:
    """`evidence` as far as it speaks of what is there."""
    return tuple(
        replace(one, scope=tuple(name for name in one.scope if name in there))
        for one in evidence
        if not one.scope or any(name in there for name in one.scope)
    )


def known_to(one: Inputs, catalog: Catalog) -> Inputs:
    """Inputs without answers and evidence about what `catalog` does not have."""
    inventory = replace(
        one.inventory,
        controls=tuple(
            each for each in one.inventory.controls if each.mitigation in catalog.mitigations
        ),
        assets=tuple(_asked(asset, catalog) for asset in one.inventory.assets),
    )
    evidence = tuple(each for each in one.evidence if each.mitigation in catalog.mitigations)
    return replace(one, inventory=inventory, evidence=evidence)


def _asked(asset: Asset, catalog: Catalog) -> Asset:
    known = tuple(one for one in asset.weaknesses if one.name in catalog.weaknesses)
    return asset if known == asset.weaknesses else replace(asset, weaknesses=known)


def strange(one: Inputs, catalog: Catalog) -> set[str]:
    """Names of mitigations and weaknesses that `catalog` does not have."""
    mitigations = {each.mitigation for each in one.inventory.controls}
    mitigations |= {each.mitigation for each in one.evidence}
    weaknesses = {known.name for asset in one.inventory.assets for known in asset.weaknesses}
    return (mitigations - catalog.mitigations.keys()) | (weaknesses - catalog.weaknesses.keys())


def with_all_of_their_feeds(old: Inputs, new: Inputs) -> tuple[Inputs, Inputs]:
    """
    Both, and each with all that is known of the feeds it had.

    A sealed assessment keeps of a feed what was about its inventory. Where both had the same
    file, it said the same to both: a flaw of software that came later is no news of the feed.
    """
    whole = {
        feed.digest: _joined(feed, other)
        for feed in old.intelligence.feeds
        for other in new.intelligence.feeds
        if feed.digest == other.digest
    }
    first, second = (
        replace(
            one,
            intelligence=Intelligence(
                feeds=tuple(whole.get(feed.digest, feed) for feed in one.intelligence.feeds)
            ),
        )
        for one in (old, new)
    )
    return first, second


def _joined(feed: Feed, other: Feed) -> Feed:
    """What two cuts of one file say together, called like the older."""
    return replace(
        feed,
        indicators=tuple({one.id: one for one in (*feed.indicators, *other.indicators)}.values()),
        techniques=tuple({one.id: one for one in (*feed.techniques, *other.techniques)}.values()),
        flaws=tuple({one.cve: one for one in (*feed.flaws, *other.flaws)}.values()),
    )
