"""
The strict validator of OASIS, with its schemas read once.

It reads and walks through its schema files again for every object, which takes most of its
time. Here they are read once in a process; every check is its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

validator = pytest.importorskip(
    "stix2validator.validator", reason="needs stix2-validator: install requirements-consumers.lock"
)
OPTIONS: Final = validator.ValidationOptions(strict=True, version="2.1", disabled="103,302")
"""103: ids are UUIDv5, which STIX allows; 302: references to pages carry no hashes."""

_SCHEMAS: Final = Path(validator.__file__).parent / "schemas-2.1" / "schemas"
_load = validator.load_validator


@cache
def _registry(folder: str) -> Registry[Any]:
    """Every schema under its address."""
    read = {
        path.as_uri(): Resource.from_contents(
            validator.patch_schema(json.loads(path.read_text("utf-8")), path)
        )
        for path in _SCHEMAS.rglob("*.json")
    }
    retrieve = partial(validator.retrieve_from_filesystem, schema_dir=folder)
    return Registry(retrieve=retrieve).with_resources(read.items()).crawl()  # type: ignore[call-arg] # an attrs class


def _load_from_memory(path: str, schema: Mapping[str, Any], folder: str) -> Any:  # noqa: ANN401 -- of a library without types
    schema = validator.patch_schema(schema, path)
    known = _registry(folder).with_resource(path, DRAFT202012.create_resource(schema))
    checker = validator.Draft202012Validator.FORMAT_CHECKER
    return validator.STIXValidator(schema, registry=known, format_checker=checker)


def complaints(objects: Iterable[Mapping[str, Any]]) -> list[str]:
    """Every error and warning about some objects, each with the id that it is about."""
    validator.load_validator = _load_from_memory
    try:
        return [
            f"{one['id']}: {problem}"
            for one in objects
            for result in [validator.validate_instance(one, OPTIONS)]
            for problem in (*(result.errors or ()), *(result.warnings or ()))
        ]
    finally:
        validator.load_validator = _load
