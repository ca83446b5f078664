"""Every version of an inventory: who, when, what changed; undo, and bring one back."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.editing.differences import differences
from ng911risk.errors import ConflictError
from ng911risk.store import InventoryHead
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.parts import Parts
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.edits import save_version, version_in

router = APIRouter(include_in_schema=False)


@router.get("/sites/{id}/inventory/versions", dependencies=[allow(Permission.READ_SITE)])
def show(request: Request, id: str, stored: Stored) -> Response:
    """List the versions, newest first."""
    return _listed(request, id, stored)


def _listed(request: Request, id: str, stored: Desk, *, newer: bool = False) -> Response:
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        heads = rooms.inventories.of_site(id)
    return page(
        request,
        "inventory/versions.html",
        site=site,
        heads=heads,
        newer=newer,
        status=HTTPStatus.CONFLICT if newer else HTTPStatus.OK,
    )


@router.get("/sites/{id}/inventory/versions/{number}", dependencies=[allow(Permission.READ_SITE)])
def changes(request: Request, id: str, number: int, stored: Stored) -> Response:
    """Show what one version changed."""
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        this = rooms.inventories.numbered(id, number)
        before = rooms.inventories.numbered(id, number - 1) if number > 1 else None
        newest = rooms.inventories.of_site(id)[0].number
    return page(
        request,
        "inventory/version.html",
        site=site,
        head=this.head,
        newest=newest,
        first=before is None,
        changes=differences(before.inventory, this.inventory) if before is not None else (),
    )


@router.post(
    "/sites/{id}/inventory/versions/{number}/restore",
    dependencies=[allow(Permission.EDIT_INVENTORY)],
)
def restore(
    request: Request, id: str, number: int, form: Posted, stored: Stored, parts: Using
) -> Response:
    """Add a version that says what an earlier one said; `seen` is the newest that was seen."""
    try:
        head = _restored(id, number, form, stored, parts)
    except ConflictError:
        return _listed(request, id, stored, newer=True)
    return see_other(f"/sites/{id}/inventory?saved={head.number}")


def _restored(id: str, number: int, form: Form, stored: Desk, parts: Parts) -> InventoryHead:
    """
    Add it.

    Raises:
        ConflictError: Somebody saved a newer version meanwhile.
        NotFoundError: There is no such version.
    """
    with stored.write() as rooms:
        newest = rooms.inventories.latest(id)
        old = rooms.inventories.numbered(id, number)
        undone = number == newest.head.number - 1
        what = f"undid: {newest.head.why}" if undone else f"brought version {number} back"
        return save_version(
            rooms,
            id,
            old.inventory,
            file=old.head.file,
            places=old.places,
            why=what[:200],
            at=parts.now(),
            seen=version_in(form.text("seen")),
        )
