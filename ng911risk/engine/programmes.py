"""How a site stands to each programme, in that programme's terms. Never a compliance score."""

from __future__ import annotations

from collections.abc import Iterator

from ng911risk.engine.controls import Controls, overall_status
from ng911risk.model.catalog import Catalog, Programme, ProgrammeItem, Wording
from ng911risk.model.inventory import Inventory
from ng911risk.model.kinds import AssetKind
from ng911risk.model.report import ProgrammeLine, ProgrammeView
from ng911risk.model.scales import Status

_TSP = "TSP"


def programme_views(
    inventory: Inventory, catalog: Catalog, controls: Controls
) -> tuple[ProgrammeView, ...]:
    """Every programme, in id order: what is in place, missing, unknown."""
    return tuple(
        _view(name, programme, inventory, controls)
        for name, programme in sorted(catalog.programmes.items())
    )


def _view(
    name: str, programme: Programme, inventory: Inventory, controls: Controls
) -> ProgrammeView:
    return ProgrammeView(
        id=name,
        title=programme.title,
        note=programme.note,
        lines=tuple(_line(item, inventory, controls) for item in programme.items),
    )


def _line(item: ProgrammeItem, inventory: Inventory, controls: Controls) -> ProgrammeLine:
    by_status: dict[Status, list[str]] = {status: [] for status in Status}
    for name in item.mitigations:
        by_status[overall_status(name, controls)].append(name)
    notes = [item.note] if item.note else []
    notes += _circuits(inventory) if _TSP in item.id.upper() else []
    return ProgrammeLine(
        id=item.id,
        title=item.title,
        quoted=item.wording is Wording.VERIFIED,
        in_place=tuple(by_status[Status.YES]),
        partly=tuple(by_status[Status.PARTLY]),
        missing=tuple(by_status[Status.NO]),
        unknown=tuple(by_status[Status.UNKNOWN]),
        note=" ".join(notes),
    )


def _circuits(inventory: Inventory) -> Iterator[str]:
    """What the circuits say about their TSP codes."""
    circuits = [asset for asset in inventory.assets if asset.kind is AssetKind.CIRCUIT]
    coded = sum(bool(asset.tsp_code) for asset in circuits)
    without = sum(asset.tsp_code == "" for asset in circuits)
    unknown = len(circuits) - coded - without
    if circuits:
        yield (
            f"{len(circuits)} circuits: {coded} with a TSP code, "
            f"{without} without, {unknown} unknown."
        )
