"""
What is kept: sites, their inventories, and sealed assessments. The only room that knows SQL.

`Store.open` takes a file or the address of a PostgreSQL database. `store.read(scope)`
and `store.write(scope)` give the repositories of one tenant; rows never leave the room.
"""

from __future__ import annotations

from ng911risk.access import Scope
from ng911risk.records.field_places import place_in, places_of
from ng911risk.store.reassess import reassess
from ng911risk.store.seal import require_seal, verify
from ng911risk.store.session import Rooms, Store
from ng911risk.store.values import (
    LOCAL,
    Assessment,
    AssessmentHead,
    InventoryHead,
    Site,
    StoredInventory,
)

__all__ = [
    "LOCAL",
    "Assessment",
    "AssessmentHead",
    "InventoryHead",
    "Rooms",
    "Scope",
    "Site",
    "Store",
    "StoredInventory",
    "place_in",
    "places_of",
    "reassess",
    "require_seal",
    "verify",
]
