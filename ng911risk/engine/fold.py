"""
Look-alikes become one line: forty office computers in forty rows read like one row of forty.

Assets that differ in nothing but their name stand for each other: the same
kind, place, owner, software and weaknesses, the same flows and trusts. Small
groups stay as they are, so that a pair of spares is still told as two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, replace

from ng911risk.model.inventory import Asset, DataFlow, Inventory

LEAST = 4
"""Look-alikes that make a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """An inventory with look-alikes in one line, and where its parts stood before."""

    inventory: Inventory
    assets: tuple[int, ...]
    """Former index of each asset."""

    flows: tuple[int, ...]
    """Former index of each flow."""

    def places(self, place: Callable[[str], str]) -> Callable[[str], str]:
        """`place` for field paths of the folded inventory."""
        former = {"assets": self.assets, "flows": self.flows}

        def of(path: str) -> str:
            found = re.match(r"(assets|flows)\[(\d+)\]", path)
            if not found:
                return place(path)
            index = former[found[1]][int(found[2])]
            return place(f"{found[1]}[{index}]{path[found.end() :]}")

        return of


def fold(inventory: Inventory, apart: Collection[str] = frozenset()) -> Folded:
    """
    Merge groups of look-alikes into their first member, with a count.

    Args:
        inventory: Consistent.
        apart: Assets that something else speaks of by name; they stay as they are.
    """
    leader = leaders(inventory, apart)
    if all(name == first for name, first in leader.items()):
        return Folded(
            inventory=inventory,
            assets=tuple(range(len(inventory.assets))),
            flows=tuple(range(len(inventory.flows))),
        )
    kept, assets = _assets(inventory, leader)
    flows: dict[DataFlow, int] = {}
    for index, flow in enumerate(inventory.flows):
        moved = replace(
            flow,
            source=leader.get(flow.source, flow.source),
            target=leader.get(flow.target, flow.target),
        )
        flows.setdefault(moved, index)
    return Folded(
        inventory=_moved(inventory, kept, tuple(flows), leader),
        assets=assets,
        flows=tuple(flows.values()),
    )


def leaders(
    inventory: Inventory, apart: Collection[str] = frozenset(), *, least: int = LEAST
) -> dict[str, str]:
    """
    Each asset's id -> id of the first of its look-alikes, or its own.

    Args:
        inventory: Consistent.
        apart: Assets that something else speaks of by name; they stand for themselves.
        least: Look-alikes that make a group.
    """
    marks = _marks(inventory)
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for asset in inventory.assets:
        alone = asset.id if asset.id in apart else ""
        plain = replace(asset, id=alone, name="", count=1, addresses=())
        groups[plain, frozenset(marks[asset.id])].append(asset.id)
    return {
        name: group[0] if len(group) >= least else name
        for group in groups.values()
        for name in group
    }


def _marks(inventory: Inventory) -> dict[str, list[Hashable]]:
    """Everything that names an asset, with the asset itself left out."""
    marks: dict[str, list[Hashable]] = defaultdict(list)
    for flow in inventory.flows:
        marks[flow.source].append(("from", replace(flow, source="")))
        marks[flow.target].append(("to", replace(flow, target="")))
    for trust in inventory.trusts:
        for target in trust.targets:
            marks[target].append((trust.relation, trust.source, "target"))
            marks[trust.source].append((trust.relation, target, "source"))
    for service in inventory.services:
        for place, need in enumerate(service.needs):
            for name in need.any_of:
                marks[name].append((service.kind, place))
    for control in inventory.controls:
        for name in control.scope:
            marks[name].append((control.mitigation, control.status, control.said_by))
    return marks


def _assets(
    inventory: Inventory, leader: dict[str, str]
) -> tuple[tuple[Asset, ...], tuple[int, ...]]:
    counts: dict[str, int] = defaultdict(int)
    for asset in inventory.assets:
        counts[leader[asset.id]] += asset.count
    kept = [
        (replace(asset, count=counts[asset.id]), index)
        for index, asset in enumerate(inventory.assets)
        if leader[asset.id] == asset.id
    ]
    return tuple(asset for asset, _ in kept), tuple(index for _, index in kept)


def _moved(
    inventory: Inventory,
    assets: tuple[Asset, ...],
    flows: tuple[DataFlow, ...],
    leader: dict[str, str],
) -> Inventory:
    def names(listed: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(leader.get(name, name) for name in listed))

    return replace(
        inventory,
        assets=assets,
        flows=flows,
        trusts=tuple(
            dict.fromkeys(
                replace(one, source=leader[one.source], targets=names(one.targets))
                for one in inventory.trusts
            )
        ),
        services=tuple(
            replace(
                one,
                needs=tuple(replace(need, any_of=names(need.any_of)) for need in one.needs),
            )
            for one in inventory.services
        ),
        controls=tuple(replace(one, scope=names(one.scope)) for one in inventory.controls),
    )
