from __future__ import annotations

import copy
import time

from ng911risk.exporters.stix.extension import extended
from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.reshape import (
    as_systems,
    described,
    latest,
    told_references,
    without,
    without_extensions,
    without_foreign,
)

ASSET: Stix = {
    "type": "infrastructure",
    "id": "infrastructure--1",
    "name": "Elm / CAD",
    "infrastructure_types": ["workstation"],
    "first_seen": "2026-01-01T00:00:00.000Z",
}
PSAP: Stix = {"type": "identity", "id": "identity--2", "name": "Elm"}
FLAW: Stix = {"type": "vulnerability", "id": "vulnerability--3", "name": "CVE-2024-41713"}
HAS: Stix = {
    "type": "relationship",
    "id": "relationship--4",
    "relationship_type": "has",
    "source_ref": ASSET["id"],
    "target_ref": FLAW["id"],
}
NOTE: Stix = {
    "type": "note",
    "id": "note--5",
    "content": "High.",
    "object_refs": [ASSET["id"], PSAP["id"]],
}
ALL = (ASSET, PSAP, FLAW, HAS, NOTE)


def _by_id(objects: tuple[Stix, ...]) -> dict[str, Stix]:
    return {one["id"]: one for one in objects}


def test_the_newest_version_of_each_stays_where_the_first_stood() -> None:
    old = {**PSAP, "modified": "2026-01-01T00:00:00.000Z"}
    new = {**PSAP, "modified": "2026-02-01T00:00:00.000Z", "name": "Elm County"}

    assert latest((old, FLAW, new)) == (new, FLAW)
    assert latest((new, FLAW, old)) == (new, FLAW)


def test_an_asset_becomes_a_system_and_whatever_names_it_follows() -> None:
    made = _by_id(as_systems(ALL))

    assert made["identity--1"] == {
        "type": "identity",
        "id": "identity--1",
        "name": "Elm / CAD",
        "identity_class": "system",
        "roles": ["workstation"],
    }
    assert made["note--5"]["object_refs"] == ["identity--1", "identity--2"]
    assert made["relationship--4"]["source_ref"] == "identity--1"


def test_what_a_system_cannot_have_is_related_and_told() -> None:
    spoken = {**HAS, "id": "relationship--6", "description": "open since May"}

    made = _by_id(as_systems((*ALL, spoken)))

    assert made["relationship--4"]["relationship_type"] == "related-to"
    assert made["relationship--4"]["description"] == "has"
    assert made["relationship--6"]["description"] == "has: open since May"


def test_nothing_that_is_given_is_changed() -> None:
    before = copy.deepcopy(ALL)

    as_systems(ALL)
    without(ALL, [ASSET["id"]])
    without_extensions(ALL)

    assert before == ALL


def test_what_is_about_nothing_any_more_goes_too() -> None:
    only = {**NOTE, "id": "note--7", "object_refs": [ASSET["id"]]}
    about_the_note = {**NOTE, "id": "note--8", "object_refs": ["note--7"]}

    made = _by_id(without((*ALL, only, about_the_note), [ASSET["id"]]))

    assert set(made) == {"identity--2", "vulnerability--3", "note--5"}
    assert made["note--5"]["object_refs"] == ["identity--2"]


def test_what_only_our_extension_says_is_said_in_words() -> None:
    asset: Stix = {**ASSET, "extensions": extended(asset={"zone": "Dispatch", "run_by": "vendor"})}
    definition: Stix = {"type": "extension-definition", "id": next(iter(asset["extensions"]))}
    mark: Stix = {
        "type": "marking-definition",
        "id": "marking-definition--9",
        "extensions": {"extension-definition--of-others": {}},
    }

    made = _by_id(without_extensions((asset, definition, mark)))

    assert set(made) == {ASSET["id"], mark["id"]}
    assert made[ASSET["id"]]["description"] == "Zone: Dispatch\nRun by: vendor"
    assert "extensions" not in made[ASSET["id"]]
    assert made[mark["id"]] == mark


def test_references_without_address_and_id_are_told() -> None:
    known = {"source_name": "cve", "external_id": "CVE-2024-41713"}
    paper = {"source_name": "A standard", "description": "section 3"}

    made = told_references({**FLAW, "external_references": [known, paper]})

    assert made["external_references"] == [known]
    assert made["description"] == "Sources: A standard, section 3"
    assert "external_references" not in told_references({**FLAW, "external_references": [paper]})


def test_words_are_added_where_the_type_has_its_text() -> None:
    assert described(NOTE, "", "Really.")["content"] == "High.\n\nReally."
    assert described(PSAP, "") == PSAP


def test_objects_of_mitre_go_with_their_maker_their_mark_and_their_links() -> None:
    theirs = {
        "type": "attack-pattern",
        "id": "attack-pattern--10",
        "created_by_ref": "identity--11",
        "object_marking_refs": ["marking-definition--12"],
        "external_references": [{"source_name": "mitre-attack", "external_id": "T1"}],
    }
    maker = {"type": "identity", "id": "identity--11"}
    mark = {"type": "marking-definition", "id": "marking-definition--12"}
    link = {**HAS, "target_ref": theirs["id"]}

    assert without_foreign((PSAP, theirs, maker, mark, link)) == (PSAP,)


def test_a_large_centre_takes_no_longer_for_each_asset_than_a_small_one() -> None:
    assets = [{**ASSET, "id": f"infrastructure--{number}"} for number in range(5000)]
    links = [
        {**HAS, "id": f"relationship--{number}", "source_ref": assets[number % 5000]["id"]}
        for number in range(20_000)
    ]
    begun = time.process_time()

    as_systems([*assets, *links])

    assert time.process_time() - begun < 3.0  # a list of all assets for each link takes ten
