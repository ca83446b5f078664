"""Bodies for Microsoft Sentinel: small enough, in order, marked as a person chose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ng911risk.errors import InputError
from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.stix.profiles import sentinel
from ng911risk.exporters.stix.profiles.sentinel import MARKS
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.profiles import rich
from tests.exporters.stix.profiles.conftest import inside

REQUIRED = {
    "indicator": {"pattern", "pattern_type", "valid_from"},
    "relationship": {"source_ref", "target_ref"},
}


def _bodies(wishes: Wishes) -> list[dict[str, Any]]:
    given = rich.rich_input(wishes=wishes)
    made: list[dict[str, Any]] = json.loads(sentinel.shape(rich.objects(given), given))
    return made


def _marks(bodies: list[dict[str, Any]]) -> set[str]:
    return {mark for one in inside(bodies) for mark in one["object_marking_refs"]}


def test_objects_have_what_it_requires(with_a_past: Mapping[str, Any]) -> None:
    for one in inside(with_a_past["sentinel"]):
        assert {"id", "type", "created", "modified", *REQUIRED.get(one["type"], ())} <= set(one)


def test_all_that_it_takes_is_there(with_a_past: Mapping[str, Any]) -> None:
    generic = {
        one["id"]
        for one in inside(with_a_past["generic"])
        if one["type"] in {"identity", "attack-pattern", "indicator"}
        and "As others call" not in one["name"]
        and one["name"] != "A library"
    }

    assert generic <= {one["id"] for one in inside(with_a_past["sentinel"])}


def test_without_a_choice_there_is_an_error_that_names_it() -> None:
    with pytest.raises(InputError, match="Choose what stands for it: --sentinel-tlp red"):
        _bodies(Wishes())


def test_the_mark_it_does_not_know_is_no_choice() -> None:
    with pytest.raises(InputError, match=r"no mark for TLP:AMBER\+STRICT"):
        _bodies(Wishes(sentinel_tlp=Tlp.AMBER_STRICT))


@pytest.mark.parametrize("choice", [Tlp.RED, Tlp.AMBER])
def test_a_person_chooses_what_stands_for_the_mark_it_does_not_know(choice: Tlp) -> None:
    assert _marks(_bodies(Wishes(sentinel_tlp=choice))) == {MARKS[choice]}


@pytest.mark.parametrize(
    ("marked", "choice"),
    [(Tlp.AMBER_STRICT, Tlp.GREEN), (Tlp.RED, Tlp.AMBER), (Tlp.AMBER, Tlp.CLEAR)],
)
def test_a_choice_that_lets_more_people_see_it_is_refused(marked: Tlp, choice: Tlp) -> None:
    with pytest.raises(InputError, match="lets more people see it"):
        _bodies(Wishes(tlp=marked, sentinel_tlp=choice))


@pytest.mark.parametrize("level", [Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER, Tlp.RED])
def test_other_marks_need_no_choice(level: Tlp) -> None:
    assert _marks(_bodies(Wishes(tlp=level))) == {MARKS[level]}


def test_what_was_marked_narrower_before_stays_so() -> None:
    past = rich.with_a_past()
    given = replace(past, wishes=Wishes(tlp=Tlp.GREEN))

    made = json.loads(sentinel.shape(rich.objects(given), given))

    revoked = {
        mark for one in inside(made) if one.get("revoked") for mark in one["object_marking_refs"]
    }
    assert revoked == {MARKS[Tlp.GREEN], MARKS[Tlp.RED]}


def test_objects_of_mitre_stay_out_and_their_ids_are_references(
    with_a_past: Mapping[str, Any],
) -> None:
    objects = [one for one in inside(with_a_past["sentinel"]) if one["type"] == "attack-pattern"]
    ids = {each.get("external_id") for one in objects for each in one["external_references"]}

    assert not [one for one in objects if "As others call" in one["name"]]
    assert {"T1486", "T1498"} <= ids
