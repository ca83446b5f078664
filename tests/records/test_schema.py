from __future__ import annotations

import json

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from ng911risk.model.inventory import Inventory
from ng911risk.records import json_schema, schema_bytes, to_tree
from tests.records.sample import Whole, wholes

SCHEMA = json_schema(Whole, title="Whole file", schema_id="https://example.org/whole.json")


def test_is_a_valid_schema_with_its_name() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["title"] == "Whole file"
    assert SCHEMA["$id"] == "https://example.org/whole.json"
    assert "$id" not in json_schema(Whole, title="Whole file")


def test_field_docstrings_are_the_help_also_of_inherited_fields() -> None:
    assert SCHEMA["properties"]["title"]["description"] == "What people call it."
    low = SCHEMA["$defs"]["Share"]["properties"]["low"]
    assert low["description"] == "Lowest plausible value."


def test_unknown_fields_and_words_are_refused() -> None:
    validator = Draft202012Validator(SCHEMA)

    assert validator.is_valid({"title": "x", "level": "high"})
    assert not validator.is_valid({"title": "x", "zzz": 1})
    assert not validator.is_valid({"title": "x", "level": "hihg"})
    assert not validator.is_valid({"title": "x", "parts": [{"id": "p", "kind": "bcf", "q": 1}]})


@given(wholes)
def test_whatever_we_write_fits(whole: Whole) -> None:
    assert Draft202012Validator(SCHEMA).is_valid(to_tree(whole))


@pytest.mark.parametrize("cls", [Whole, Inventory])
def test_is_the_same_bytes_each_time(cls: type) -> None:
    first = schema_bytes(cls, title="t")

    assert first == schema_bytes(cls, title="t")
    assert json.loads(first)["additionalProperties"] is False


def test_every_field_of_an_inventory_has_help() -> None:
    schema = json_schema(Inventory, title="Inventory")
    records = [schema, *schema["$defs"].values()]

    silent = [
        f"{record['title']}.{name}"
        for record in records
        for name, field in record.get("properties", {}).items()
        # What is said of the field's own record need not be said twice.
        if "description" not in field and "$ref" not in field
    ]

    assert silent == []
