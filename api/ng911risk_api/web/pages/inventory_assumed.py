"""What was filled in for you and nobody confirmed yet."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.editing.assumed import assumptions
from ng911risk.editing.parts import confirmed
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Stored, Using, Who
from ng911risk_api.web.forms import Posted
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.edits import save_change

router = APIRouter(include_in_schema=False)


@router.get("/sites/{id}/inventory/assumed", dependencies=[allow(Permission.READ_SITE)])
def show(request: Request, id: str, stored: Stored) -> Response:
    """Show what is assumed, in groups."""
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        latest = rooms.inventories.latest(id)
    return page(
        request,
        "inventory/assumed.html",
        site=site,
        head=latest.head,
        groups=assumptions(latest.inventory),
    )


@router.post("/sites/{id}/inventory/assumed", dependencies=[allow(Permission.EDIT_INVENTORY)])
def confirm(id: str, form: Posted, stored: Stored, parts: Using, who: Who) -> Response:
    """Take the ticked ones, or the one of the button, out of what is assumed."""
    said = (*form.texts("path"), *form.texts("one"))
    with stored.write() as rooms:
        latest = rooms.inventories.latest(id)
        after = confirmed(latest.inventory, said)
        save_change(rooms, latest, after, name=who.scope.name, at=parts.now())
    left = "/assumed" if after.assumed else ""
    return see_other(f"/sites/{id}/inventory{left}")
