"""Sites."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response

from ng911risk.access import Permission
from ng911risk.store import Site
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Sent, Stored, Using
from ng911risk_api.messages import NewSite
from ng911risk_api.reading import read_json, takes_json
from ng911risk_api.responses import CREATED, problems

router = APIRouter(prefix="/sites", tags=["sites"])


@router.post(
    "",
    dependencies=[allow(Permission.MAKE_SITE)],
    status_code=HTTPStatus.CREATED,
    summary="Create a site",
    responses=problems(409, 413, 415, 422),
    openapi_extra=takes_json(NewSite, {"name": "Cedar County 9-1-1"}),
)
def create(sent: Sent, stored: Stored, parts: Using, response: Response) -> Site:
    """Create a site; its name must be new."""
    wanted = read_json(NewSite, sent)
    with stored.write() as rooms:
        site = rooms.sites.add(wanted.name.strip(), at=parts.now())
    response.headers[CREATED] = f"/api/v1/sites/{site.id}"
    return site


@router.get("", dependencies=[allow(Permission.READ_SITE)], summary="Every site")
def index(stored: Stored) -> tuple[Site, ...]:
    """Your sites, by name."""
    with stored.read() as rooms:
        return rooms.sites.all()


@router.get(
    "/{id}", dependencies=[allow(Permission.READ_SITE)], summary="One site", responses=problems(404)
)
def show(id: str, stored: Stored) -> Site:
    """One site."""
    with stored.read() as rooms:
        return rooms.sites.get(id)
