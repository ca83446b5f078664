"""
From the rows of many sites to one view of a state, and what one fix does for many.

Everything here is a sum or an order. Expected values (losses, hours, calls, harm)
add up over sites even where sites fail together; a chance that two sites fail
does not follow from their reports, so none is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from math import fsum

from ng911risk.engine.site_row import total
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.scales import Band, Level
from ng911risk.model.state import (
    STATE_FORMAT,
    MissingSite,
    PartKind,
    SharedPart,
    SitePart,
    SiteRow,
    StateFix,
    StateReport,
    StateSite,
    StateTotals,
    WordCount,
)

FIRST = 3
"""Actions that a line of the table names."""

NAMED = 20
"""Most sites that a shared part names; it counts them all."""

_SEVERAL = 2
_OUTSIDE = (
    OwnerClass.CARRIER,
    OwnerClass.NGCS_PROVIDER,
    OwnerClass.VENDOR,
    OwnerClass.AUTHORITY,
)

_PartKey = tuple[PartKind, str, str, str, OwnerClass | None]
"""What makes two parts one: the id, and for an owner its name too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow:
    """A row, where its site was read, and where its own page lies."""

    row: SiteRow
    """The numbers."""

    file: str
    """Below the folder of the state."""

    report: str = ""
    """Its page, seen from the state page; empty where only the row was handed in."""


def state_report(
    rows: Iterable[PlacedRow],
    missing: Iterable[MissingSite] = (),
    *,
    at: datetime,
    tool_version: str,
    catalog_digest: str,
    seed: int,
) -> StateReport:
    """
    One view of many sites.

    Args:
        rows: Each site once, in any order; taken one by one, so that the rows of a
            nation need not be in memory together.
        missing: Files that could not be assessed.
        at: Moment the view speaks of.
        tool_version: Version of ng911risk, for the record.
        catalog_digest: Of the catalogue in use, for the record.
        seed: Of the worlds, for the record.

    Returns:
        The view; the order of `rows` and `missing` changes nothing in it.
    """
    gone = tuple(sorted(missing, key=lambda one: one.file))
    sums = _Sums()
    for placed in rows:
        sums.add(placed)
    sites = tuple(sorted(sums.sites, key=lambda one: (-one.harm.likely, one.name, one.file)))
    return StateReport(
        format=STATE_FORMAT,
        made_at=at,
        tool_version=tool_version,
        catalog_digest=catalog_digest,
        seed=seed,
        totals=_totals(sites, len(gone)),
        sites=sites,
        missing=gone,
        shared=sums.shared_parts(),
        fixes=sums.state_fixes(),
        warnings=tuple(sums.warnings(tool_version, catalog_digest, at)),
    )


@dataclass(slots=True)
class _Shared:
    """One part that sites may share, as far as it is known."""

    part: SitePart
    sites: list[tuple[str, str]] = field(default_factory=list)
    """File and name of each site."""

    harms: list[float] = field(default_factory=list)


@dataclass(slots=True)
class _Fix:
    """One mitigation done by one kind of organisation, as far as it is known."""

    titles: set[str] = field(default_factory=set)
    owners: Counter[_PartKey] = field(default_factory=Counter)
    removed: list[Band] = field(default_factory=list)
    ask_only: int = 0
    first_three: int = 0


