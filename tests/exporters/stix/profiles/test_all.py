"""What every profile keeps: valid, whole, the same bytes again, and withdrawn where withdrawn."""

from __future__ import annotations

import json
from typing import Any

import pytest
import stix2

from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.profiles import profiles
from ng911risk.exporters.stix.profiles.misp import WITHDRAWN
from ng911risk.exporters.stix.profiles.sentinel import MARKS
from tests.exporters.stix.profiles import rich
from tests.exporters.stix.profiles.conftest import inside, references, said

NAMES = ("generic", "misp", "opencti", "sentinel")


def test_all_profiles_are_looked_at() -> None:
    assert tuple(sorted(profiles())) == NAMES


# --- on an export with everything in it -----------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_strict_validator_has_nothing_to_say(name: str, with_a_past: dict[str, Any]) -> None:
    assert said(inside(with_a_past[name])) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_library_of_stix_takes_everything(name: str, with_a_past: dict[str, Any]) -> None:
    for one in inside(with_a_past[name]):
        assert stix2.parse(json.dumps(one), allow_custom=name == "opencti").id == one["id"]


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_is_answered(name: str, with_a_past: dict[str, Any]) -> None:
    objects = inside(with_a_past[name])
    known = {one["id"] for one in objects} | set(MARKS.values())

    assert {ref for one in objects for ref in references(one)} <= known


@pytest.mark.parametrize("name", NAMES)
def test_each_id_is_there_once(name: str, with_a_past: dict[str, Any]) -> None:
    ids = [one["id"] for one in inside(with_a_past[name])]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_input_gives_the_same_bytes(name: str) -> None:
    first, second = (
        profiles()[name].shape(rich.objects(given), given)
        for given in (rich.with_a_past(), rich.with_a_past())
    )

    assert first == second


@pytest.mark.parametrize("name", NAMES)
def test_what_was_taken_back_is_taken_back_in_every_profile(
    name: str, with_a_past: dict[str, Any]
) -> None:
    gone = [one for one in inside(with_a_past["generic"]) if one.get("revoked")]
    told = {_uuid(one) for one in gone if _can_be_told(name, one)}
    objects = inside(with_a_past[name])
    revoked = {_uuid(one) for one in objects if one.get("revoked")}
    live = {_uuid(one) for one in objects} - revoked

    kinds = {one["type"] for one in gone}
    assert kinds >= {"infrastructure", "indicator", "relationship", "sighting"}
    assert told <= revoked
    assert not live & {_uuid(one) for one in gone}


def _uuid(one: Stix) -> str:
    return str(one["id"]).partition("--")[2]


def _can_be_told(name: str, one: Stix) -> bool:
    """Whether the consumer has a place where it says of itself that it is withdrawn."""
    if name == "sentinel":
        ends = {
            one.get(end, "identity--").partition("--")[0] for end in ("source_ref", "target_ref")
        }
        takes = {"infrastructure", "identity", "indicator", "attack-pattern", "relationship"}
        return one["type"] in takes and ends <= takes
    # what was seen is told to MISP by a note with an id of its own
    return name != "misp" or one["type"] not in {"observed-data", "relationship", "sighting"}


def test_an_asset_that_is_an_identity_keeps_its_uuid(with_a_past: dict[str, Any]) -> None:
    assets = [one for one in inside(with_a_past["generic"]) if one["type"] == "infrastructure"]

    for name in ("misp", "opencti", "sentinel"):
        by_id = {one["id"]: one for one in inside(with_a_past[name])}
        for asset in assets:
            made = by_id["identity--" + asset["id"].partition("--")[2]]
            assert made["identity_class"] == "system"
            assert made["name"].removeprefix(WITHDRAWN) == asset["name"]
            assert made.get("revoked", False) == asset.get("revoked", False)
            assert (made["created"], made["modified"]) == (asset["created"], asset["modified"])
