"""OpenCTI's own client splits the profile: nothing is dropped, nothing merged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.profiles import opencti
from ng911risk.exporters.stix.tlp import IDS
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.profiles import rich
from tests.exporters.stix.profiles.asking import pycti_answer
from tests.exporters.stix.profiles.conftest import inside

ALLOWED = {
    ("attack-pattern", "targets", "organization"),
    ("course-of-action", "mitigates", "attack-pattern"),
    ("indicator", "based-on", "observed-data"),
    ("indicator", "indicates", "attack-pattern"),
    ("organization", "located-at", "Administrative-Area"),
    ("system", "located-at", "Administrative-Area"),
}
"""
Of what the platform allows, what we use; ``related-to`` it allows between any two.

Source: stix.ts and organization.ts of OpenCTI-Platform/opencti, read on 2026-11-25 (commits
340d3b0 and 02953d4).
"""


@pytest.fixture(scope="module")
def sent(with_a_past: Mapping[str, Any]) -> list[Stix]:
    """The objects of the profile."""
    return inside(with_a_past["opencti"])


@pytest.fixture(scope="module")
def answer(sent: list[Stix], repository: Path) -> dict[str, Any]:
    """What the client makes of them."""
    return pycti_answer(repository, sent)


def test_every_object_arrives(answer: dict[str, Any], sent: list[Stix]) -> None:
    assert answer["incompatible"] == []
    assert answer["arrived"] == sorted(one["id"] for one in sent)


def test_no_reference_is_left_open_or_lost(answer: dict[str, Any], sent: list[Stix]) -> None:
    # what made itself, or marks what made it, goes round in a circle: the client cuts that
    circles = {one["id"] for one in sent if one["type"] in {"identity", "marking-definition"}}

    assert answer["unresolved"] == []
    assert answer["lost_externals"] == []
    assert set(answer["lost_references"]) <= circles


def test_no_two_of_ours_become_one(answer: dict[str, Any], sent: list[Stix]) -> None:
    often = Counter(answer["kept_as"].values())

    assert [kept for kept, times in often.items() if times > 1] == []
    assert len(often) == len(sent)


def test_the_client_would_merge_two_systems_of_one_name(repository: Path, sent: list[Stix]) -> None:
    # the control: the check above does see what it is there for
    system = next(one for one in sent if " / " in one.get("name", ""))
    twin = {**system, "id": "identity--00000000-1111-4222-8333-999999999999"}

    answer = pycti_answer(repository, [*sent, twin])

    assert len(set(answer["kept_as"].values())) == len(sent)


def test_every_relationship_is_one_that_the_platform_allows(sent: list[Stix]) -> None:
    kinds = {
        one["id"]: one.get("x_opencti_location_type") or one.get("identity_class") or one["type"]
        for one in sent
    }
    used = {
        (kinds[one["source_ref"]], one["relationship_type"], kinds[one["target_ref"]])
        for one in sent
        if one["type"] == "relationship" and one["relationship_type"] != "related-to"
    }

    assert used == ALLOWED


def test_what_an_asset_had_to_others_is_told_by_the_link(sent: list[Stix]) -> None:
    names = {one["id"]: one.get("name") or one.get("value") for one in sent}
    told = {
        (names[one["target_ref"]], one["description"])
        for one in sent
        if one.get("relationship_type") == "related-to"
        and str(names[one["source_ref"]]).endswith("[cad]")
    }

    assert ("CVE-2024-41713", "has") in told
    assert ("20.9.1.10", "consists of") in told
    assert ("Elm County 9-1-1, KS / County directory", "communicates with: https on port 443") in (
        told
    )


def test_nothing_of_ours_has_an_id_of_mitre(sent: list[Stix]) -> None:
    for one in sent:
        names = [each["source_name"] for each in one.get("external_references", ())]
        assert "As others call" in one.get("name", "") or not any(
            name.startswith("mitre") for name in names
        )


def test_the_marking_goes_by_the_name_that_the_platform_knows(sent: list[Stix]) -> None:
    mark = next(one for one in sent if one["id"] == IDS[Tlp.AMBER_STRICT])

    assert mark["name"] == "TLP:AMBER+STRICT"
    assert mark["extensions"]


def test_a_state_is_an_area_and_no_country(sent: list[Stix]) -> None:
    (place,) = (one for one in sent if one["type"] == "location")

    assert place["x_opencti_location_type"] == "Administrative-Area"


def test_a_flaw_of_the_known_exploited_list_says_so_in_its_field(sent: list[Stix]) -> None:
    flaws = {one["name"]: one for one in sent if one["type"] == "vulnerability"}

    assert flaws["CVE-2024-41713"]["x_opencti_cisa_kev"] is True
    assert "x_opencti_cisa_kev" not in flaws["CVE-2022-29499"]


def test_an_asset_has_the_score_of_its_worst_finding(sent: list[Stix]) -> None:
    scores = {
        one["name"]: one.get("x_opencti_score") for one in sent if " / " in one.get("name", "")
    }

    assert scores["Elm County 9-1-1, KS / CAD server [cad]"] == 50  # moderate
    assert scores["Elm County 9-1-1, KS / County directory"] == 20  # low
    assert scores["Elm County 9-1-1, KS / mail"] is None


def test_two_links_of_one_kind_between_two_objects_become_one_that_tells_of_both() -> None:
    given = rich.rich_input()
    objects = rich.objects(given)
    link = next(one for one in objects if one.get("relationship_type") == "communicates-with")
    other = {**link, "id": "relationship--00000000-1111-4222-8333-999999999999"}
    other["description"] = "sip on port 5060"

    made = inside(json.loads(opencti.shape((*objects, other), given)))

    (kept,) = (one for one in made if one["id"] in {link["id"], other["id"]})
    assert "https on port" in kept["description"]
    assert "sip on port 5060" in kept["description"]