@dataclass(slots=True)
class _Sums:
    """What is kept while rows go by."""

    sites: list[StateSite] = field(default_factory=list)
    parts: dict[_PartKey, _Shared] = field(default_factory=dict)
    fixes: dict[tuple[str, OwnerClass], _Fix] = field(default_factory=dict)
    inventories: dict[str, list[str]] = field(default_factory=dict)
    """Digest -> files that hold this inventory."""

    made_with: Counter[tuple[str, str, datetime]] = field(default_factory=Counter)

    def add(self, placed: PlacedRow) -> None:
        """Take one site into account."""
        row = placed.row
        self.sites.append(_line(placed))
        self.inventories.setdefault(row.inventory_digest, []).append(placed.file)
        self.made_with[row.tool_version, row.catalog_digest, row.made_at] += 1
        for part in row.parts:
            shared = self.parts.setdefault(_key(part), _Shared(part))
            # Sites may name one thing differently; which name is shown must not hang on the order.
            shared.part = min(shared.part, part, key=lambda one: one.label)
            shared.sites.append((placed.file, row.name))
            shared.harms.append(part.harm)
        self._add_actions(row)

    def _add_actions(self, row: SiteRow) -> None:
        owners = {one.id: _key(one) for one in row.parts if one.kind is PartKind.OWNER}
        for place, action in enumerate(row.actions):
            fix = self.fixes.setdefault((action.mitigation, action.owner_class), _Fix())
            fix.titles.add(action.title)
            fix.owners.update(owners[one] for one in action.owners if one in owners)
            fix.removed.append(action.harm_removed)
            fix.ask_only += not action.available
            fix.first_three += place < FIRST

    def shared_parts(self) -> tuple[SharedPart, ...]:
        """What at least two sites have, most harm first."""
        several = (one for one in self.parts.values() if len(one.sites) >= _SEVERAL)
        found = [_shared_part(one) for one in several]
        order = list(PartKind)
        found.sort(key=lambda one: (-one.harm, -one.sites, order.index(one.kind), one.id))
        return tuple(found)

    def state_fixes(self) -> tuple[StateFix, ...]:
        """Every mitigation that helps somewhere, what helps most over all sites first."""
        found = [
            StateFix(
                mitigation=mitigation,
                title=min(fix.titles),
                owner_class=owner_class,
                outside=owner_class in _OUTSIDE,
                shared_owners=self._owners_of_several(fix),
                sites=len(fix.removed),
                ask_only=fix.ask_only,
                first_three=fix.first_three,
                harm_removed=total(fix.removed),
            )
            for (mitigation, owner_class), fix in self.fixes.items()
        ]
        classes = list(OwnerClass)
        found.sort(
            key=lambda one: (
                -one.harm_removed.likely,
                -one.sites,
                one.mitigation,
                classes.index(one.owner_class),
            )
        )
        return tuple(found)

    def _owners_of_several(self, fix: _Fix) -> tuple[str, ...]:
        keys = (key for key, sites in fix.owners.items() if sites >= _SEVERAL)
        return tuple(sorted({self.parts[key].part.label for key in keys}))

    def warnings(self, tool_version: str, catalog_digest: str, at: datetime) -> Iterator[str]:
        """How far the lines can be compared, in plain words."""
        for files in sorted(sorted(one) for one in self.inventories.values()):
            if len(files) >= _SEVERAL:
                yield f"The same inventory is counted more than once: {', '.join(files[:NAMED])}."
        other = sum(
            sites
            for (version, digest, _), sites in self.made_with.items()
            if (version, digest) != (tool_version, catalog_digest)
        )
        if other:
            yield (
                f"{other:,} of {len(self.sites):,} sites were assessed elsewhere with another "
                "version or catalogue; compare their numbers with care."
            )
        then = sum(sites for (_, _, made_at), sites in self.made_with.items() if made_at != at)
        if then:
            yield f"{then:,} of {len(self.sites):,} sites speak of another moment than this page."


def _key(part: SitePart) -> _PartKey:
    match part.kind:
        case PartKind.PRODUCT:
            return part.kind, part.id, "", "", None
        case PartKind.OWNER:
            return part.kind, part.id, part.label, "", part.owner_class
        case PartKind.ASSET:
            owner = f"{part.owner} {part.owner_label}"
            return part.kind, part.id, part.asset_kind, owner, part.owner_class


def _line(placed: PlacedRow) -> StateSite:
    row = placed.row
    return StateSite(
        file=placed.file,
        report=placed.report,
        name=row.name,
        state=row.state,
        stage=row.stage,
        headline=row.headline,
        headline_service=row.headline_service,
        hours_lost=row.hours_lost,
        calls=row.calls,
        harm=row.harm,
        top_finding=row.top_finding,
        top_risk=row.top_risk,
        high_findings=row.high_findings,
        unknowns=row.unknowns,
        first_actions=tuple(one.title for one in row.actions[:FIRST]),
    )


def _shared_part(shared: _Shared) -> SharedPart:
    part = shared.part
    return SharedPart(
        kind=part.kind,
        id=part.id,
        label=part.label,
        asset_kind=part.asset_kind,
        owner_label=part.owner_label,
        owner_class=part.owner_class,
        sites=len(shared.sites),
        harm=fsum(shared.harms),
        first_sites=tuple(name for _, name in sorted(shared.sites)[:NAMED]),
    )


def _totals(sites: tuple[StateSite, ...], missing: int) -> StateTotals:
    words = Counter(one.headline.word for one in sites)
    return StateTotals(
        sites=len(sites),
        missing=missing,
        losses=total(one.headline.rate for one in sites),
        hours_lost=total(one.hours_lost for one in sites),
        calls=total(one.calls for one in sites),
        harm=total(one.harm for one in sites),
        high_findings=sum(one.high_findings for one in sites),
        unknowns=sum(one.unknowns for one in sites),
        words=tuple(WordCount(word=word, sites=words[word]) for word in reversed(Level)),
    )
