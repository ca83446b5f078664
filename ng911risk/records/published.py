"""JSON Schemas of the files that people and machines exchange with this project."""

from __future__ import annotations

from ng911risk.model.inventory import Inventory
from ng911risk.model.report import RiskReport
from ng911risk.records.schema import schema_bytes


def published_schemas() -> dict[str, bytes]:
    """Path below the checkout -> bytes: the inventory that comes in, the report that goes out."""
    return {
        "docs/reference/inventory.schema.json": schema_bytes(
            Inventory, title="Inventory of a 9-1-1 centre"
        ),
        "docs/reference/report.schema.json": schema_bytes(
            RiskReport, title="Risk report of a 9-1-1 centre"
        ),
    }
