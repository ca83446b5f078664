"""Add, change, copy and remove one line of an inventory; two people on one line both see it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from ng911risk.access import Permission
from ng911risk.editing.differences import FieldChange, differences, field_changes
from ng911risk.editing.forms import read_form, shown_form, texts_of
from ng911risk.editing.parts import (
    Line,
    Part,
    held_by,
    line_at,
    lines_of,
    same_line,
    without_line,
)
from ng911risk.editing.plans import PLANS
from ng911risk.editing.saving import with_form
from ng911risk.editing.wording import names_in, title_of
from ng911risk.errors import InputError, Problem
from ng911risk.model.inventory import Owner, Zone
from ng911risk.store import Rooms, Site, StoredInventory
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Stored, Using, Who
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.pages.inventory_lists import HELP, part_of
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.edits import save_change, version_in

router = APIRouter(include_in_schema=False)

_OWN = frozenset({"csrf", "key", "number", "more", "move_to", "sure"})


@router.get("/sites/{id}/inventory/edit/{name}", dependencies=[allow(Permission.EDIT_INVENTORY)])
def ask(
    request: Request,
    id: str,
    name: str,
    stored: Stored,
    key: Annotated[str, Query(max_length=10_000)] = "",
    copy: Annotated[str, Query(max_length=10_000)] = "",
    zone: Annotated[str, Query(max_length=10_000)] = "",
) -> Response:
    """Show the form of one line, or an empty one."""
    part = part_of(name)
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        latest = rooms.inventories.latest(id)
    inventory = latest.inventory
    texts: dict[str, str] | None = {"zone": zone} if zone and part is Part.ASSETS else None
    if texts is not None:
        texts = texts_of(PLANS[part], None, inventory) | texts
    line = line_at(inventory, part, key) if key else None
    if copy:
        texts = texts_of(PLANS[part], line_at(inventory, part, copy), inventory)
        if texts.get("name"):
            texts["name"] += " (copy)"
    return _form(request, site, latest, part, line=line, key=key, texts=texts)


@router.post("/sites/{id}/inventory/edit/{name}", dependencies=[allow(Permission.EDIT_INVENTORY)])
def save(
    request: Request,
    id: str,
    name: str,
    form: Posted,
    stored: Stored,
    parts: Using,
    who: Who,
) -> Response:
    """Save one line as part of a new version."""
    part, texts, key = part_of(name), _texts(form), form.text("key")
    with stored.write() as rooms:
        site = rooms.sites.get(id)
        latest = rooms.inventories.latest(id)
        base, now = _seen(rooms, latest, part, form)
        if form.flag("more"):
            return _form(request, site, latest, part, line=now, key=key, texts=texts, more=2)
        if base is not None and now != base:
            return _conflict(request, site, latest, part, now, texts, key)
        try:
            after = with_form(latest.inventory, part, texts, now)
        except InputError as error:
            return _form(
                request, site, latest, part, line=now, key=key, texts=texts, problems=error.problems
            )
        head = save_change(rooms, latest, after, name=who.scope.name, at=parts.now())
    return _back(id, part, head.number)


@router.get("/sites/{id}/inventory/remove/{name}", dependencies=[allow(Permission.EDIT_INVENTORY)])
def ask_to_remove(
    request: Request,
    id: str,
    name: str,
    stored: Stored,
    key: Annotated[str, Query(max_length=10_000)] = "",
) -> Response:
    """Show what goes when a line is removed."""
    part = part_of(name)
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        latest = rooms.inventories.latest(id)
    inventory = latest.inventory
    line = line_at(inventory, part, key)
    held = held_by(inventory, line) if isinstance(line, Zone | Owner) else ()
    changes = differences(inventory, without_line(inventory, part, line))
    others = [one for one in lines_of(inventory, part) if one is not line]
    return page(
        request,
        "inventory/remove.html",
        site=site,
        head=latest.head,
        part=part,
        key=key,
        title=title_of(line, names_in(inventory, places=True, outside=True)),
        held=held,
        others=[one for one in others if isinstance(one, Zone | Owner)] if held else [],
        changes=changes[1:] if len(changes) > 1 else (),
    )


@router.post("/sites/{id}/inventory/remove/{name}", dependencies=[allow(Permission.EDIT_INVENTORY)])
def remove(
    request: Request,
    id: str,
    name: str,
    form: Posted,
    stored: Stored,
    parts: Using,
    who: Who,
) -> Response:
    """Remove one line, and what speaks of it."""
    part = part_of(name)
    with stored.write() as rooms:
        site = rooms.sites.get(id)
        latest = rooms.inventories.latest(id)
        base, now = _seen(rooms, latest, part, form)
        if base is None or now != base:
            return _conflict(request, site, latest, part, now, {}, form.text("key"))
        target = form.text("move_to")
        if target:
            line_at(latest.inventory, part, target)
        after = without_line(latest.inventory, part, base, move_to=target or None)
        head = save_change(rooms, latest, after, name=who.scope.name, at=parts.now())
    return _back(id, part, head.number)


def _seen(
    rooms: Rooms, latest: StoredInventory, part: Part, form: Form
) -> tuple[Line | None, Line | None]:
    """Return the line as it was when the form was opened, and as it is now."""
    key, number = form.text("key"), version_in(form.text("number"))
    if not key:
        return None, None
    seen = latest
    if number not in (-1, latest.head.number):
        seen = rooms.inventories.numbered(latest.head.site, number)
    base = line_at(seen.inventory, part, key)
    if seen is latest:
        return base, base
    if part.has_ids or part is Part.SERVICES:
        return base, same_line(latest.inventory, part, base)
    return base, next((one for one in lines_of(latest.inventory, part) if one == base), None)


def _texts(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in form.names if name not in _OWN}


def _form(  # noqa: PLR0913 - what a form shows
    request: Request,
    site: Site,
    latest: StoredInventory,
    part: Part,
    *,
    line: Line | None,
    key: str,
    texts: Mapping[str, str] | None,
    problems: tuple[Problem, ...] = (),
    more: int = 0,
) -> Response:
    inventory = latest.inventory
    plan = PLANS[part]
    blocks = shown_form(plan, line, inventory, texts=texts, problems=problems, more=more)
    shown = {one.name for block in blocks for one in block.inputs}
    names = names_in(inventory, places=True, outside=True)
    return page(
        request,
        "inventory/edit.html",
        site=site,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        head=latest.head,
        part=part,
        help=HELP[part],
        key=key,
        title=title_of(line, names) if line is not None else "",
        blocks=blocks,
        errors=problems,
        loose=[one for one in problems if one.field not in shown],
        rows=bool(plan.rows),
        ends=sorted(names.by_id.values(), key=str.casefold),
    )


def _conflict(
    request: Request,
    site: Site,
    latest: StoredInventory,
    part: Part,
    theirs: Line | None,
    texts: Mapping[str, str],
    key: str,
) -> Response:
    """Show both; nothing is overwritten in silence."""
    inventory = latest.inventory
    names = names_in(inventory, places=True, outside=True)
    fields: tuple[FieldChange, ...] = ()
    if theirs is not None and texts:
        try:
            mine = read_form(part.record, PLANS[part], texts, inventory, before=theirs)
            fields = field_changes(theirs, mine, names)
        except InputError:
            fields = ()
    return page(
        request,
        "inventory/conflict.html",
        site=site,
        status=HTTPStatus.CONFLICT,
        head=latest.head,
        part=part,
        key=key if theirs is not None else "",
        theirs=title_of(theirs, names) if theirs is not None else "",
        texts=texts,
        fields=fields,
        action=f"/sites/{site.id}/inventory/edit/{part.value}",
        back=f"/sites/{site.id}/inventory",
    )


def _back(site: str, part: Part, number: int) -> Response:
    where = "" if part is Part.ASSETS else f"/lists/{part.value}"
    query = urlencode({"saved": number})
    return see_other(f"/sites/{site}/inventory{where}?{query}")
