"""Record -> JSON Schema, for editors and for people who write files by hand."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

from ng911risk.records.paths import record_types
from ng911risk.records.read import adapter_of
from ng911risk.records.write import json_bytes

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(cls: type, *, title: str, schema_id: str = "") -> dict[str, Any]:
    """
    JSON Schema (2020-12) of the files that `read_record` accepts for `cls`.

    Docstrings of fields become descriptions; unknown fields are refused. A rule of a
    `__post_init__` cannot be told in JSON Schema, so a file may pass it and still be wrong.

    Args:
        cls: A dataclass of the model, marked as Record.
        title: What an editor calls the file.
        schema_id: Address of the schema, if it has one.
    """
    made = adapter_of(cls).json_schema(mode="validation")
    definitions = made.pop("$defs", {})
    _inherit_descriptions(cls, made, definitions)
    head: dict[str, Any] = {"$schema": _DIALECT}
    if schema_id:
        head["$id"] = schema_id
    head |= made | {"title": title}
    if definitions:
        head["$defs"] = dict(sorted(definitions.items()))
    return head


def schema_bytes(cls: type, *, title: str, schema_id: str = "") -> bytes:
    """Return the JSON Schema as a file, the same bytes each time."""
    return json_bytes(json_schema(cls, title=title, schema_id=schema_id))


def _inherit_descriptions(cls: type, made: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Give inherited fields the description of the class that declares them; pydantic does not."""
    for name, owner in record_types(cls).items():
        schema = made if owner is cls else definitions.get(name, {})
        for field, described in schema.get("properties", {}).items():
            text = "" if "description" in described else _inherited(owner, field)
            if text:
                described["description"] = text


def _inherited(owner: type, field: str) -> str:
    for base in owner.__mro__[1:]:
        if is_dataclass(base):
            properties = adapter_of(base).json_schema(mode="validation").get("properties", {})
            if text := properties.get(field, {}).get("description"):
                return str(text)
    return ""
