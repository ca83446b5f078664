"""
Our properties that STIX has no room for: one extension of the kind that other tools may skip.

An object without it still says the same in words. Its definition travels with every bundle and
carries its own JSON Schema, so that nobody has to fetch anything.
"""

from __future__ import annotations

import json
from typing import Any, Final

from ng911risk.exporters.stix.frame import Frame, Stix
from ng911risk.exporters.stix.ids import GLOBAL, own_id
from ng911risk.model.scales import Level

EXTENSION: Final = own_id("extension-definition", GLOBAL, "ng911risk")
"""Id of our extension. Never change what its properties mean: that is another extension."""

_LEVEL: Final = {"enum": [level.value for level in Level]}
_BAND: Final = {
    "type": "object",
    "description": "Over the ranges of the inputs, not over chance; two significant digits.",
    "properties": {name: {"type": "number", "minimum": 0} for name in ("low", "likely", "high")},
    "required": ["low", "likely", "high"],
}
_ODDS: Final = {
    "type": "object",
    "properties": {
        "rate": {**_BAND, "description": "Expected events in a year."},
        "chance": {**_BAND, "description": "Chance of at least one in a year, 0 to 1."},
        "word": _LEVEL,
        "found": {
            "enum": ["exact", "sampled", "product"],
            "description": "How the likely value was found.",
        },
    },
    "required": ["rate", "chance", "word", "found"],
}
_SERVICE: Final = {
    "type": "object",
    "properties": {
        "service": {"type": "string"},
        "lost": _ODDS,
        "degraded": _ODDS,
        "misled": _ODDS,
        "hours_lost": _BAND,
        "impact": _LEVEL,
        "risk": _LEVEL,
    },
}
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "ng911risk",
    "type": "object",
    "properties": {
        "extension_type": {"const": "property-extension"},
        "risk": {
            "description": "On a note: one way in against one asset.",
            "type": "object",
            "properties": {
                "finding": {"type": "string"},
                "likelihood": _LEVEL,
                "impact": _LEVEL,
                "risk": _LEVEL,
                "with_controls": _ODDS,
                "without_controls": _ODDS,
                "services": {"type": "array", "items": {"type": "string"}},
            },
        },
        "site": {
            "description": "On a note: the whole centre.",
            "type": "object",
            "properties": {
                "harm_hours": {**_BAND, "description": "Weighted lost hours a year."},
                "services": {"type": "array", "items": _SERVICE},
            },
        },
        "asset": {
            "description": "On infrastructure: what the inventory says.",
            "type": "object",
            "properties": {
                "kind": {"type": "string"},
                "count": {"type": "integer", "minimum": 1},
                "zone": {"type": "string"},
                "run_by": {"type": "string"},
                "known_exploited": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "Products of it said to have a flaw that is exploited.",
                },
            },
        },
        "flaw": {
            "description": "On a vulnerability: what imported lists say.",
            "type": "object",
            "properties": {
                "exploited": {"type": "boolean"},
                "according_to": {"type": "array", "items": {"type": "string"}},
                "due": {"type": "string", "format": "date"},
            },
        },
    },
    "required": ["extension_type"],
}
"""JSON Schema of our properties."""


def definition(frame: Frame) -> Stix:
    """Definition of our extension."""
    return frame.everywhere(
        "extension-definition",
        "ng911risk",
        name="ng911risk",
        description="Numbers of a risk assessment of a 9-1-1 centre, beside the words.",
        schema=json.dumps(SCHEMA, separators=(",", ":")),
        version="1.0.0",
        extension_types=["property-extension"],
    )


def extended(**says: Any) -> Stix:  # noqa: ANN401 -- any JSON
    """Value of ``extensions`` for an object that says so much more."""
    return {EXTENSION: {"extension_type": "property-extension", **says}}
