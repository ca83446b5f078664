"""Assessments of small inventories, whole or halfway."""

# ruff: noqa: ANN401 -- arguments of every type are passed on

from __future__ import annotations

from typing import Any

from ng911risk.engine.assess import assess
from ng911risk.engine.build import build
from ng911risk.engine.controls import controls_of
from ng911risk.engine.floods import FloodMeter
from ng911risk.engine.harm import HarmMeter
from ng911risk.engine.layout import ENDS, layout_of
from ng911risk.engine.run import Run
from ng911risk.engine.worlds import Worlds
from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import RiskReport
from tests.engine.small import AT, TODAY, story_catalog


def run_of(one: Inventory, content: Catalog, seed: int = 1) -> Run:
    """An assessment up to its rates."""
    controls = controls_of(one, content)
    built = build(one, content, controls, TODAY)
    worlds = Worlds(built, layout_of(built, content, seed), seed)
    kinds = tuple(part.kind for part in one.services)
    return Run(
        inventory=one,
        catalog=content,
        controls=controls,
        built=built,
        worlds=worlds,
        meter=HarmMeter(built, content, kinds),
        rates={end: worlds.rates(end) for end in ENDS},
        inherent={end: worlds.rates(end, inherent=True) for end in ENDS},
        floods=FloodMeter(built, one, content, controls),
    )


def report_of(one: Inventory, content: Catalog | None = None, **more: Any) -> RiskReport:
    """The report of an inventory, under the story's catalogue unless told otherwise."""
    given: dict[str, Any] = {
        "at": AT,
        "tool_version": "0",
        "inventory_digest": "",
        "place": "site.yaml {}".format,
    }
    return assess(one, content or story_catalog(), **(given | more))
