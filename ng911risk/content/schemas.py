"""JSON Schemas that give an editor help while somebody writes content."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from ng911risk.content.locate import MITIGATIONS
from ng911risk.content.shelves import (
    ACTORS,
    CROSSWALK,
    FRAMEWORKS,
    INCIDENTS,
    PROGRAMMES,
    RECOVERY,
    SHELVES,
    VECTORS,
    WEAKNESSES,
)
from ng911risk.records import schema_bytes

_TITLES: Final = MappingProxyType(
    {
        VECTORS: "Threat vector",
        ACTORS: "Class of actors",
        RECOVERY: "Recovery time",
        WEAKNESSES: "Weakness",
        INCIDENTS: "Incident",
        CROSSWALK: "Primer crosswalk",
        MITIGATIONS: "Mitigation",
        PROGRAMMES: "Programme or framework view",
        FRAMEWORKS: "Framework of controls",
    }
)


def content_schemas() -> dict[str, bytes]:
    """Path below the checkout -> bytes, one ``schema.json`` for each folder of content."""
    return {
        f"{folder}/schema.json": schema_bytes(cls, title=_TITLES[folder])
        for folder, cls in SHELVES.items()
    }
