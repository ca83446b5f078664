"""Bundles to be read, and how they are read here."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from ng911risk.content import load_catalog
from ng911risk.errors import InputError, Problem
from ng911risk.importers.intel import ReadFeed, read_feed
from ng911risk.model.catalog import Catalog

AT: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY: Final = "2026-02-01T08:00:00.000Z"
HERE: Final = Path(__file__).parent
PARTNER: Final = HERE / "partner.json"
MITRE: Final = "identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5"


@cache
def catalog() -> Catalog:
    return load_catalog()


def id_of(kind: str, number: int) -> str:
    return f"{kind}--00000000-0000-4000-8000-{number:012}"


def stix(kind: str, number: int, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any property
    """An object of a bundle; its number is its id."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": id_of(kind, number),
        "created": DAY,
        "modified": DAY,
        **fields,
    }


def indicator(number: int, pattern: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any property
    return stix(
        "indicator",
        number,
        **{"name": f"i{number}", "pattern_type": "stix", "valid_from": DAY, "pattern": pattern}
        | fields,
    )


def link(number: int, source: str, word: str, target: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any property
    ends = {"relationship_type": word, "source_ref": source, "target_ref": target}
    return stix("relationship", number, **ends, **fields)


def technique(number: int, *ids: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any property
    refs = [
        {"source_name": "capec" if one.startswith("CAPEC") else "mitre-attack", "external_id": one}
        for one in ids
    ]
    return stix(
        "attack-pattern", number, **{"name": f"t{number}"} | fields, external_references=refs
    )


def bundle(*objects: object, **fields: Any) -> bytes:  # noqa: ANN401 - any property
    head = {"type": "bundle", "id": id_of("bundle", 0)} | fields
    return json.dumps({**head, "objects": objects}, indent=1).encode()


def read(*objects: object, **options: Any) -> ReadFeed:  # noqa: ANN401 - as read_feed has them
    return read_bytes(bundle(*objects), **options)


def read_bytes(data: bytes, **options: Any) -> ReadFeed:  # noqa: ANN401 - as read_feed has them
    made: dict[str, Any] = {"file": "x.json", "at": AT, "catalog": catalog()}
    return read_feed(data, **made | options)


def problems_of(data: bytes, **options: Any) -> tuple[Problem, ...]:  # noqa: ANN401 - as read_feed
    """What is said against a file; it must not be read."""
    try:
        read_bytes(data, **options)
    except InputError as error:
        return error.problems
    raise AssertionError("the file was read")


def unused(one: ReadFeed) -> dict[tuple[str, str], int]:
    return {(row.type, row.why): row.count for row in one.feed.not_used}
