"""What must hold between the parts of one inventory, beyond each field on its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from ng911risk.model.inventory import Inventory, OutsideZone, Relation
from ng911risk.model.kinds import AssetKind

DEPENDENCE = (Relation.HOSTS, Relation.POWERS, Relation.CARRIES)
"""Relations by which losing the source stops the target."""

_GUESSED_MAX = 2_000
"""Among more ids than this nobody is asked whether they meant another; it would take minutes."""


def contradictions(inventory: Inventory) -> Iterator[tuple[str, str]]:
    """
    Everything in `inventory` that cannot be true together.

    Yields:
        (field path, message) in file order; an empty iteration means consistent.
    """
    yield from _doubles("owners", (owner.id for owner in inventory.owners))
    yield from _doubles("zones", (zone.id for zone in inventory.zones))
    yield from _doubles("assets", (asset.id for asset in inventory.assets))
    yield from _doubles("services", (service.kind.value for service in inventory.services))
    yield from _clashes(inventory)
    yield from _unknown_ids(inventory)
    yield from _trunks(inventory)
    yield from _loops(inventory)


def _doubles(where: str, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for index, name in enumerate(ids):
        seen[name] += 1
        if not name.strip():
            yield f"{where}[{index}].id", "the id is empty"
        elif seen[name] > 1:
            yield f"{where}[{index}].id", f"'{name}' is used already"


def _clashes(inventory: Inventory) -> Iterator[tuple[str, str]]:
    outside = {zone.value for zone in OutsideZone}
    zones = {zone.id for zone in inventory.zones}
    for index, zone in enumerate(inventory.zones):
        if zone.id in outside:
            yield f"zones[{index}].id", f"'{zone.id}' is an outside zone and exists already"
    for index, asset in enumerate(inventory.assets):
        if asset.id in zones | outside:
            yield f"assets[{index}].id", f"'{asset.id}' is the id of a zone"


def _unknown_ids(inventory: Inventory) -> Iterator[tuple[str, str]]:
    owners = {owner.id for owner in inventory.owners}
    zones = {zone.id for zone in inventory.zones}
    assets = {asset.id for asset in inventory.assets}
    places = zones | {zone.value for zone in OutsideZone}
    ends = assets | places
    holders = assets | zones | owners
    for i, asset in enumerate(inventory.assets):
        yield from _known(f"assets[{i}].zone", asset.zone, places, "zone")
        yield from _known(f"assets[{i}].owner", asset.owner, owners, "owner")
    for i, flow in enumerate(inventory.flows):
        yield from _known(f"flows[{i}].source", flow.source, ends, "asset or zone")
        yield from _known(f"flows[{i}].target", flow.target, assets, "asset")
    for i, trust in enumerate(inventory.trusts):
        yield from _known(f"trusts[{i}].source", trust.source, assets, "asset")
        for j, target in enumerate(trust.targets):
            yield from _known(f"trusts[{i}].targets[{j}]", target, assets, "asset")
    for i, service in enumerate(inventory.services):
        for j, need in enumerate(service.needs):
            for k, name in enumerate(need.any_of):
                where = f"services[{i}].needs[{j}].any_of[{k}]"
                yield from _known(where, name, assets, "asset")
    for i, control in enumerate(inventory.controls):
        for j, name in enumerate(control.scope):
            yield from _known(f"controls[{i}].scope[{j}]", name, holders, "zone, asset or owner")


def _known(where: str, name: str, known: set[str], what: str) -> Iterator[tuple[str, str]]:
    if name not in known:
        close = (
            () if len(known) > _GUESSED_MAX else get_close_matches(name[:60], sorted(known), n=1)
        )
        mean = f"; did you mean '{close[0]}'?" if close else ""
        yield where, f"no {what} has the id '{name[:40]}'{mean}"


def _trunks(inventory: Inventory) -> Iterator[tuple[str, str]]:
    for index, asset in enumerate(inventory.assets):
        if asset.kind is AssetKind.TRUNK_GROUP and asset.carries is None:
            yield (
                f"assets[{index}].carries",
                "a trunk group says what it carries: nine-one-one, ten-digit or text",
            )
        if asset.kind is not AssetKind.TRUNK_GROUP and asset.carries is not None:
            yield f"assets[{index}].carries", "only a trunk group carries calls"


def _loops(inventory: Inventory) -> Iterator[tuple[str, str]]:
    """A thing cannot stand on itself: hosting, power and carriage have no circles."""
    below: dict[str, list[str]] = {}
    for trust in inventory.trusts:
        if trust.relation in DEPENDENCE:
            below.setdefault(trust.source, []).extend(trust.targets)
    ring = _rings(below)
    for index, trust in enumerate(inventory.trusts):
        if trust.relation in DEPENDENCE and any(
            target == trust.source or ring.get(target, -1) == ring.get(trust.source, -2)
            for target in trust.targets
        ):
            yield (
                f"trusts[{index}].targets",
                f"'{trust.source}' would depend on itself through hosts, powers or carries",
            )


def _rings(below: dict[str, list[str]]) -> dict[str, int]:
    """
    Number of the circle that each name is part of; names on no circle share theirs with nobody.

    Tarjan's strongly connected components without recursion, so that a chain of
    a hundred thousand takes neither the stack nor the afternoon.
    """
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    ring: dict[str, int] = {}
    path: list[str] = []
    for root, first in below.items():
        if root in order:
            continue
        work = [(root, iter(first))]
        order[root] = low[root] = len(order)
        path.append(root)
        while work:
            name, targets = work[-1]
            target = next((one for one in targets if one not in ring), None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == order[name]:
                    _close(name, path, ring)
            elif target in order:
                low[name] = min(low[name], order[target])
            else:
                order[target] = low[target] = len(order)
                path.append(target)
                work.append((target, iter(below.get(target, ()))))
    return ring


def _close(name: str, path: list[str], ring: dict[str, int]) -> None:
    """Take everything from `name` on off `path`: it is one circle."""
    number = len(ring)
    while True:
        member = path.pop()
        ring[member] = number
        if member == name:
            return
