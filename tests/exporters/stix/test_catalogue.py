"""What the catalogue says, and what others call it."""

from __future__ import annotations

import json
from dataclasses import replace

from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix.catalogue import (
    mitigation_id,
    mitigations_used,
    objects,
    vector_id,
    vectors_used,
)
from ng911risk.exporters.stix.frame import PUBLISHER, Frame, Stix
from ng911risk.model.intelligence import Intelligence
from ng911risk.model.scales import Grade
from tests.exporters.stix.given import catalog, seen_input
from tests.exporters.stix.profiles.rich import INTELLIGENCE, rich_input
from tests.lab.seen import observation, promotion


def _made(given: ExchangeInput) -> dict[str, Stix]:
    return {one["id"]: one for one in objects(given, Frame.of(given))}


def test_the_vectors_are_those_of_findings_ways_and_promotions() -> None:
    promoted = promotion(observation(), vector="caller-location-spoofing")
    given = seen_input(promotions=(promoted,))
    found = {one.vector for one in given.report.findings}

    assert found < set(vectors_used(given))
    assert "caller-location-spoofing" in vectors_used(given)
    assert {
        one.partition("@")[0] for path in given.report.paths for one in [path.steps[0].finding]
    } <= set(vectors_used(given))


def test_every_measure_that_answers_one_of_them_is_there_and_mitigates_it() -> None:
    given = seen_input()
    frame = Frame.of(given)
    made = _made(given)
    links = {
        (one["source_ref"], one["target_ref"])
        for one in made.values()
        if one["type"] == "relationship"
    }
    wanted = {
        (mitigation_id(frame, name), vector_id(frame, answer.vector))
        for name, one in catalog().mitigations.items()
        for answer in one.answers
        if answer.vector in vectors_used(given)
    }

    assert links == wanted
    assert {mitigation_id(frame, one) for one in mitigations_used(given)} <= set(made)


def test_nothing_of_ours_claims_to_be_of_mitre() -> None:
    for given in (seen_input(), rich_input()):
        ours = [one for one in _made(given).values() if one.get("created_by_ref") == PUBLISHER]
        names = [ref["source_name"] for one in ours for ref in one.get("external_references", ())]

        assert names
        assert not [name for name in names if name.lower().startswith("mitre")]


def test_techniques_and_controls_are_plain_references() -> None:
    given = seen_input()
    vector = _made(given)[vector_id(Frame.of(given), "ransomware")]
    references = [
        (one["source_name"], one.get("external_id")) for one in vector["external_references"]
    ]

    assert references[0] == ("ng911risk", catalog().vectors["ransomware"].code)
    assert ("attack", "T1486") in references
    assert vector["kill_chain_phases"][0]["kill_chain_name"] == "ng911risk"


def test_imported_objects_go_out_letter_by_letter_with_who_made_and_marked_them() -> None:
    made = _made(rich_input())
    theirs = {
        one.id: json.loads(one.text) for feed in INTELLIGENCE.feeds for one in feed.references
    }
    passed_on = {id_: one for id_, one in made.items() if id_ in theirs}

    assert passed_on == {id_: theirs[id_] for id_ in passed_on}
    assert {one["type"] for one in passed_on.values()} == {
        "attack-pattern",
        "course-of-action",
        "identity",
        "marking-definition",
    }


def test_they_are_linked_and_not_merged() -> None:
    given = rich_input()
    made = _made(given)
    related = [
        (one["source_ref"], one["target_ref"])
        for one in made.values()
        if one.get("relationship_type") == "related-to"
    ]
    techniques = [one["id"] for one in made.values() if "As others call" in one.get("name", "")]

    assert sorted({target for _, target in related}) == sorted(techniques)
    assert all(made[source]["created_by_ref"] == PUBLISHER for source, _ in related)


def test_what_was_imported_does_not_change_what_we_say() -> None:
    with_it = _made(rich_input())
    without = _made(rich_input(intelligence=Intelligence()))

    assert without.items() <= with_it.items()


def test_confidence_is_only_there_when_asked_for_and_is_that_of_the_best_source() -> None:
    plain, asked = (_made(seen_input(wishes=Wishes(confidence=wish))) for wish in (False, True))
    id_ = vector_id(Frame.of(seen_input()), "ransomware")
    best = {Grade.VERIFIED: 85, Grade.SECONDARY: 50, Grade.REPOSITORY: 50}
    grades = {one.grade for one in catalog().vectors["ransomware"].sources}

    assert not [one for one in plain.values() if "confidence" in one]
    assert asked[id_]["confidence"] == max(best.get(grade, 15) for grade in grades)


def test_a_vector_that_the_catalogue_no_longer_has_is_not_invented() -> None:
    given = seen_input()
    fewer = replace(given.catalog, vectors={"ransomware": given.catalog.vectors["ransomware"]})

    assert vectors_used(replace(given, catalog=fewer)) == ("ransomware",)
