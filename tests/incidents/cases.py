"""The places of the known incidents: small inventories of what the reports tell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from ng911risk.model.inventory import Inventory
from ng911risk.records import read_tree
from ng911risk.records.yaml_text import parse_yaml

FOLDER: Final = Path(__file__).parent
NAMES: Final = sorted(file.stem for file in FOLDER.glob("*.yaml"))
SITE: Final[dict[str, Any]] = {
    "name": "Incident Valley 9-1-1",
    "positions": 4,
    "shifts": [{"from_hour": 0, "to_hour": 24, "on_duty": 2, "calls_per_hour": 4.0}],
    "trunks_911": 6,
    "trunks_ten_digit": 6,
}
OWNERS: Final[list[dict[str, Any]]] = [
    {"id": "psap", "owner_class": "psap"},
    {"id": "county", "owner_class": "county-it"},
    {"id": "carrier", "owner_class": "carrier"},
    {"id": "provider", "owner_class": "ngcs-provider"},
    {"id": "vendor", "owner_class": "vendor"},
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file of this folder."""

    at: str
    """Asset that came down, or the channel that was flooded."""

    inventory: dict[str, Any]
    """The place, as far as the reports tell."""


@cache
def case_of(name: str) -> Case:
    """The case of one file; TypeError names a field that is missing or unknown."""
    tree: Any = parse_yaml((FOLDER / f"{name}.yaml").read_bytes()).value
    return Case(**tree)


@cache
def inventory_of(name: str) -> Inventory:
    """Its inventory, with the usual site and owners where the file names none."""
    given = case_of(name).inventory
    tree = {"owners": OWNERS, **given, "site": SITE | given["site"]}
    return read_tree(Inventory, tree, file=f"{name}.yaml")
