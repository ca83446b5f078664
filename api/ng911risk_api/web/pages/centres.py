"""The first page after signing in: your sites."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from ng911risk_api.auth.visitor import signed_in
from ng911risk_api.deps import Stored, Using
from ng911risk_api.web.render import page

router = APIRouter(include_in_schema=False)


@router.get("/", dependencies=[signed_in()])
def show(request: Request, stored: Stored, parts: Using) -> Response:
    """List the sites with their latest reports."""
    with stored.read() as rooms:
        sites = rooms.sites.all()
        latest = rooms.assessments.latest_of_each()
    return page(
        request,
        "centres.html",
        lines=[(one, latest.get(one.id)) for one in sites],
        catalog=parts.catalog,
    )
