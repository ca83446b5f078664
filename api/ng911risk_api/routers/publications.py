"""What was given out to security teams, and giving something out."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response

from ng911risk.access import Permission
from ng911risk.store.given_out import Publication
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Sent, Stored, Using
from ng911risk_api.reading import read_json, takes_json
from ng911risk_api.responses import CREATED, problems
from ng911risk_api.work.publishing import NewPublication, publish

router = APIRouter(tags=["publications"])


@router.post(
    "/assessments/{id}/publications",
    dependencies=[allow(Permission.PUBLISH)],
    status_code=HTTPStatus.CREATED,
    summary="Publish an assessment",
    responses=problems(404, 409, 413, 415, 422),
    openapi_extra=takes_json(
        NewPublication, {"kinds": ["assessments"], "tlp": "amber+strict"}, required=False
    ),
)
@apart
def add(id: str, sent: Sent, stored: Stored, parts: Using, response: Response) -> Publication:
    """
    Give a sealed assessment out to whoever reads TAXII with a token of yours.

    What was given out cannot be taken back from those who have read it. The same again gives
    nothing more out.
    """
    wanted = read_json(NewPublication, sent, may_be_empty=True)
    made = publish(stored, parts, id, wanted)
    response.headers[CREATED] = f"/api/v1/sites/{made.site}/publications"
    return made


@router.get(
    "/sites/{id}/publications",
    dependencies=[allow(Permission.READ_SITE)],
    summary="What was published of a site",
    responses=problems(404),
)
def index(id: str, stored: Stored) -> tuple[Publication, ...]:
    """Newest first."""
    with stored.read() as rooms:
        return rooms.published.of_site(id)
