"""All objects of an assessment, and a bundle as bytes."""

from __future__ import annotations

import json
from collections import Counter

from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.stix import bundle
from ng911risk.exporters.stix.frame import PUBLISHER, Frame
from ng911risk.exporters.stix.tlp import IDS
from ng911risk.exporters.stix.versions import references
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.profiles.rich import rich_input

GIVEN = rich_input()
OBJECTS = bundle.objects_of(GIVEN)


def test_everything_of_the_model_is_there_once() -> None:
    kinds = Counter(one["type"] for one in OBJECTS)

    assert len({one["id"] for one in OBJECTS}) == len(OBJECTS)
    assert kinds["report"] == kinds["extension-definition"] == 1
    assert kinds["infrastructure"] == len(GIVEN.inventory.assets)
    assert kinds["note"] == len(GIVEN.report.findings) + 1
    assert {"identity", "location", "attack-pattern", "course-of-action", "vulnerability",
            "software", "ipv4-addr", "domain-name", "indicator", "observed-data",
            "relationship", "marking-definition"} <= set(kinds)  # fmt: skip


def test_nothing_names_what_is_not_there() -> None:
    ids = {one["id"] for one in OBJECTS}

    assert [id_ for one in OBJECTS for id_ in references(one) if id_ not in ids] == []


def test_everything_of_ours_is_marked_and_says_who_made_it() -> None:
    makers = {PUBLISHER, Frame.of(GIVEN).toolkit}
    theirs = {
        json.loads(one.text)["id"] for feed in GIVEN.intelligence.feeds for one in feed.references
    }
    ours = [
        one for one in OBJECTS if one["id"] not in theirs and one["type"] != "marking-definition"
    ]

    assert {tuple(one["object_marking_refs"]) for one in ours} == {(IDS[Tlp.AMBER_STRICT],)}
    assert {one["created_by_ref"] for one in ours if "created" in one} == makers


def test_a_wish_marks_everything_and_the_marking_is_in_the_bundle() -> None:
    made = bundle.objects_of(rich_input(wishes=Wishes(tlp=Tlp.RED)))

    marked = {ref for one in made for ref in one.get("object_marking_refs", ())}

    assert IDS[Tlp.RED] in marked
    assert IDS[Tlp.AMBER_STRICT] not in marked
    assert made[0]["id"] == IDS[Tlp.RED]


def test_the_report_names_everything_but_markings_and_definitions() -> None:
    (report,) = [one for one in OBJECTS if one["type"] == "report"]
    rest = {
        one["id"]
        for one in OBJECTS
        if one["type"] not in {"marking-definition", "extension-definition"}
    }

    assert set(report["object_refs"]) == rest - {report["id"]}


def test_the_same_input_gives_the_same_bytes() -> None:
    assert bundle.as_bytes(bundle.objects_of(rich_input())) == bundle.as_bytes(OBJECTS)


def test_a_bundle_is_one_object_a_line_and_reads_back_as_it_was() -> None:
    data = bundle.as_bytes(OBJECTS)

    assert json.loads(data)["objects"] == list(OBJECTS)
    lines = data.decode().splitlines()
    assert [json.loads(line.rstrip(",")) for line in lines[1:-1]] == list(OBJECTS)


def test_the_order_in_which_properties_were_set_changes_no_bytes() -> None:
    mixed = [{key: one[key] for key in reversed(one)} for one in OBJECTS]

    assert bundle.as_bytes(mixed) == bundle.as_bytes(OBJECTS)


def test_the_id_of_a_bundle_is_that_of_its_members_and_versions() -> None:
    def id_of(*objects: dict[str, str]) -> str:
        return str(json.loads(bundle.as_bytes(objects))["id"])

    one = {"type": "note", "id": "note--1", "modified": "2026-01-01T00:00:00.000Z"}

    assert id_of(one) == id_of(dict(one, content="x"))
    assert id_of(one) != id_of(dict(one, modified="2026-01-02T00:00:00.000Z"))
    assert id_of(one) != id_of(one, dict(one, id="note--2"))
