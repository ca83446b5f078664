"""The centre in numbers: people on duty, calls, lines, standards, who takes over."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.editing.differences import field_changes
from ng911risk.editing.forms import shown_form
from ng911risk.editing.plans import SITE
from ng911risk.editing.saving import with_profile
from ng911risk.editing.wording import names_in
from ng911risk.errors import InputError, Problem
from ng911risk.store import Site, StoredInventory
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Stored, Using, Who
from ng911risk_api.web.forms import Posted
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.edits import save_change, version_in

router = APIRouter(include_in_schema=False)

_OWN = frozenset({"csrf", "number", "more"})


@router.get("/sites/{id}/inventory/profile", dependencies=[allow(Permission.EDIT_INVENTORY)])
def ask(request: Request, id: str, stored: Stored) -> Response:
    """Show the form."""
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        latest = rooms.inventories.latest(id)
    return _form(request, site, latest, None)


@router.post("/sites/{id}/inventory/profile", dependencies=[allow(Permission.EDIT_INVENTORY)])
def save(
    request: Request, id: str, form: Posted, stored: Stored, parts: Using, who: Who
) -> Response:
    """Save it as part of a new version."""
    texts = {name: form.text(name) for name in form.names if name not in _OWN}
    number = version_in(form.text("number"))
    with stored.write() as rooms:
        site = rooms.sites.get(id)
        latest = rooms.inventories.latest(id)
        seen = latest
        if number not in (-1, latest.head.number):
            seen = rooms.inventories.numbered(id, number)
        try:
            after = with_profile(latest.inventory, texts)
        except InputError as error:
            return _form(request, site, latest, texts, error.problems)
        if seen.inventory.site != latest.inventory.site:
            return _conflict(request, site, latest, texts)
        head = save_change(rooms, latest, after, name=who.scope.name, at=parts.now())
        if after.site.name not in (latest.inventory.site.name, site.name):
            rooms.sites.rename(id, after.site.name, at=parts.now())
    return see_other(f"/sites/{id}/inventory?saved={head.number}")


def _form(
    request: Request,
    site: Site,
    latest: StoredInventory,
    texts: Mapping[str, str] | None,
    problems: tuple[Problem, ...] = (),
) -> Response:
    inventory = latest.inventory
    blocks = shown_form(SITE, inventory.site, inventory, texts=texts, problems=problems)
    shown = {one.name for block in blocks for one in block.inputs}
    return page(
        request,
        "inventory/profile.html",
        site=site,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        head=latest.head,
        blocks=blocks,
        errors=problems,
        loose=[one for one in problems if one.field not in shown],
    )


def _conflict(
    request: Request, site: Site, latest: StoredInventory, texts: Mapping[str, str]
) -> Response:
    inventory = latest.inventory
    mine = with_profile(inventory, texts)
    return page(
        request,
        "inventory/conflict.html",
        site=site,
        status=HTTPStatus.CONFLICT,
        head=latest.head,
        part=None,
        key="",
        theirs=inventory.site.name,
        texts=texts,
        fields=field_changes(inventory.site, mine.site, names_in(inventory)),
        action=f"/sites/{site.id}/inventory/profile",
        back=f"/sites/{site.id}/inventory",
    )
