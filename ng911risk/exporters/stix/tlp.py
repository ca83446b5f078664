"""
Markings: how far objects may be passed on, as the Traffic Light Protocol 2.0 of OASIS.

STIX 2.1 knows TLP 1 only. The marking objects of version 2.0 were published by the committee
beside the standard (cti-stix-common-objects); they are given here letter by letter, because
the same id has to have the same content everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.model.tlp import Tlp

EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
"""TLP 2.0 as a property of marking definitions. The definition itself is known to everybody."""

IDS: Final[Mapping[Tlp, str]] = MappingProxyType(
    {
        Tlp.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
        Tlp.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        Tlp.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        Tlp.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
        Tlp.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
    }
)
"""Id of the marking object of each level."""

_PUBLISHED: Final = "2022-10-01T00:00:00.000Z"


def chosen(given: ExchangeInput, *, only_indicators: bool = False) -> Tlp:
    """
    Level of everything of ours in one export.

    Args:
        given: Its wishes come first.
        only_indicators: True where nothing of the assessment goes with them.

    Returns:
        What was wished; else AMBER+STRICT, and GREEN for indicators alone.
    """
    usual = Tlp.GREEN if only_indicators else Tlp.AMBER_STRICT
    return given.wishes.tlp or usual


def marking(level: Tlp) -> dict[str, Any]:
    """Marking object of a level, as OASIS published it."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": IDS[level],
        "created": _PUBLISHED,
        "name": level.label,
        "extensions": {EXTENSION: {"extension_type": "property-extension", "tlp_2_0": level.value}},
    }
