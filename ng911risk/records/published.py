"""JSON Schemas of the files that people and machines exchange with this project."""

from __future__ import annotations

from ng911risk.model.inventory import Inventory
from ng911risk.model.report import RiskReport
from ng911risk.model.state import SiteRow, StateReport
from ng911risk.records.schema import schema_bytes


def published_schemas() -> dict[str, bytes]:
    """Path below the checkout -> bytes: the inventory that comes in, the reports that go out."""
    return {
        "docs/reference/inventory.schema.json": schema_bytes(
            Inventory, title="Inventory of a 9-1-1 centre"
        ),
        "docs/reference/report.schema.json": schema_bytes(
            RiskReport, title="Risk report of a 9-1-1 centre"
        ),
        "docs/reference/site-row.schema.json": schema_bytes(
            SiteRow, title="Row of one 9-1-1 centre in the view of a state"
        ),
        "docs/reference/state.schema.json": schema_bytes(
            StateReport, title="Risk view of the 9-1-1 centres of a state"
        ),
    }
