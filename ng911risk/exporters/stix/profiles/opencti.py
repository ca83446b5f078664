"""
OpenCTI: own assets as systems, relationships it allows, nothing that it drops or merges.

It takes infrastructure for the adversary's, drops our extensions and every reference that has
neither an address nor an id, makes a county with a country into a country, and knows two
relationships of one type between the same two objects as one. Only here, properties of its own
(``x_opencti_...``) say what it has a field for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix import bundle, site
from ng911risk.exporters.stix.frame import Frame, Stix
from ng911risk.exporters.stix.profiles import Profile
from ng911risk.exporters.stix.reshape import (
    as_systems,
    latest,
    told_references,
    without,
    without_extensions,
)
from ng911risk.model.scales import Level

_SCORES: Final[Mapping[Level, int]] = {
    Level.VERY_LOW: 0,
    Level.LOW: 20,
    Level.MODERATE: 50,
    Level.HIGH: 80,
    Level.VERY_HIGH: 100,
}
"""NIST SP 800-30 r1, Table I-3: the values 0, 2, 5, 8 and 10 of the levels, times ten."""


def shape(objects: Iterable[Stix], given: ExchangeInput) -> bytes:
    """One bundle."""
    ours = without_extensions(as_systems(latest(objects)))
    scores = _worst(given)
    shaped = (_own_fields(told_references(one), scores) for one in ours)
    return bundle.as_bytes(_merged(shaped))


def _worst(given: ExchangeInput) -> dict[str, int]:
    """Score of the worst finding on each asset, by the id of its identity."""
    frame, worst = Frame.of(given), dict[str, int]()
    for finding in given.report.findings:
        asset = site.asset_id(frame, finding.asset).replace("infrastructure--", "identity--")
        worst[asset] = max(worst.get(asset, 0), _SCORES[finding.risk])
    return worst


def _own_fields(one: Stix, scores: Mapping[str, int]) -> Stix:
    extra: dict[str, Any] = {}
    if "administrative_area" in one:
        # a location with a country and no city is a country to it
        extra["x_opencti_location_type"] = "Administrative-Area"
    if one["type"] == "vulnerability" and "cisa-kev" in one.get("labels", ()):
        extra["x_opencti_cisa_kev"] = True
    if one["id"] in scores and not one.get("revoked"):
        extra["x_opencti_score"] = scores[one["id"]]
    return {**one, **extra}


def _merged(objects: Iterable[Stix]) -> tuple[Stix, ...]:
    """
    One relationship where it would make one of several: the first stays and tells of all.

    One that still holds goes before one that was taken back.
    """
    ours = tuple(objects)
    merged: dict[tuple[str, ...], Stix] = {}
    for one in ours:
        key = _key(one)
        known = merged.get(key)
        if known is None or (known.get("revoked") and not one.get("revoked")):
            merged[key] = one
        elif not one.get("revoked"):
            told = (known.get("description", ""), one.get("description", ""))
            merged[key] = {**known, "description": "; ".join(dict.fromkeys(filter(None, told)))}
    kept = {one["id"] for one in merged.values()}
    return without(merged.values(), (one["id"] for one in ours if one["id"] not in kept))


def _key(one: Stix) -> tuple[str, ...]:
    """What it tells objects apart by, as far as two of ours may have the same."""
    if one["type"] != "relationship":
        return (one["id"],)
    return (one["relationship_type"], one["source_ref"], one["target_ref"])


PROFILE: Final = Profile(
    name="opencti",
    title="STIX 2.1 for OpenCTI",
    serves="OpenCTI: own assets are systems there, relationships are those it allows",
    shape=shape,
)
