"""Imported indicators and flaws, held against an inventory: what of them is here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ng911risk.model.addresses import AddressBook
from ng911risk.model.intelligence import Feed, FeedFlaw, FeedIndicator, FeedKind, Intelligence
from ng911risk.model.inventory import Inventory, Software
from ng911risk.model.report import IntelligenceUse
from ng911risk.model.scales import Status

_CPE_PARTS = 13
_ANY = ("*", "-", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExploitedFlaw:
    """An open flaw of an asset's software that a feed says is exploited."""

    asset: int
    """Index of the asset."""

    software: int
    """Index of its software."""

    flaw: str
    """CVE id."""

    feed: Feed
    """Which says so."""


def exploited_flaws(inventory: Inventory, intelligence: Intelligence) -> tuple[ExploitedFlaw, ...]:
    """Open flaws by CVE id that a feed lists as exploited, in the order of the inventory."""
    listed: dict[str, Feed] = {}
    for feed in intelligence.feeds:
        for one in feed.flaws:
            if one.exploited:
                listed.setdefault(one.cve, feed)
    return tuple(
        ExploitedFlaw(asset=at, software=place, flaw=flaw, feed=listed[flaw])
        for at, asset in enumerate(inventory.assets)
        for place, software in enumerate(asset.software)
        for flaw in software.flaws
        if flaw in listed
    )


def only_what_matches(
    inventory: Inventory, intelligence: Intelligence, at: datetime
) -> Mapping[str, frozenset[str]]:
    """Ids of the indicators and flaws that `matches` speaks of, by digest of the feed."""
    found: dict[str, set[str]] = defaultdict(set)
    for use in matches(inventory, intelligence, at):
        found[use.feed_digest].add(use.object)
    return {digest: frozenset(ids) for digest, ids in found.items()}


def matches(
    inventory: Inventory, intelligence: Intelligence, at: datetime
) -> tuple[IntelligenceUse, ...]:
    """
    What imported intelligence names that stands in the inventory.

    An address, a host name, a product or a flaw that is the same. A match says where to look;
    it changes no number but for exploited flaws (see `ng911risk.engine.intelligence`).

    Args:
        inventory: Consistent.
        intelligence: Feeds; reference bundles name nobody.
        at: Moment at which indicators have to be valid.
    """
    held = _Held(inventory)
    return tuple(
        use
        for feed in intelligence.feeds
        if feed.kind is FeedKind.FEED
        for use in (*_indicated(feed, held, at), *_flawed(feed, held))
    )


class _Held:
    """What an inventory has that can be compared."""

    def __init__(self, inventory: Inventory) -> None:
        self.book = AddressBook.of(
            (address, asset.id) for asset in inventory.assets for address in asset.addresses
        )
        self.by_name: dict[str, list[tuple[str, Software]]] = defaultdict(list)
        self.by_product: dict[tuple[str, ...], list[tuple[str, Software]]] = defaultdict(list)
        self.by_flaw: dict[str, list[tuple[str, Software]]] = defaultdict(list)
        for asset in inventory.assets:
            for software in asset.software:
                entry = asset.id, software
                self.by_name[software.name.casefold()].append(entry)
                for flaw in software.flaws:
                    self.by_flaw[flaw].append(entry)
                if parts := _cpe(software.cpe):
                    self.by_product[parts[:3]].append(entry)

    def software(self, text: str) -> Iterator[tuple[str, str]]:
        """(asset, what was compared) for a product name or a CPE name."""
        parts = _cpe(text)
        if not parts:
            for asset, software in self.by_name.get(text.casefold(), ()):
                yield asset, f"its software is called {software.name}, as there"
            return
        for asset, software in self.by_product.get(parts[:3], ()):
            theirs, ours = parts[3], _cpe(software.cpe)[3]
            if theirs in _ANY or theirs == ours:
                yield asset, f"its software {software.name} has the CPE name {software.cpe}"
            elif ours in _ANY and (not software.version or software.version == theirs):
                yield asset, f"its software {software.name} may be the release {theirs}"


def _indicated(feed: Feed, held: _Held, at: datetime) -> Iterator[IntelligenceUse]:
    for one in feed.indicators:
        if _valid(one, at):
            for asset, why in _named(one, held):
                what = f"The indicator {one.name or one.id} names {why}."
                yield _use(feed, one.id, asset, what)


def _named(one: FeedIndicator, held: _Held) -> Iterator[tuple[str, str]]:
    """(asset, what was compared) for everything that an indicator names."""
    for address in one.addresses:
        for mine, asset in held.book.overlapping(address):
            yield asset, f"{address}; this is reached at {mine}"
    for domain in one.domains:
        for mine, asset in held.book.named(domain):
            yield asset, f"{domain}; this is called {mine}"
    for text in one.software:
        for asset, why in held.software(text):
            yield asset, f"{text}; {why}"
    for flaw in one.flaws:
        for asset, software in held.by_flaw.get(flaw, ()):
            yield asset, f"{flaw}, open in {software.name} here"


def _flawed(feed: Feed, held: _Held) -> Iterator[IntelligenceUse]:
    for one in feed.flaws:
        yield from _one_flaw(feed, one, held)


def _one_flaw(feed: Feed, one: FeedFlaw, held: _Held) -> Iterator[IntelligenceUse]:
    word = "exploited" if one.exploited else "known"
    sure = held.by_flaw.get(one.cve, ())
    for asset, software in sure:
        denied = one.exploited and software.known_exploited is Status.NO
        but = " The inventory says that none of its flaws is exploited." if denied else ""
        what = f"{one.cve}, open in {software.name} here, is {word} there.{but}"
        yield _use(feed, one.cve, asset, what)
    known = {asset for asset, _ in sure}
    for product in one.products:
        for asset, why in held.software(product):
            if asset not in known:
                known.add(asset)
                what = f"{one.cve} in {product} is {word} there; {why}. Ask whether it is mended."
                yield _use(feed, one.cve, asset, what)


def _valid(one: FeedIndicator, at: datetime) -> bool:
    return one.valid_from <= at and (one.valid_until is None or at < one.valid_until)


def _use(feed: Feed, object_id: str, asset: str, what: str) -> IntelligenceUse:
    return IntelligenceUse(
        feed=feed.name,
        feed_digest=feed.digest,
        object=object_id,
        about=asset,
        raised=False,
        what=what,
    )


def _cpe(text: str) -> tuple[str, ...]:
    """(part, vendor, product, version, ...) of a CPE 2.3 name, a short one filled up; else ()."""
    if not text.casefold().startswith("cpe:2.3:"):
        return ()
    parts = _split(text.casefold())[2:]
    filled = (*parts, *["*"] * (_CPE_PARTS - 2 - len(parts)))
    return filled if all(part not in _ANY for part in filled[:3]) else ()


def _split(text: str) -> list[str]:
    """Parts between colons, of which a backslash takes the meaning away."""
    made = [""]
    escaped = False
    for sign in text:
        if sign == ":" and not escaped:
            made.append("")
        else:
            made[-1] += sign
        escaped = sign == "\\" and not escaped
    return made
