"""How far the publisher of a bundle lets it be passed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ng911risk.importers.intel.stix_objects import StixObject
from ng911risk.model.tlp import Tlp

KNOWN_MARKS: Final[Mapping[str, Tlp]] = {
    # TLP 2.0, as OASIS publishes it
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": Tlp.CLEAR,
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": Tlp.GREEN,
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": Tlp.AMBER,
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": Tlp.AMBER_STRICT,
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": Tlp.RED,
    # TLP 1, STIX 2.1 section 7.2.1.4
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": Tlp.CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": Tlp.GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": Tlp.AMBER,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Tlp.RED,
    # What OpenCTI uses
    "marking-definition--826578e1-40ad-459f-bc73-ede076f81f37": Tlp.AMBER_STRICT,
}
"""Markings that need no definition in a file."""

_TLP_2: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_WORDS: Final[Mapping[str, Tlp]] = {**{one.value: one for one in Tlp}, "white": Tlp.CLEAR}


def strictest(objects: Mapping[str, StixObject]) -> Tlp | None:
    """Return the strictest TLP level on any object or any part of one; None without one."""
    levels = [
        level
        for one in objects.values()
        for mark in _marks(one.fields)
        if (level := _level(mark.lower(), objects)) is not None
    ]
    return max(levels, key=lambda one: one.rank, default=None)


def _marks(fields: Mapping[str, Any]) -> Iterator[str]:
    yield from fields.get("object_marking_refs", ())
    for part in fields.get("granular_markings", ()):
        if "marking_ref" in part:
            yield part["marking_ref"]


def _level(mark: str, objects: Mapping[str, StixObject]) -> Tlp | None:
    if mark in KNOWN_MARKS:
        return KNOWN_MARKS[mark]
    defined = objects.get(mark)
    if defined is None:
        return None
    return next((_WORDS[word] for word in _words(defined.fields) if word in _WORDS), None)


def _words(fields: Mapping[str, Any]) -> Iterable[str]:
    """Words of a marking that may be a level."""
    extension = fields.get("extensions", {}).get(_TLP_2)
    told = (
        extension.get("tlp_2_0") if isinstance(extension, dict) else None,
        fields.get("definition", {}).get("tlp"),
        fields.get("name", ""),
    )
    return [str(one).lower().removeprefix("tlp:") for one in told if isinstance(one, str)]
