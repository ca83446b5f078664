"""
A list of one's own and a template -> an inventory.

What the list has takes the place of what the template has of the same kind, and inherits
its connections. What the list does not say (numbers, connections, services) stays as the
template has it and is marked as assumed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ng911risk.editing.cuts import without_assets
from ng911risk.errors import InputError
from ng911risk.importers.own_choices import LEAVE_OUT, OWN, Asked, Choices, Meaning
from ng911risk.importers.own_list import Line
from ng911risk.importers.own_words import MAKER, asked_as, stem_of
from ng911risk.importers.result import Draft, ReadInventory, checked
from ng911risk.importers.start import build_inventory
from ng911risk.model.inventory import (
    MOST_LINES,
    Asset,
    Carries,
    DataFlow,
    Inventory,
    OutsideZone,
    Owner,
    OwnerClass,
    Requirement,
    Service,
    SiteProfile,
    Software,
    Trust,
    Zone,
)
from ng911risk.model.kinds import AssetKind
from ng911risk.records import Place

_ANY_WILL_DO = frozenset((
    AssetKind.CALL_POSITION, AssetKind.RADIO_CONSOLE, AssetKind.TRUNK_GROUP, AssetKind.CIRCUIT,
    AssetKind.POWER, AssetKind.WORKSTATION,
))  # fmt: skip
"""Kinds of which one can stand in for another without anybody having said so."""

_VENDORS = {
    AssetKind.CAD: "cad-vendor",
    AssetKind.CHFE: "phone-vendor",
    AssetKind.MASS_NOTIFICATION: "alert-vendor",
}
"""Kind to the owner under which a template has whoever sells it."""

_ID_MAX = 40
_COUNT_MAX = 100_000
_WORDS = {"ups": "batteries", "battery": "batteries", "electric": "utility", "genset": "generator"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """An inventory made of a list, and where each part of it comes from."""

    read: ReadInventory
    listed: tuple[str, ...]
    """Ids of assets that the list has."""

    assumed: tuple[Asset, ...]
    """Assets that only the template has."""

    offered: tuple[Asset, ...]
    """Those, and the ones somebody said they do not have."""

    unconnected: tuple[Asset, ...]
    """Assets of the list that nothing is connected to yet."""

    gathered: int
    """Rows that became part of one system with a count."""

    left_out: tuple[tuple[int, str], ...]
    """Row, and why it is not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One system of the list: one row, or several of the same."""

    name: str
    kind: AssetKind
    zone: str
    owner: str
    count: int
    software: tuple[Software, ...]
    note: str
    row: int
    rows: int = 1


def merge(
    said: Meaning, choices: Choices, *, name: str, file: str, sheet: str, site: SiteProfile | None
) -> Merged:
    """
    Make an inventory of a list.

    Args:
        said: What the list says.
        choices: What was chosen.
        name: Name of the centre.
        file: Name of the file as its author knows it.
        sheet: Name of its sheet as messages name it.
        site: Numbers of the centre where they are known already.

    Raises:
        InputError: What comes out contradicts itself.
    """
    answers = {"arrival": choices.arrival} if choices.arrival else {}
    template = build_inventory({**answers, "name": name[:200]})
    left_out = list(said.lines.left_out)
    items = tuple(_items(said, left_out))
    work = _Work(template, items)
    work.run(_means(said.zones), _means(said.owners))
    listed = frozenset(work.row_of)
    offered = tuple(one for one in work.inventory.assets if one.id not in listed)
    gone = {one.id for one in offered} & set(choices.without)
    inventory = _tidy(without_assets(work.inventory, gone))
    inventory = replace(inventory, site=site or _site(inventory, items))
    assumed = tuple(_assumed(template, inventory, listed, items, known=site is not None))
    inventory = replace(inventory, assumed=assumed)
    places = {
        f"assets[{number}]": Place(sheet=sheet, row=work.row_of[one.id])
        for number, one in enumerate(inventory.assets)
        if one.id in listed
    }
    draft = Draft(inventory=inventory, file=file, places=MappingProxyType(places))
    read, problems = checked(draft)
    if read is None:
        raise InputError(problems)
    linked = _linked(inventory)
    return Merged(
        read=read,
        listed=tuple(one.id for one in inventory.assets if one.id in listed),
        assumed=tuple(one for one in inventory.assets if one.id not in listed),
        offered=offered,
        unconnected=tuple(
            one for one in inventory.assets if one.id in listed and one.id not in linked
        ),
        gathered=sum(item.rows for item in items if item.rows > 1),
        left_out=tuple(sorted(left_out)),
    )


def _means(asked: Iterable[Asked]) -> dict[str, str]:
    return {one.text: one.means for one in asked}


def _items(said: Meaning, left_out: list[tuple[int, str]]) -> Iterator[_Item]:
    """Systems of the list; rows that differ only in the number of their name are one."""
    kinds = _means(said.kinds)
    known = {kind.value: kind for kind in AssetKind}
    together: dict[tuple[str, ...], list[Line]] = {}
    for line in said.lines.lines:
        kind = kinds.get(asked_as(line), LEAVE_OUT)
        if kind not in known:
            left_out.append((line.row, f"you left '{asked_as(line)[:60]}' out"))
            continue
        same = (stem_of(line.name), kind, line.zone, line.owner, line.software, line.version)
        together.setdefault(same, []).append(line)
    for (stem, kind, *_), lines in together.items():
        yield _item(stem, known[kind], lines)


def _item(stem: str, kind: AssetKind, lines: Sequence[Line]) -> _Item:
    first = lines[0]
    alone = len(lines) == 1
    software = Software(name=first.software, version=first.version) if first.software else None
    notes = dict.fromkeys(line.note for line in lines if line.note)
    return _Item(
        name=first.name if alone else stem,
        kind=kind,
        zone=first.zone,
        owner=first.owner,
        count=min(sum(line.count for line in lines), _COUNT_MAX),
        software=(software,) if software else (),
        note="; ".join(notes)[:1000],
        row=first.row,
        rows=len(lines),
    )


class _Work:
    """The template while the list is put into it."""

    def __init__(self, template: Inventory, items: Sequence[_Item]) -> None:
        self.inventory = template
        self.row_of: dict[str, int] = {}
        """Id of an asset of the list to its row."""
        self._template = template
        self._items = items
        self._given: set[str] = set()
        self._taken = (
            {one.id for part in (template.assets, template.zones, template.owners) for one in part}
            | {zone.value for zone in OutsideZone}
        )  # fmt: skip

    def run(self, zones: Mapping[str, str], owners: Mapping[str, str]) -> None:
        """Put every item in, with its place and its owner."""
        like = {id(item): _stands_for(item, self._items, self._template) for item in self._items}
        zone_ids = self._make_zones(zones, like)
        owner_ids = self._make_owners(owners)
        replaced: dict[str, list[Asset]] = {}
        new: list[Asset] = []
        for item in self._items:
            old = like[id(item)]
            first = old is not None and old.id not in replaced
            asset_id = old.id if first and old else self._fresh(item.name)
            asset = self._asset(item, old, asset_id, zone_ids, owner_ids, owners)
            self.row_of[asset_id] = item.row
            if old is not None:
                replaced.setdefault(old.id, []).append(asset)
            else:
                new.append(asset)
        self._put_in(replaced, new)

    def _put_in(self, replaced: Mapping[str, Sequence[Asset]], new: Sequence[Asset]) -> None:
        before = self._template.assets
        after = self.inventory
        assets = [one for old in before for one in replaced.get(old.id, (old,))]
        moved: dict[str, set[str]] = {}
        for old in before:
            for one in replaced.get(old.id, (old,)):
                moved.setdefault(old.zone, set()).add(one.zone)
        after = replace(
            after,
            assets=(*assets, *new),
            flows=tuple(dict.fromkeys(_moved_flows(after.flows, moved))),
        )
        for old_id, ones in replaced.items():
            if len(ones) > 1:
                after = _with_twins(after, old_id, ones)
        self.inventory = after

    def _asset(
        self,
        item: _Item,
        old: Asset | None,
        asset_id: str,
        zones: Mapping[str, str],
        owners: Mapping[str, str],
        said: Mapping[str, str],
    ) -> Asset:
        usual = old or self._likely(item.kind)
        trunks = item.kind is AssetKind.TRUNK_GROUP
        made_by = f"Made by {item.owner}" if item.owner and said.get(item.owner) == MAKER else ""
        us = next(one.id for one in self._template.owners if one.owner_class is OwnerClass.PSAP)
        return Asset(
            id=asset_id,
            name=item.name,
            kind=item.kind,
            zone=zones.get(item.zone, usual.zone),
            owner=us if made_by else owners.get(item.owner, usual.owner),
            count=1 if trunks else item.count,
            software=item.software,
            carries=_carries(item) if trunks else None,
            channels=(item.count if item.count > 1 else usual.channels or 1) if trunks else None,
            note="; ".join(text for text in (item.note, made_by) if text),
        )

    def _likely(self, kind: AssetKind) -> Asset:
        """Something of the template near which a kind that it has not usually stands."""
        group = [one for one in self._template.assets if one.kind.group is kind.group]
        office = [one for one in self._template.assets if one.zone == "office"]
        centre = [one for one in self._template.assets if one.zone == "centre"]
        return (group or office or centre or list(self._template.assets))[0]

    def _make_zones(
        self, said: Mapping[str, str], like: Mapping[int, Asset | None]
    ) -> dict[str, str]:
        """Text of a place to the id of its zone; nothing for the usual place."""
        there = {zone.id: zone for zone in self._template.zones}
        ids: dict[str, str] = {}
        made = []
        for text, means in said.items():
            if means in there:
                ids[text] = means
            elif means == OWN:
                ids[text] = self._fresh(text)
                old = [like[id(item)] for item in self._items if item.zone == text]
                live = any(there[one.zone].live_call_path for one in old if one is not None)
                made.append(Zone(id=ids[text], name=text, live_call_path=live))
        self.inventory = replace(self.inventory, zones=(*self.inventory.zones, *made))
        return ids

    def _make_owners(self, said: Mapping[str, str]) -> dict[str, str]:
        """Text of an owner to its id; the centre itself is the one of the template."""
        us = next(one for one in self._template.owners if one.owner_class is OwnerClass.PSAP)
        ids: dict[str, str] = {}
        changed = {one.id: one for one in self._template.owners}
        free = [one for one in self._template.owners if one.owner_class is not OwnerClass.VENDOR]
        classes = {one.value for one in OwnerClass}
        for text, means in said.items():
            if means == OwnerClass.PSAP:
                ids[text] = us.id
            elif means in classes:
                same = self._same_owner(text, OwnerClass(means), free)
                ids[text] = same or self._fresh(text)
                free = [one for one in free if one.id != same]
                changed[ids[text]] = Owner(id=ids[text], name=text, owner_class=OwnerClass(means))
        self.inventory = replace(self.inventory, owners=tuple(changed.values()))
        return ids

    def _same_owner(self, text: str, means: OwnerClass, free: Sequence[Owner]) -> str:
        """Id of the owner that the template has in the place of one of the list; or nothing."""
        if means is not OwnerClass.VENDOR:
            return next((one.id for one in free if one.owner_class is means), "")
        kinds = {item.kind for item in self._items if item.owner == text}
        there = {one.id for one in self._template.owners} - self._given
        for kind, owner in _VENDORS.items():
            if kind in kinds and owner in there:
                self._given.add(owner)
                return owner
        return ""

    def _fresh(self, text: str) -> str:
        """Id that nobody has yet."""
        plain = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:_ID_MAX] or "item"
        made, number = plain, 2
        while made in self._taken:
            made, number = f"{plain}-{number}", number + 1
        self._taken.add(made)
        return made


def _stands_for(item: _Item, items: Sequence[_Item], template: Inventory) -> Asset | None:
    """Asset of the template whose place an item takes."""
    same = [one for one in template.assets if one.kind is item.kind]
    if item.kind is AssetKind.TRUNK_GROUP:
        return next((one for one in same if one.carries is _carries(item)), None)
    if len(same) < 2:  # noqa: PLR2004 - nothing to choose
        return next(iter(same), None)
    shared = [(len(_words(one.name) & _words(item.name)), one) for one in same]
    best = max(number for number, _ in shared)
    if best:
        return next(one for number, one in shared if number == best)
    if item.kind is AssetKind.VENDOR:
        return None  # whose support staff somebody is cannot be guessed
    mine = [one for one in items if one.kind is item.kind]
    return same[min(mine.index(item), len(same) - 1)]


def _words(text: str) -> set[str]:
    plain = re.findall(r"[a-z0-9]+", text.casefold())
    return {_WORDS.get(word, word) for word in plain} - {"the", "of", "and", "to", "system"}


def _carries(item: _Item) -> Carries:
    plain = f"{item.name} {item.note}".casefold().replace("-", "")
    if "text" in plain:
        return Carries.TEXT
    admin = any(word in plain for word in ("admin", "ten digit", "10digit", "office", "business"))
    return Carries.TEN_DIGIT if admin and "911" not in plain else Carries.NINE_ONE_ONE


def _moved_flows(
    flows: Iterable[DataFlow], moved: Mapping[str, Collection[str]]
) -> Iterator[DataFlow]:
    """Connections from a zone come from wherever its systems are now."""
    for flow in flows:
        for source in sorted(moved.get(flow.source, (flow.source,))):
            yield replace(flow, source=source)


def _with_twins(inventory: Inventory, old: str, ones: Sequence[Asset]) -> Inventory:
    """What the first of `ones` has, the others have too."""
    ids = tuple(one.id for one in ones)
    trusts: list[Trust] = []
    for trust in inventory.trusts:
        targets = tuple(
            dict.fromkeys(name for one in trust.targets for name in (ids if one == old else (one,)))
        )
        sources = ids if trust.source == old else (trust.source,)
        trusts += [replace(trust, source=source, targets=targets) for source in sources]
    flows = [
        replace(flow, source=source, target=target)
        for flow in inventory.flows
        for source in (ids if flow.source == old else (flow.source,))
        for target in (ids if flow.target == old else (flow.target,))
        if source != target or flow.source == flow.target
    ]
    services = tuple(
        replace(one, needs=tuple(_needs(one, old, ids, ones[0].kind))) for one in inventory.services
    )
    return replace(inventory, flows=tuple(flows), trusts=tuple(trusts), services=services)


def _needs(
    service: Service, old: str, ids: Sequence[str], kind: AssetKind
) -> Iterator[Requirement]:
    """Nobody said that one can stand in for the other, so both are needed, but for the obvious."""
    for need in service.needs:
        if old not in need.any_of:
            yield need
        elif kind in _ANY_WILL_DO or len(need.any_of) > 1:
            rest = tuple(name for name in need.any_of if name != old)
            yield replace(need, any_of=(*ids, *rest))
        else:
            for name in ids:
                yield replace(need, any_of=(name,))


def _tidy(inventory: Inventory) -> Inventory:
    """`inventory` without zones and owners that nothing has any more."""
    zones = {one.zone for one in inventory.assets}
    owners = {one.owner for one in inventory.assets}
    ids = zones | {one.id for one in inventory.assets} | {zone.value for zone in OutsideZone}
    return replace(
        inventory,
        zones=tuple(one for one in inventory.zones if one.id in zones),
        owners=tuple(
            one
            for one in inventory.owners
            if one.id in owners or one.owner_class is OwnerClass.PSAP
        ),
        flows=tuple(one for one in inventory.flows if one.source in ids),
    )


def _site(inventory: Inventory, items: Sequence[_Item]) -> SiteProfile:
    """Numbers of the centre, with those that the list says."""
    said = _numbers(items)
    site = inventory.site
    return replace(
        site,
        positions=said.get("positions", site.positions),
        trunks_911=said.get("trunks_911", site.trunks_911),
        trunks_ten_digit=said.get("trunks_ten_digit", site.trunks_ten_digit),
    )


def _numbers(items: Sequence[_Item]) -> dict[str, int]:
    """Fields of the site that the list says."""
    lines = {Carries.NINE_ONE_ONE: "trunks_911", Carries.TEN_DIGIT: "trunks_ten_digit"}
    found: Counter[str] = Counter()
    for item in items:
        if item.kind is AssetKind.CALL_POSITION:
            found["positions"] += item.count
        elif item.kind is AssetKind.TRUNK_GROUP and item.count > 1 and _carries(item) in lines:
            found[lines[_carries(item)]] += item.count
    return {name: min(number, MOST_LINES) for name, number in found.items()}


def _assumed(
    template: Inventory,
    inventory: Inventory,
    listed: Collection[str],
    items: Sequence[_Item],
    *,
    known: bool,
) -> Iterator[str]:
    """Paths that the list did not say."""
    said = {f"site.{name}" for name in _numbers(items)}
    for path in template.assumed:
        if path.startswith("site.") and not known and path not in said:
            yield path
    yield from ("owners", "zones")
    yield from (f"assets[{one.id}]" for one in inventory.assets if one.id not in listed)
    yield from ("flows", "trusts", "services")


def _linked(inventory: Inventory) -> set[str]:
    ends = {end for flow in inventory.flows for end in (flow.source, flow.target)}
    for trust in inventory.trusts:
        ends |= {trust.source, *trust.targets}
    return ends
