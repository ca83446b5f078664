"""How OpenAPI describes answers that are not what the route returns."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from ng911risk_api.messages import ProblemDocument
from ng911risk_api.problems import PROBLEM_MEDIA

CREATED: Final = "Location"
"""Header that says where a new thing is."""

_PHRASES: Final = {413: "Request Entity Too Large", 422: "Unprocessable Entity"}
"""What Python 3.13 calls otherwise; the contract says the same whatever it was made with."""

_EXAMPLE: Final = {
    "type": "urn:ng911risk:problem:invalid-input",
    "title": "The input has problems",
    "status": 422,
    "detail": "Nothing was stored: 1 problem.",
    "problems": [
        {
            "place": "site.yaml:12:11",
            "field": "assets[2].kind",
            "message": "'ca' is not one of the known kinds",
            "hint": "Did you mean 'cad'?",
            "row": 12,
            "column": 11,
            "sheet": "",
        }
    ],
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe problem documents for these statuses."""
    return {status: _problem(status) for status in statuses}


def _problem(status: int) -> dict[str, Any]:
    content: dict[str, Any] = {
        "schema": {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}
    }
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        content["example"] = _EXAMPLE
    phrase = _PHRASES.get(status, HTTPStatus(status).phrase)
    return {"description": phrase, "content": {PROBLEM_MEDIA: content}}
