"""To do: where a site stands, what is saved, what others owe, and the one next step."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Bench, Stored, Using, Who
from ng911risk_api.web.forms import Posted
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.board import board_of
from ng911risk_api.work.draft import draft_of
from ng911risk_api.work.sealing import seal as seal_now
from ng911risk_api.work.todo import stored_of, titles, todo_of

router = APIRouter(include_in_schema=False)


@router.get("/sites/{id}", dependencies=[allow(Permission.READ_SITE)])
def show(
    request: Request, id: str, stored: Stored, who: Who, parts: Using, bench: Bench
) -> Response:
    """Show where the site stands."""
    now = parts.now()
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        found = stored_of(rooms, id, now)
        described = found.inventory is not None
        draft = draft_of(rooms, id, who.scope.tenant, parts.catalog) if described else None
    live = bench.live(draft) if draft is not None else None
    board = board_of(draft, live, parts.catalog) if draft is not None and live is not None else None
    return page(
        request,
        "todo/site.html",
        site=site,
        todo=todo_of(id, found, draft, live, board, parts.catalog, now.date()),
        live=live,
        titles=titles(parts.catalog),
        today=now.date(),
        sealed=request.query_params.get("sealed", "")[:6],
    )


@router.post("/sites/{id}/seal", dependencies=[allow(Permission.SEAL)])
@apart
def seal(
    id: str,
    form: Posted,  # noqa: ARG001 - the form carries the token
    stored: Stored,
    who: Who,
    parts: Using,
    bench: Bench,
) -> Response:
    """Assess what there is now, seal the result, and say so."""
    with stored.read() as rooms:
        draft = draft_of(rooms, id, who.scope.tenant, parts.catalog)
    head = seal_now(stored, parts, id, shown=bench.live(draft).result)
    address = f"/sites/{id}?sealed={head.number}"
    return see_other(address)
