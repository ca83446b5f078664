"""What is known about the weaknesses of an asset: read from fields first, asked otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ng911risk.model.inventory import Asset, Authentication, DataFlow, Protection
from ng911risk.model.scales import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One weakness of one asset."""

    status: Status
    said_by: str = ""
    place: str = ""
    """Field path it was read from; empty when nobody said anything."""

    shared: str = ""
    """What shares it: a product, else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """An asset with its place in the inventory and the flows into it."""

    asset: Asset
    index: int
    flows: tuple[tuple[int, DataFlow], ...]
    at: date


def weakness_of(name: str, around: Surroundings) -> Known:
    """
    What is known about weakness `name`: an explicit answer, else the fields that tell.

    Unknown stays unknown: it widens the range and is asked about.
    """
    for place, said in enumerate(around.asset.weaknesses):
        if said.name == name:
            path = f"assets[{around.index}].weaknesses[{place}].status"
            return Known(status=said.status, said_by=said.said_by, place=path)
    derive = _DERIVED.get(name)
    return derive(around) if derive else Known(status=Status.UNKNOWN)


def _worst(parts: Iterable[tuple[Status, str, str]]) -> Known:
    """Yes beats unknown beats no; nothing at all is unknown."""
    for wanted in (Status.YES, Status.PARTLY, Status.UNKNOWN, Status.NO):
        for status, place, shared in parts:
            if status is wanted:
                return Known(status=status, place=place, shared=shared)
    return Known(status=Status.UNKNOWN)


def _cleartext(around: Surroundings) -> Known:
    words = {
        Protection.NONE: Status.YES,
        Protection.PRIVATE_LINE: Status.YES,
        Protection.UNKNOWN: Status.UNKNOWN,
    }
    return _worst(
        [
            (words.get(flow.protected, Status.NO), f"flows[{index}].protected", "")
            for index, flow in around.flows
        ]
    )


def _weak_sign_in(around: Surroundings) -> Known:
    words = {
        Authentication.NONE: Status.YES,
        Authentication.PASSWORD: Status.YES,
        Authentication.UNKNOWN: Status.UNKNOWN,
    }
    return _worst(
        [
            (words.get(flow.authenticated, Status.NO), f"flows[{index}].authenticated", "")
            for index, flow in around.flows
        ]
    )


def _end_of_life(around: Surroundings) -> Known:
    parts = []
    for place, software in enumerate(around.asset.software):
        ends = software.end_of_life
        status = Status.UNKNOWN if ends is None else Status.YES if ends < around.at else Status.NO
        path = f"assets[{around.index}].software[{place}].end_of_life"
        parts.append((status, path, software.product))
    return _worst(parts)


def _known_exploited(around: Surroundings) -> Known:
    return _worst(
        [
            (
                software.known_exploited,
                f"assets[{around.index}].software[{place}].known_exploited",
                software.product,
            )
            for place, software in enumerate(around.asset.software)
        ]
    )


_DERIVED: dict[str, Callable[[Surroundings], Known]] = {
    "cleartext-transport": _cleartext,
    "weak-authentication": _weak_sign_in,
    "end-of-life": _end_of_life,
    "known-exploited": _known_exploited,
}
