"""Ids that an inventory or evidence takes from the catalogue, and that are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence
from ng911risk.model.inventory import Inventory


def unknown_to(catalog: Catalog, inventory: Inventory) -> Iterator[tuple[str, str]]:
    """
    Every mitigation and weakness that `inventory` names and `catalog` does not have.

    An answer about something unknown would count for nothing, without a word.

    Yields:
        (field path, message) in file order, as `ng911risk.model.consistency` does.
    """
    for i, asset in enumerate(inventory.assets):
        for j, weakness in enumerate(asset.weaknesses):
            where = f"assets[{i}].weaknesses[{j}].name"
            yield from _known(where, weakness.name, catalog.weaknesses, "weakness")
    for i, control in enumerate(inventory.controls):
        where = f"controls[{i}].mitigation"
        yield from _known(where, control.mitigation, catalog.mitigations, "mitigation")


def evidence_unknown_to(
    catalog: Catalog, inventory: Inventory, evidence: Iterable[Evidence]
) -> Iterator[tuple[str, str]]:
    """
    Every id in `evidence` that neither `catalog` nor `inventory` has.

    Yields:
        (field path below ``evidence``, message) in file order.
    """
    holders = {
        one.id for part in (inventory.assets, inventory.zones, inventory.owners) for one in part
    }
    for i, item in enumerate(evidence):
        where = f"evidence[{i}].mitigation"
        yield from _known(where, item.mitigation, catalog.mitigations, "mitigation")
        for j, name in enumerate(item.scope):
            yield from _known(f"evidence[{i}].scope[{j}]", name, holders, "zone, asset or owner")


def _known(where: str, name: str, known: Collection[str], what: str) -> Iterator[tuple[str, str]]:
    if name not in known:
        close = get_close_matches(name[:60], sorted(known), n=1)
        mean = f"; did you mean '{close[0]}'?" if close else ""
        yield where, f"no {what} has the id '{name[:60]}'{mean}"
