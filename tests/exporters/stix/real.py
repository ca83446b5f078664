"""The made-up centres that ship with the product, assessed in earnest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ng911risk.engine.assess import assess
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.exchange.installation import installation_of, key_of
from ng911risk.importers import read_inventory
from ng911risk.model.inventory import Inventory
from tests.exporters.stix.given import catalog

AT: Final = datetime(2026, 11, 24, 8, tzinfo=UTC)

SMALL: Final = "hollow-legacy"
"""The sample that takes the least time."""


@cache
def inventory(name: str) -> Inventory:
    """Inventory of a sample, for instance ``state/north``."""
    data = (files("ng911risk") / "samples" / f"{name}.yaml").read_bytes()
    return read_inventory(data, file=f"{name}.yaml").inventory


@cache
def sample(name: str) -> ExchangeInput:
    """What an export of a sample is made from."""
    return assessed(inventory(name), AT)


def assessed(site: Inventory, at: datetime, **changes: Any) -> ExchangeInput:  # noqa: ANN401 -- any field
    """What an export of an inventory is made from, assessed anew."""
    report = assess(site, catalog(), at=at, tool_version="test", inventory_digest="d" * 64)
    made = ExchangeInput(
        report=report,
        inventory=site,
        catalog=catalog(),
        site=key_of(site.site),
        installation=installation_of(site.site),
    )
    return replace(made, **changes)
