from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from ng911risk.records.published import published_schemas

SCHEMAS = published_schemas()


@pytest.mark.parametrize("path", sorted(SCHEMAS))
def test_it_is_a_json_schema_that_helps_with_every_field(path: str) -> None:
    schema = json.loads(SCHEMAS[path])

    Draft202012Validator.check_schema(schema)
    shared = {f"#/$defs/{name}": one for name, one in schema["$defs"].items()}
    helpless = [
        name
        for name, one in schema["properties"].items()
        if not (shared.get(one.get("$ref"), {}) | one).get("description")
    ]
    assert helpless == []
    assert schema["additionalProperties"] is False


def test_the_inventory_schema_refuses_what_the_reader_refuses() -> None:
    schema = json.loads(SCHEMAS["docs/reference/inventory.schema.json"])

    errors = {one.message for one in Draft202012Validator(schema).iter_errors({"sites": []})}

    assert any("'sites' was unexpected" in error for error in errors)
    assert any("'assets' is a required property" in error for error in errors)
