"""
What OpenCTI's own client makes of a bundle: run by its interpreter, bundle in, findings out.

Nothing here imports ng911risk: the client lives in an environment of its own.
"""

from __future__ import annotations

import copy
import json
import sys
from typing import Any

import pycti  # type: ignore[import-not-found] # it lives in an environment of its own

HELPERS = {
    "attack-pattern": pycti.AttackPattern,
    "course-of-action": pycti.CourseOfAction,
    "identity": pycti.Identity,
    "indicator": pycti.Indicator,
    "infrastructure": pycti.Infrastructure,
    "location": pycti.Location,
    "note": pycti.Note,
    "observed-data": pycti.ObservedData,
    "relationship": pycti.StixCoreRelationship,
    "report": pycti.Report,
    "sighting": pycti.StixSightingRelationship,
    "vulnerability": pycti.Vulnerability,
}
"""What gives an object the id under which the platform keeps it."""


def kept_as(one: dict[str, Any]) -> str:
    """Id that the platform gives: two objects with one id are one object there."""
    data = dict(one)
    if one["type"] == "marking-definition" or one["type"] not in HELPERS:
        return str(one["id"])  # observables have the id that the standard prescribes
    for reference in one.get("external_references", ()):
        if reference["source_name"].startswith("mitre-"):
            data["x_mitre_id"] = reference.get("external_id")
    return str(HELPERS[one["type"]].generate_id_from_data(data))


def references(one: dict[str, Any]) -> list[str | None]:
    """Every id it names, None where it was cut; not what publishers say themselves (``x_...``)."""
    named: list[str | None] = []
    for key, value in one.items():
        if key.endswith("_ref") and not key.startswith("x_"):
            named.append(value)
        elif key.endswith("_refs") and not key.startswith("x_"):
            named += value
    return named


def main() -> None:
    """Read a bundle, split it as the platform does, and say what became of it."""
    bundle = json.load(sys.stdin)
    before = {one["id"]: copy.deepcopy(one) for one in bundle["objects"]}
    splitter = pycti.OpenCTIStix2Splitter()
    expected, incompatible, parts = splitter.split_bundle_with_expectations(bundle, use_json=False)
    after = {one["id"]: one for part in parts for one in part["objects"]}
    lost_references = {
        id_: sorted({ref for ref in references(one) if ref} - set(references(after[id_])))
        for id_, one in before.items()
        if id_ in after
    }
    lost_externals = [
        id_
        for id_, one in before.items()
        if id_ in after
        and len(one.get("external_references", ()))
        != len(after[id_].get("external_references", ()))
    ]
    unresolved = [
        ref
        for one in after.values()
        for ref in references(one)
        if ref is not None and ref not in after
    ]
    json.dump(
        {
            "expected": expected,
            "incompatible": [one["id"] for one in incompatible],
            "arrived": sorted(after),
            "lost_references": {id_: lost for id_, lost in lost_references.items() if lost},
            "lost_externals": lost_externals,
            "unresolved": unresolved,
            "kept_as": {id_: kept_as(one) for id_, one in before.items()},
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
