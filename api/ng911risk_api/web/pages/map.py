"""Map: the whole network of one site, as a picture that opens zone by zone and as a table."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import NotFoundError
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Bench, Stored, Using
from ng911risk_api.web.render import page
from ng911risk_api.work.draft import draft_of
from ng911risk_api.work.network import map_data, network_of, ways_of

router = APIRouter(include_in_schema=False)


@router.get("/sites/{id}/map", dependencies=[allow(Permission.READ_SITE)])
def show(request: Request, id: str, stored: Stored) -> Response:
    """Show the table; the picture is drawn beside it where scripts run."""
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        try:
            inventory = rooms.inventories.latest(id).inventory
        except NotFoundError:
            inventory = None
    network = network_of(inventory) if inventory else None
    return page(request, "map/page.html", site=site, network=network)


@router.get("/sites/{id}/map/data", dependencies=[allow(Permission.READ_SITE)])
def data(id: str, stored: Stored, bench: Bench, parts: Using) -> Response:
    """What the picture is drawn from; the ways come once the result is there."""
    with stored.read() as rooms:
        draft = draft_of(rooms, id, stored.scope.tenant, parts.catalog)
    live = bench.live(draft)
    ways = ways_of(live.result.report) if live.result and live.current else ()
    if ways:
        stored.was_read("result.read", id, parts.now())
    pending = not live.current and not live.failed
    drawn = map_data(network_of(draft.inventory), ways, pending=pending)
    return Response(
        json.dumps(drawn, ensure_ascii=False, separators=(",", ":")),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
