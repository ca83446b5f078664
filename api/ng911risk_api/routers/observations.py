"""What captures and checks saw at a site, and what of it others may be told."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from ng911risk.access import Permission
from ng911risk.model.observation import ObservationFile, Promotion
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Sent, Stored, Using
from ng911risk_api.media import EVIDENCE_ENDINGS, file_name
from ng911risk_api.reading import read_json, require_media, takes_json
from ng911risk_api.responses import CREATED, problems
from ng911risk_api.work.seen_desk import (
    AddedObservations,
    NewPromotion,
    add_seen,
    promote,
    withdraw,
)

router = APIRouter(prefix="/sites/{id}/observations", tags=["observations"])

_PROMOTION: Final = {
    "vector": "sip-signalling-flood",
    "reason": "4,000 INVITE in a minute, none of them a call.",
    "valid_until": "2026-12-24T00:00:00Z",
    "addresses_unknown": False,
}


def _takes_observations() -> dict[str, Any]:
    """Describe the body for OpenAPI; the file format has a schema of its own."""
    content: dict[str, Any] = {media: {"schema": {}} for media in EVIDENCE_ENDINGS}
    return {"requestBody": {"required": True, "content": content}}


@router.get(
    "",
    dependencies=[allow(Permission.READ_EVIDENCE)],
    summary="What was seen, and the decisions that count",
    responses=problems(404),
)
def index(id: str, stored: Stored, parts: Using) -> ObservationFile:
    """Observations in the order of their ids; withdrawn decisions included."""
    with stored.read() as rooms:
        found = rooms.observations.of_site(id)
    stored.was_read("observations.listed", id, parts.now())
    return found


@router.post(
    "",
    dependencies=[allow(Permission.ADD_EVIDENCE)],
    status_code=HTTPStatus.CREATED,
    summary="Post observations",
    responses=problems(404, 409, 413, 415, 422),
    openapi_extra=_takes_observations(),
)
@apart
def post(
    id: str,
    sent: Sent,
    stored: Stored,
    parts: Using,
    response: Response,
    *,
    file: Annotated[str, Query(description="What you call the file; for messages only.")] = "",
) -> AddedObservations:
    """
    Keep what ``ng911risk intel observe`` found in a capture; it makes such files.

    It is taken whole, or not at all. What is here already is not added again. Decisions in
    the file are not taken: they are made here.
    """
    require_media(sent, EVIDENCE_ENDINGS)
    ending = EVIDENCE_ENDINGS[sent.media]
    added = add_seen(stored, parts, id, sent.body, file=file_name(file or "seen", ending))
    response.headers[CREATED] = f"/api/v1/sites/{id}/observations"
    return added


@router.post(
    "/{observation}/promotion",
    dependencies=[allow(Permission.PUBLISH)],
    status_code=HTTPStatus.CREATED,
    summary="Decide that others may be told",
    responses=problems(404, 409, 413, 415, 422),
    openapi_extra=takes_json(NewPromotion, _PROMOTION),
)
def add(
    id: str, observation: str, sent: Sent, stored: Stored, parts: Using, response: Response
) -> Promotion:
    """
    Let an observation go out as an indicator.

    Refused, with every reason, for what was seen in a lab, for your own addresses and those
    of partners, and for whoever's calls were answered.
    """
    made = promote(stored, parts, id, observation, read_json(NewPromotion, sent))
    response.headers[CREATED] = f"/api/v1/sites/{id}/observations"
    return made


@router.delete(
    "/{observation}/promotion",
    dependencies=[allow(Permission.PUBLISH)],
    summary="Take a decision back",
    responses=problems(404),
)
def remove(id: str, observation: str, stored: Stored, parts: Using) -> Promotion:
    """Tell those who read your indicators that it no longer holds; it cannot be unread."""
    return withdraw(stored, parts, id, observation)
