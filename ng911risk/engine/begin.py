"""From an inventory to a run: the graph is built and its worlds are drawn; nothing is read yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ng911risk.engine.build import build
from ng911risk.engine.controls import Controls, controls_of
from ng911risk.engine.floods import FloodMeter
from ng911risk.engine.harm import HarmMeter
from ng911risk.engine.layout import ENDS, layout_of
from ng911risk.engine.run import Run
from ng911risk.engine.worlds import Worlds
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence
from ng911risk.model.inventory import Inventory


def begin(
    inventory: Inventory,
    catalog: Catalog,
    evidence: Iterable[Evidence],
    *,
    at: datetime,
    seed: int,
    inherent: bool = True,
) -> Run:
    """
    Begin an assessment.

    Args:
        inventory: Consistent, and folded (engine.fold).
        catalog: Checked content.
        evidence: Observations that confirm or refute controls.
        at: Moment it speaks of, with time zone.
        seed: Of the worlds.
        inherent: False where nobody asks how often things would happen without any control.
    """
    controls = controls_of(inventory, catalog, evidence)
    return begin_with(controls, inventory, catalog, at=at, seed=seed, inherent=inherent)


def begin_with(
    controls: Controls,
    inventory: Inventory,
    catalog: Catalog,
    *,
    at: datetime,
    seed: int,
    inherent: bool = True,
) -> Run:
    """Begin as `begin` does, with controls that stand already."""
    built = build(inventory, catalog, controls, at.date())
    worlds = Worlds(built, layout_of(built, catalog, seed), seed)
    return Run(
        inventory=inventory,
        catalog=catalog,
        controls=controls,
        built=built,
        worlds=worlds,
        meter=HarmMeter(built, catalog, tuple(one.kind for one in inventory.services)),
        rates={end: worlds.rates(end) for end in ENDS},
        floods=FloodMeter(built, inventory, catalog, controls),
        inherent={end: worlds.rates(end, inherent=True) for end in ENDS} if inherent else {},
    )
