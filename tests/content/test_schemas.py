from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ng911risk.content import content_schemas
from ng911risk.records.yaml_text import parse_yaml

SCHEMAS = content_schemas()


@pytest.mark.parametrize("path", sorted(SCHEMAS))
def test_every_file_beside_a_schema_fits_it(path: str, repository: Path) -> None:
    schema = json.loads(SCHEMAS[path])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    files = sorted((repository / path).parent.glob("*.yaml"))

    faults = [
        f"{file.name}: {error.json_path}: {error.message}"
        for file in files
        for error in validator.iter_errors(parse_yaml(file.read_bytes()).value)
    ]

    assert files
    assert faults == []


def test_an_editor_gets_help_for_every_field_of_a_vector() -> None:
    schema = json.loads(SCHEMAS["threat_catalog/schema.json"])

    assert schema["title"] == "Threat vector"
    assert [name for name, one in schema["properties"].items() if not one.get("description")] == []


def test_an_unknown_field_is_underlined() -> None:
    validator = Draft202012Validator(json.loads(SCHEMAS["threat_catalog/recovery/schema.json"]))

    [error] = [
        error
        for error in validator.iter_errors({"title": "x", "hours": None, "colour": "red"})
        if error.validator == "additionalProperties"
    ]

    assert "colour" in error.message
