"""MISP's own importer reads the profile: what goes in comes out, kind by kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.profiles.misp import WITHDRAWN
from tests.exporters.stix.profiles.asking import CLUSTERS, Event, misp_events
from tests.exporters.stix.profiles.conftest import inside


def _uuid(ref: str) -> str:
    return ref.partition("--")[2]


@pytest.fixture(scope="module")
def sent(with_a_past: Mapping[str, Any]) -> list[Stix]:
    """The objects of the profile."""
    return inside(with_a_past["misp"])


@pytest.fixture(scope="module")
def event(sent: list[Stix]) -> Event:
    """What MISP has afterwards."""
    return misp_events(sent)[0]


def _of(objects: list[Stix], *kinds: str) -> list[Stix]:
    return [one for one in objects if one["type"] in kinds]


def test_the_importer_complains_of_nothing(event: Event) -> None:
    assert event.complaints == ({}, {})


def test_the_bundle_becomes_one_event_that_is_marked_and_described(
    event: Event, sent: list[Stix]
) -> None:
    (report,) = _of(sent, "report")

    assert event.says["info"] == report["name"]
    assert [one["content"] for one in event.every("EventReport")] == [report["description"]]
    assert "tlp:amber+strict" in {one["name"] for one in event.says["Tag"]}


def test_every_identity_is_an_object_or_the_name_of_who_made_others(
    event: Event, sent: list[Stix]
) -> None:
    makers = {one["created_by_ref"] for one in sent if "created_by_ref" in one}
    producers = {one["name"] for one in event.says["Tag"]}
    sources = {one["source"] for one in event.every("GalaxyCluster")}
    for one in _of(sent, "identity"):
        if one["id"] in makers:
            assert one["name"] in sources | {tag.partition('"')[2][:-1] for tag in producers}
            continue
        values = {each["value"] for each in event.parts[_uuid(one["id"])]["Attribute"]}
        assert {one["name"], one["description"]} <= values
        assert {*one.get("roles", ()), *one.get("sectors", ())} <= values


def test_every_indicator_is_there_to_be_acted_on_with_its_name_and_its_end(
    event: Event, sent: list[Stix]
) -> None:
    for one in _of(sent, "indicator"):
        part = event.parts[_uuid(one["id"])]
        attributes = part.get("Attribute", [part])
        assert all(each["to_ids"] for each in attributes)
        assert (part["first_seen"][:10], part["last_seen"][:10]) == (
            one["valid_from"][:10],
            one["valid_until"][:10],
        )
        words = part.get("comment") or part["Note"][0]["note"]
        assert words == one["description"]
        assert one["name"] in words


def test_beside_every_pattern_of_traffic_stands_one_of_the_address(event: Event) -> None:
    addresses = {one["value"] for one in event.says["Attribute"] if one["to_ids"]}
    senders = {
        each["value"]
        for one in event.says["Object"]
        for each in one["Attribute"]
        if each["object_relation"] == "src_ip"
    }

    assert senders
    assert senders == addresses


def test_every_observable_of_the_centre_is_there_and_nobody_acts_on_it(
    event: Event, sent: list[Stix]
) -> None:
    for one in _of(sent, "ipv4-addr", "ipv6-addr", "domain-name", "software"):
        part = event.parts[_uuid(one["id"])]
        attributes = part.get("Attribute", [part])
        assert not any(each["to_ids"] for each in attributes)
        assert (one.get("value") or one["name"]) in {each["value"] for each in attributes}


def test_ways_in_measures_flaws_and_places_are_clusters_with_their_words(
    event: Event, sent: list[Stix]
) -> None:
    found = {(one["type"], one["value"]): one for one in event.every("GalaxyCluster")}
    ours = _of(sent, *CLUSTERS)

    assert len(ours) == len(found)
    for one in ours:
        cluster = found[f"stix-2.1-{one['type']}", one["name"]]
        if "description" in one:
            assert cluster["description"] == one["description"]
        ids = {each["external_id"] for each in one.get("external_references", ())}
        told = cluster["meta"].get("external_id", [])
        assert ids == set([told] if isinstance(told, str) else told)


def test_every_note_opinion_and_sighting_is_there(event: Event, sent: list[Stix]) -> None:
    notes = {(one["comment"], one["note"]) for one in event.every("Note")}
    opinions = {one["comment"] for one in event.every("Opinion")}
    sightings = {one["source"] for one in event.every("Sighting")}

    assert notes == {(one["abstract"], one["content"]) for one in _of(sent, "note")}
    assert opinions == {one["explanation"] for one in _of(sent, "opinion")}
    assert sightings == {one["description"] for one in _of(sent, "sighting")}


def test_every_link_is_a_reference_or_a_cluster_that_hangs_there(
    event: Event, sent: list[Stix]
) -> None:
    names = {one["id"]: one.get("name") for one in sent}
    links = _of(sent, "relationship")

    assert links
    for one in links:
        source, target = _uuid(one["source_ref"]), one["target_ref"]
        references = {
            each["referenced_uuid"] for each in event.parts[source].get("ObjectReference", ())
        }
        assert _uuid(target) in references or names[target] in event.clusters_on(source)


# --- against the generic profile: what MISP has no place for is told ----------------


def test_links_between_clusters_are_told_in_words(
    with_a_past: Mapping[str, Any], sent: list[Stix]
) -> None:
    told = {one["id"]: one.get("description", "") for one in sent}
    generic = inside(with_a_past["generic"])
    names = {one["id"]: one.get("name", "") for one in generic}
    answers = [
        one
        for one in generic
        if one.get("relationship_type") == "mitigates" and not one.get("revoked")
    ]

    assert answers
    for one in answers:
        assert names[one["target_ref"]] in told[one["source_ref"]]


def test_every_observation_is_told_in_a_note_at_the_centre(
    with_a_past: Mapping[str, Any], event: Event
) -> None:
    generic = inside(with_a_past["generic"])
    by_id = {one["id"]: one for one in generic}
    (centre,) = (one for one in event.says["Object"] if one["name"] == "organization")
    notes = [one["note"] for one in centre["Note"]]
    observed = _of(generic, "observed-data")

    assert observed
    for one in observed:
        parts = [by_id[ref] for ref in one["object_refs"]]
        words = [str(one["number_observed"]), one["first_observed"], one["last_observed"]]
        words += [each["value"] for each in parts if "value" in each]
        words += [str(each["dst_port"]) for each in parts if "dst_port" in each]
        assert any(all(word in note for word in words) for note in notes)


def test_what_two_assets_say_to_each_other_is_told_at_the_one_that_opens(sent: list[Stix]) -> None:
    (cad,) = (one for one in sent if one.get("name", "").endswith("CAD server [cad]"))

    assert (
        "communicates with: https on port 443: Elm County 9-1-1, KS / County directory"
        in (cad["description"])
    )


def test_what_is_withdrawn_says_so_where_the_importer_shows_it(
    event: Event, sent: list[Stix]
) -> None:
    gone = [one for one in _of(sent, "indicator", "identity") if one.get("revoked")]

    assert len(gone) == 5
    for one in gone:
        part = event.parts[_uuid(one["id"])]
        assert WITHDRAWN in json.dumps(part)
        if one["type"] == "indicator":
            assert [each["opinion"] for each in part["Opinion"]] == ["0"]


def test_objects_of_mitre_stay_out_and_their_ids_are_references(sent: list[Stix]) -> None:
    assert not [one for one in sent if "As others call" in one.get("name", "")]
    ids = {each.get("external_id") for one in sent for each in one.get("external_references", ())}
    assert {"T1486", "T1498", "M1053"} <= ids
