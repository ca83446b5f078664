"""Our extension says itself what it means."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from ng911risk.exporters.stix import bundle
from ng911risk.exporters.stix.extension import EXTENSION, definition, extended
from ng911risk.exporters.stix.frame import PUBLISHER, Frame
from tests.exporters.stix.given import seen_input
from tests.exporters.stix.profiles.rich import rich_input


def test_the_definition_has_its_id_and_a_schema_inside() -> None:
    made = definition(Frame.of(seen_input()))

    assert made["id"] == EXTENSION
    assert made["created_by_ref"] == PUBLISHER
    Draft202012Validator.check_schema(json.loads(made["schema"]))


def test_everything_we_add_keeps_to_the_schema() -> None:
    schema = json.loads(definition(Frame.of(seen_input()))["schema"])
    used = [
        one["extensions"][EXTENSION]
        for one in bundle.objects_of(rich_input())
        if EXTENSION in one.get("extensions", ())
    ]
    closed = Draft202012Validator({**schema, "additionalProperties": False})

    assert {key for one in used for key in one} == set(schema["properties"])
    assert [error.message for one in used for error in closed.iter_errors(one)] == []


def test_an_object_says_that_the_extension_may_be_skipped() -> None:
    assert extended(risk={})[EXTENSION]["extension_type"] == "property-extension"
