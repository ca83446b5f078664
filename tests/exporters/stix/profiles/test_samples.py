"""Whole centres, as they ship with the product, through every profile and its consumer."""

from __future__ import annotations

from pathlib import Path

import pytest
import stix2

from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.profiles.sentinel import MARKS, MOST
from tests.exporters.stix.profiles.asking import CLUSTERS, misp_events, pycti_answer
from tests.exporters.stix.profiles.conftest import SAMPLES, inside, references, said, sample

TAKEN_BY_SENTINEL = {"attack-pattern", "identity", "indicator", "relationship"}
_MOST_NOTES = 12


def _with_few_notes(objects: list[Stix]) -> list[Stix]:
    """Three hundred notes differ in their words only, and some consumers are slow with them."""
    out = {one["id"] for one in objects if one["type"] == "note"}
    out -= set(sorted(out)[:_MOST_NOTES])
    return [
        {**one, "object_refs": [ref for ref in one["object_refs"] if ref not in out]}
        if one["type"] == "report"
        else one
        for one in objects
        if one["id"] not in out
    ]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("profile", ["misp", "opencti", "sentinel"])
def test_every_sample_is_valid_and_whole(profile: str, name: str) -> None:
    objects = inside(sample(name)[profile])
    known = {one["id"] for one in objects} | set(MARKS.values())

    assert said(_with_few_notes(objects)) == []
    assert {ref for one in objects for ref in references(one)} <= known
    for one in _with_few_notes(objects):
        stix2.parse(one, allow_custom=profile == "opencti", version="2.1")


def test_misp_gets_them_whole() -> None:
    # two of them: the importer takes seconds for each
    sent = [_with_few_notes(inside(sample(name)["misp"])) for name in SAMPLES[:2]]

    for objects, event in zip(sent, misp_events(*sent), strict=True):
        makers = {one["created_by_ref"] for one in objects if "created_by_ref" in one}
        parts = {"identity", "ipv4-addr", "ipv6-addr", "domain-name", "software"}
        kept = {
            one["id"].partition("--")[2]
            for one in objects
            if one["type"] in parts and one["id"] not in makers
        }
        kinds = [one["type"] for one in objects]
        assert event.complaints == ({}, {})
        assert len(event.clusters()) == sum(kinds.count(kind) for kind in CLUSTERS)
        assert len({one["note"] for one in event.every("Note")}) == kinds.count("note")
        assert set(event.parts) == kept


def test_opencti_merges_nothing_of_two_centres(repository: Path) -> None:
    both = [one for name in SAMPLES[:2] for one in inside(sample(name)["opencti"])]
    objects = list({one["id"]: one for one in both}.values())  # they share the catalogue

    answer = pycti_answer(repository, objects)

    assert answer["incompatible"] == []
    assert answer["unresolved"] == []
    assert answer["lost_externals"] == []
    assert len(set(answer["kept_as"].values())) == len(objects)


@pytest.mark.parametrize("name", SAMPLES)
def test_sentinel_gets_bodies_that_are_small_enough_and_in_order(name: str) -> None:
    bodies = sample(name)["sentinel"]
    gone: set[str] = set()

    assert len(bodies) == -(-len(inside(bodies)) // MOST)
    for body in bodies:
        assert set(body) == {"sourcesystem", "stixobjects"}
        assert 0 < len(body["stixobjects"]) <= MOST
        gone |= {one["id"] for one in body["stixobjects"]}
        for one in body["stixobjects"]:
            assert one["type"] in TAKEN_BY_SENTINEL
            assert {ref for ref in references(one) if not ref.startswith("marking")} <= gone
