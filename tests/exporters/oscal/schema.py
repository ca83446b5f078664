"""NIST's JSON schema and its links: what is wrong with an OSCAL document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft7Validator

_ROOTS: Final = {
    "assessment-results": "oscal-complete-oscal-ar:assessment-results",
    "plan-of-action-and-milestones": "oscal-complete-oscal-poam:plan-of-action-and-milestones",
}
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})")


def faults(document: dict[str, Any], shared_data: Path) -> list[str]:
    """What NIST's schema says against it."""
    [(kind, tree)] = document.items()
    return [
        f"{error.json_path}: {error.message[:200]}"
        for error in _validator(kind, shared_data).iter_errors(tree)
    ]


@cache
def _validator(kind: str, shared_data: Path) -> Draft7Validator:
    text = (shared_data / "data" / "schemas" / "oscal_complete_schema-1.2.1.json").read_text(
        "utf-8"
    )
    # Python's regular expressions know no classes of Unicode; these stand for a letter, a digit.
    text = text.replace(r"\\p{L}", r"[^\\W\\d_]").replace(r"\\p{N}", r"\\d")
    assert r"\p{" not in text
    definitions = json.loads(text)["definitions"]
    return Draft7Validator({"$ref": f"#/definitions/{_ROOTS[kind]}", "definitions": definitions})


def broken_links(document: dict[str, Any]) -> list[str]:
    """Doubled and dangling uuids, unknown roles and objectives, empty and padded values."""
    [tree] = document.values()
    found = [*_walk("", tree)]
    uuids = [value for path, value in found if path.endswith(".uuid")]
    roles = {one["id"] for one in tree["metadata"]["roles"]}
    parts = {
        part["id"]
        for one in tree.get("local-definitions", {}).get("objectives-and-methods", ())
        for part in one["parts"]
    }
    known = {"uuid": set(uuids), "role": roles, "part": parts}
    doubled = [f"{one} stands there twice" for one in sorted(set(uuids)) if uuids.count(one) > 1]
    dangling = [
        f"{path}: {value} leads nowhere"
        for path, value in found
        if (kind := _refers(path, value)) and value.lstrip("#") not in known[kind]
    ]
    empty = [
        f"{path}: empty"
        for path, value in found
        if value in ([], {}, "", None) and not path.endswith(".include-all")
    ]
    padded = [f"{path}: blanks" for path, value in found if _padded(value)]
    moments = [
        f"{path}: {value}"
        for path, value in found
        if isinstance(value, str)
        and path.rpartition(".")[2] in ("start", "end", "collected", "expires", "date", "deadline")
        and not _MOMENT.fullmatch(value)
    ]
    return [*doubled, *dangling, *empty, *padded, *moments]


def _refers(path: str, value: object) -> str:
    name = re.sub(r"\[\d+\]", "", path).rpartition(".")[2]
    if name == "target-id":
        return "part"
    if name == "role-id":
        return "role"
    if name == "href":
        return "uuid" if str(value).startswith("#") else ""
    return "uuid" if name.endswith(("-uuid", "-uuids")) else ""


def _padded(value: object) -> bool:
    return isinstance(value, str) and value != value.strip()


def _walk(path: str, node: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 -- any JSON
    if isinstance(node, dict):
        for name, inner in node.items():
            yield from _walk(f"{path}.{name}", inner)
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _walk(f"{path}[{index}]", inner)
    if not isinstance(node, dict | list) or not node:
        yield path, node
