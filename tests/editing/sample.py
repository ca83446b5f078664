"""Made-up centres, for the tests of editing."""

from __future__ import annotations

from importlib.resources import files

from ng911risk.importers import read_inventory
from ng911risk.model.inventory import Inventory


def sample(name: str = "pine-county") -> Inventory:
    """A centre of the samples folder."""
    data = files("ng911risk.samples").joinpath(f"{name}.yaml").read_bytes()
    return read_inventory(data, file=f"{name}.yaml").inventory
