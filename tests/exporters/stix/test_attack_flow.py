"""The worst ways as an Attack Flow: valid by its schema, whole, and told as the report tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix import attack_flow
from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.tlp import IDS
from ng911risk.model.tlp import Tlp
from tests.exporters.sample_report import RANSOM_PATH, SAMPLE
from tests.exporters.stix.profiles.rich import rich_input

stix2validator = pytest.importorskip(
    "stix2validator", reason="needs stix2-validator: install requirements-consumers.lock"
)

FLOW_TYPES = {"attack-flow", "attack-action", "attack-asset", "attack-condition"}
_OASIS = "raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas"


def _made(given: ExchangeInput) -> list[Stix]:
    return list(json.loads(attack_flow.document(given))["objects"])


OBJECTS = _made(rich_input())
BY_ID = {one["id"]: one for one in OBJECTS}


def _of(kind: str) -> list[Stix]:
    return [one for one in OBJECTS if one["type"] == kind]


def _after(one: Stix) -> list[str]:
    return [*one.get("effect_refs", ()), *one.get("on_true_refs", ())]


def _ways() -> Iterator[list[Stix]]:
    """Every way from its start to its end."""
    (flow,) = _of("attack-flow")
    for start in flow["start_refs"]:
        way = [BY_ID[start]]
        while _after(way[-1]):
            (ref,) = _after(way[-1])
            way.append(BY_ID[ref])
        yield way


# --- what others say ------------------------------------------------------------


def _published_schema(shared_data: Path) -> Draft202012Validator:
    """The schema of the extension; what it takes from STIX comes with the validator of OASIS."""
    schema = json.loads(
        (shared_data / "data/attack-flow/attack-flow-schema-2.0.0.json").read_text("utf-8")
    )
    folder = Path(stix2validator.__file__).parent / "schemas-2.1" / "schemas" / "common"
    registry: Registry[Any] = Registry()
    for file in folder.glob("*.json"):
        resource = Resource.from_contents(json.loads(file.read_text("utf-8")))
        for address in (
            f"http://{_OASIS}/stix2.1/schemas/common/{file.name}",
            f"https://{_OASIS}/master/schemas/common/{file.name}",
        ):
            registry = registry.with_resource(address, resource)
    return Draft202012Validator(schema, registry=registry)


def test_every_object_is_valid_by_the_published_schema(shared_data: Path) -> None:
    validator = _published_schema(shared_data)

    for one in OBJECTS:
        if one["type"] in FLOW_TYPES:
            assert [error.message for error in validator.iter_errors(one)] == []


def test_the_published_schema_would_see_a_mistake(shared_data: Path) -> None:
    validator = _published_schema(shared_data)
    (flow,) = _of("attack-flow")

    assert list(validator.iter_errors({**flow, "scope": "county"}))
    assert list(validator.iter_errors({**flow, "start_refs": []}))
    assert list(validator.iter_errors({**flow, "extensions": {}}))


def test_the_strict_validator_of_stix_has_nothing_to_say() -> None:
    options = stix2validator.ValidationOptions(strict=True, version="2.1", disabled="103,302")

    for one in OBJECTS:
        result = stix2validator.validate_instance(dict(one), options)
        assert [*result.errors, *result.warnings] == []


# --- that it is whole -------------------------------------------------------------


def test_there_is_one_flow_and_its_extension_is_defined() -> None:
    assert len(_of("attack-flow")) == 1
    assert [one["id"] for one in _of("extension-definition")] == [attack_flow.EXTENSION]
    for one in OBJECTS:
        if one["type"] in FLOW_TYPES:
            assert one["extensions"] == {attack_flow.EXTENSION: {"extension_type": "new-sdo"}}


def test_every_reference_is_answered_in_the_document() -> None:
    refs = {
        ref
        for one in OBJECTS
        for key, value in one.items()
        if key.endswith(("_ref", "_refs"))
        for ref in ([value] if isinstance(value, str) else value)
    }

    assert refs <= set(BY_ID)
    assert len(BY_ID) == len(OBJECTS)


def test_everything_hangs_on_a_start() -> None:
    reached = {one["id"] for way in _ways() for one in way}

    assert reached == {
        one["id"] for kind in ("attack-action", "attack-condition") for one in _of(kind)
    }
    assert {ref for one in _of("attack-action") for ref in one["asset_refs"]} == {
        one["id"] for one in _of("attack-asset")
    }


def test_all_of_ours_is_marked() -> None:
    ours = [one for one in OBJECTS if one["type"] in FLOW_TYPES]

    assert {mark for one in ours for mark in one["object_marking_refs"]} == {IDS[Tlp.AMBER_STRICT]}
    red = _made(rich_input(wishes=Wishes(tlp=Tlp.RED)))
    assert {mark for one in red for mark in one.get("object_marking_refs", ())} == {IDS[Tlp.RED]}


# --- that it tells what the report tells --------------------------------------------


def test_each_way_of_the_report_is_a_way_of_the_flow_step_by_step() -> None:
    told = [[one["name"] for one in way if one["type"] == "attack-action"] for way in _ways()]

    assert told == [[step.title for step in path.steps] for path in SAMPLE.paths]


def test_a_way_begins_with_who_starts_it_and_ends_with_what_is_lost() -> None:
    way = next(_ways())

    assert way[0]["description"] == f"Who starts: {RANSOM_PATH.actor_title}."
    assert way[-1]["description"].startswith(RANSOM_PATH.outcome)
    assert "Chance in a year: 1 in 30" in way[-1]["description"]


def test_an_action_names_the_techniques_of_its_way_in() -> None:
    (action,) = (one for one in _of("attack-action") if one["name"] == "CAD server is encrypted")
    named = [each["external_id"] for each in action["external_references"]]

    assert action["technique_id"] == named[0] == "T1486"
    assert "T1490" in named
    assert "the first stands for all" in action["description"]


def test_the_same_step_on_two_ways_stays_two() -> None:
    twin = replace(RANSOM_PATH, id="another", outcome="Records are encrypted")
    report = replace(SAMPLE, paths=(RANSOM_PATH, twin))

    actions = [one for one in _made(rich_input(report=report)) if one["type"] == "attack-action"]

    assert len(actions) == 2 * len(RANSOM_PATH.steps)


def test_without_a_way_the_flow_says_so() -> None:
    objects = _made(rich_input(report=replace(SAMPLE, paths=())))

    (condition,) = (one for one in objects if one["type"] == "attack-condition")
    assert "No way to lose a service was found" in condition["description"]


def test_the_same_input_gives_the_same_bytes() -> None:
    assert attack_flow.document(rich_input()) == attack_flow.document(rich_input())


@pytest.mark.parametrize("change", [{"site": "oak"}, {"installation": "1" * 32}])
def test_another_centre_has_other_ids(change: dict[str, str]) -> None:
    others = {one["id"] for one in _made(rich_input(**change)) if one["type"] in FLOW_TYPES}

    assert not others & set(BY_ID)
