"""
Microsoft Sentinel: bodies for its upload API, as one list.

It takes five types, a hundred objects in a request, and the four marks of TLP 1: it has none
for AMBER+STRICT, so a person says what stands for it. What comes from MITRE stays out, since
the licence mark that has to go with it has no place there; its ids are told as references.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from ng911risk.errors import InputError, Problem
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix import tlp
from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.profiles import Profile
from ng911risk.exporters.stix.reshape import (
    as_systems,
    latest,
    without,
    without_extensions,
    without_foreign,
)
from ng911risk.model.tlp import Tlp

MOST: Final = 100
"""Objects in one request."""

SOURCE: Final = "ng911risk"
"""``sourcesystem`` of every body: what Sentinel shows as the source."""

MARKS: Final[Mapping[Tlp, str]] = MappingProxyType(
    {
        Tlp.CLEAR: "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
        Tlp.GREEN: "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
        Tlp.AMBER: "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
        Tlp.RED: "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
    }
)
"""Marks of TLP 1 (STIX 2.1, section 7.2.1.4); CLEAR was called WHITE."""

_ORDER: Final = ("identity", "threat-actor", "attack-pattern", "indicator", "relationship")
"""The types it takes; what relationships name has gone before them."""

_CHOICE: Final = (
    "Choose what stands for it: --sentinel-tlp red (over HTTP sentinel_tlp=red) lets fewer people "
    "see it; --sentinel-tlp amber lets it go on to customers and partners."
)


def shape(objects: Iterable[Stix], given: ExchangeInput) -> bytes:
    """
    A JSON list of bodies ``{sourcesystem, stixobjects}``, to be sent in its order.

    Raises:
        InputError: Nobody chose what stands for AMBER+STRICT, or the choice lets more
            people see it than the assessment's own marking.
    """
    marks = _marks(given.wishes)
    ours = without_foreign(without_extensions(as_systems(latest(objects))))
    gone = {one["id"] for one in ours if not _taken(one, marks)}
    kept = without((one if one["id"] in gone else _marked(one, marks) for one in ours), gone)
    sent = sorted(kept, key=lambda one: _ORDER.index(one["type"]))
    bodies = [
        {"sourcesystem": SOURCE, "stixobjects": sent[first : first + MOST]}
        for first in range(0, len(sent), MOST)
    ]
    return (json.dumps(bodies, indent=1, ensure_ascii=False) + "\n").encode()


def check(wishes: Wishes) -> None:
    """
    Refuse what `shape` would refuse, before anything is assessed or read.

    Raises:
        InputError: Nobody chose what stands for AMBER+STRICT, or the choice is too wide.
    """
    _marks(wishes)


def _marks(wishes: Wishes) -> dict[str, str]:
    """Marks of TLP 1 by those of TLP 2 that objects of ours carry."""
    marked, instead = wishes.tlp or Tlp.AMBER_STRICT, wishes.sentinel_tlp
    if instead is Tlp.AMBER_STRICT or (instead is None and marked is Tlp.AMBER_STRICT):
        raise _refused("Microsoft Sentinel has no mark for TLP:AMBER+STRICT", _CHOICE)
    if instead is None:
        instead = marked
    least = Tlp.AMBER if marked is Tlp.AMBER_STRICT else marked
    if instead.rank < least.rank:
        raise _refused(
            f"{instead.label} for Microsoft Sentinel lets more people see it than {marked.label}, "
            "the marking of this export",
            f"Choose {least.label} or {Tlp.RED.label}.",
        )
    strict = instead if marked is Tlp.AMBER_STRICT else Tlp.RED  # an older version may carry it
    known = {tlp.IDS[level]: mark for level, mark in MARKS.items()}
    return known | {tlp.IDS[Tlp.AMBER_STRICT]: MARKS[strict], tlp.IDS[marked]: MARKS[instead]}


def _refused(message: str, hint: str) -> InputError:
    return InputError([Problem(file="sentinel_tlp", message=message, hint=hint)])


def _taken(one: Stix, marks: Mapping[str, str]) -> bool:
    """Of a type that it takes, and marked by nobody but us."""
    carried = set(one.get("object_marking_refs", ()))
    return one["type"] in _ORDER and bool(carried) and carried <= set(marks)


def _marked(one: Stix, marks: Mapping[str, str]) -> dict[str, Any]:
    return {**one, "object_marking_refs": [marks[each] for each in one["object_marking_refs"]]}


PROFILE: Final = Profile(
    name="sentinel",
    title="Bodies for the upload API of Microsoft Sentinel",
    serves="Microsoft Sentinel: send each body of the list to its upload API, in order",
    shape=shape,
    media_type="application/json",
)
