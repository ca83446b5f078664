"""Bodies -> records, and how OpenAPI describes them: strict, and every problem at once."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from typing import Any, TypeVar

from starlette.exceptions import HTTPException

from ng911risk.records import json_schema, read_record
from ng911risk_api.deps import Posted
from ng911risk_api.media import INVENTORY_ENDINGS

T = TypeVar("T")


def read_json(cls: type[T], sent: Posted, *, may_be_empty: bool = False) -> T:
    """
    Read a JSON body.

    Raises:
        HTTPException: 415, it is something else.
        InputError: It does not fit; carries every problem.
    """
    if may_be_empty and not sent.body:
        return cls()
    if sent.media != "application/json":
        raise HTTPException(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, headers={"Accept": "application/json"}
        )
    return read_record(cls, sent.body, file="the request", format="json").value


def require_media(sent: Posted, taken: Collection[str]) -> None:
    """
    Go on only with a body of one of the media types `taken`.

    Raises:
        HTTPException: 415, it is something else; the answer names them.
    """
    if sent.media not in taken:
        raise HTTPException(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, headers={"Accept-Post": ", ".join(taken)}
        )


def takes_json(cls: type, example: dict[str, Any], *, required: bool = True) -> dict[str, Any]:
    """Describe a JSON body for OpenAPI."""
    content = {"schema": _inline(cls), "example": example}
    return {"requestBody": {"required": required, "content": {"application/json": content}}}


def takes_inventory(example_yaml: str) -> dict[str, Any]:
    """Describe the body of an inventory for OpenAPI; the file format has a schema of its own."""
    content: dict[str, Any] = {}
    for media, ending in INVENTORY_ENDINGS.items():
        binary = ending in {".xlsx", ".zip"}
        content[media] = {"schema": {"type": "string", "format": "binary"} if binary else {}}
    content["application/yaml"]["example"] = example_yaml
    return {"requestBody": {"required": True, "content": content}}


def _inline(cls: type) -> dict[str, Any]:
    """Schema of a record without references: in OpenAPI they would lead nowhere."""
    schema = json_schema(cls, title=cls.__name__)
    schema.pop("$schema")
    parts: dict[str, Any] = schema.pop("$defs", {})
    inlined: dict[str, Any] = _without_references(schema, parts)
    return inlined


def _without_references(node: Any, parts: dict[str, Any]) -> Any:  # noqa: ANN401 - of a JSON document
    if isinstance(node, list):
        return [_without_references(one, parts) for one in node]
    if not isinstance(node, dict):
        return node
    rest = {key: _without_references(one, parts) for key, one in node.items() if key != "$ref"}
    if "$ref" not in node:
        return rest
    meant = parts[node["$ref"].removeprefix("#/$defs/")]
    return {**_without_references(meant, parts), **rest}
