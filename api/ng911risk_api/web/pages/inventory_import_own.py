"""A list in somebody's own form: which column is which, what its words mean, what comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.editing.differences import differences
from ng911risk.errors import ConflictError, NotFoundError
from ng911risk.importers.own_choices import (
    LEAVE_OUT,
    OWN,
    USUAL,
    Asked,
    Choices,
    Meaning,
    Said,
    list_with,
    meaning,
)
from ng911risk.importers.own_list import OwnList, Role
from ng911risk.importers.own_merge import Merged, merge
from ng911risk.importers.own_words import MAKER, kind_words
from ng911risk.importers.sheets.grid import Grid
from ng911risk.importers.start import template_for, template_inventory
from ng911risk.importers.start_questions import question
from ng911risk.model.inventory import Inventory, OwnerClass
from ng911risk.model.kinds import AssetKind, KindGroup
from ng911risk.records import json_bytes, to_tree
from ng911risk.records.read import adapter_of
from ng911risk.store import Site, StoredInventory, places_of
from ng911risk.store.uploads import Upload
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.web.forms import Form, Posted, number_of
from ng911risk_api.web.pages.inventory_import import cells, is_own_list, over
from ng911risk_api.web.render import page
from ng911risk_api.work.edits import newest, save_version, version_in

router = APIRouter(include_in_schema=False)

_BASE = "/sites/{id}/inventory/import/{upload}"

_KINDS: Final = tuple(
    (
        group.value[:1].upper() + group.value[1:],
        tuple((kind.value, kind_words(kind)) for kind in AssetKind if kind.group is group),
    )
    for group in KindGroup
)

_OWNERS: Final = (
    (OwnerClass.PSAP.value, "Your centre itself"),
    (OwnerClass.COUNTY_IT.value, "County or city IT"),
    (OwnerClass.VENDOR.value, "A vendor that runs or supports it"),
    (MAKER, "Only made or sold it; you run it"),
    (OwnerClass.CARRIER.value, "A telephone or network company"),
    (OwnerClass.NGCS_PROVIDER.value, "The 9-1-1 network provider"),
    (OwnerClass.AUTHORITY.value, "The 9-1-1 authority or the state"),
    (LEAVE_OUT, "Not an organisation; leave it out"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """A list that waits, with what was chosen so far."""

    site: Site
    waiting: Upload
    latest: StoredInventory | None
    grids: tuple[Grid, ...]
    choices: Choices
    found: OwnList
    roles: tuple[Role, ...]

    @property
    def base(self) -> str:
        """Address of its pages."""
        return f"/sites/{self.site.id}/inventory/import/{self.waiting.id}"

    @property
    def sheet(self) -> str:
        """Name of its sheet for people; empty where the file is one sheet."""
        return self.grids[self.found.sheet].shown_as


@router.get(f"{_BASE}/columns", dependencies=[allow(Permission.EDIT_INVENTORY)])
def ask_columns(request: Request, id: str, upload: str, stored: Stored) -> Response:
    """Ask which column is which."""
    return _columns_page(request, _opened(stored, id, upload))


@router.post(f"{_BASE}/columns", dependencies=[allow(Permission.EDIT_INVENTORY)])
def take_columns(request: Request, id: str, upload: str, form: Posted, stored: Stored) -> Response:
    """Note which column is which, or look for the list somewhere else."""
    own = _opened(stored, id, upload)
    if form.flag("elsewhere"):
        sheet = min(number_of(form.text("sheet")), len(own.grids) - 1)
        row = number_of(form.text("head_row"))
        moved = sheet != own.found.sheet
        _keep(stored, own, Choices(sheet=sheet, head_row=None if moved or not row else row))
        return _to(f"{own.base}/columns")
    known = {role.value for role in Role}
    sent = [form.text(f"column-{column.number}") for column in own.found.columns]
    roles = tuple(one if one in known else Role.OUT.value for one in sent)
    choices = replace(
        own.choices,
        sheet=own.found.sheet,
        head_row=own.found.head_row,
        columns=roles,
        confirmed=True,
        arrival=_arrival(form),
    )
    if Role.NAME not in roles and Role.KIND not in roles:
        wrong = "Say which column has the names of the systems."
        return _columns_page(request, replace(own, roles=tuple(map(Role, roles))), wrong)
    _keep(stored, own, choices)
    return _to(f"{own.base}/values")


@router.get(f"{_BASE}/values", dependencies=[allow(Permission.EDIT_INVENTORY)])
def ask_values(request: Request, id: str, upload: str, stored: Stored) -> Response:
    """Ask what the words of the list mean."""
    own = _opened(stored, id, upload)
    if not own.choices.confirmed:
        return _to(f"{own.base}/columns")
    template = template_inventory(template_for({"arrival": own.choices.arrival or None}))
    return page(
        request,
        "inventory/own_values.html",
        site=own.site,
        upload=own.waiting,
        said=meaning(own.grids, own.choices),
        kinds=_KINDS,
        owner_options=_OWNERS,
        zone_options=(
            (OWN, "A part of the network of its own"),
            (USUAL, "Only a place: put each system where it usually is"),
            *((zone.id, f"The same as: {zone.name or zone.id}") for zone in template.zones),
        ),
        leave_out=LEAVE_OUT,
    )


@router.post(f"{_BASE}/values", dependencies=[allow(Permission.EDIT_INVENTORY)])
def take_values(id: str, upload: str, form: Posted, stored: Stored) -> Response:
    """Note what the words of the list mean."""
    own = _opened(stored, id, upload)
    said = meaning(own.grids, own.choices)
    choices = replace(
        own.choices,
        kinds=_said(form, "kind", said.kinds, {kind.value for kind in AssetKind}),
        zones=_said(form, "zone", said.zones, None),
        owners=_said(form, "owner", said.owners, {value for value, _ in _OWNERS}),
    )
    _keep(stored, own, choices)
    return _to(f"{own.base}/list")


@router.get(f"{_BASE}/list", dependencies=[allow(Permission.EDIT_INVENTORY)])
def show(request: Request, id: str, upload: str, stored: Stored) -> Response:
    """Show what would be saved, and what was assumed."""
    own = _opened(stored, id, upload)
    if not own.choices.confirmed:
        return _to(f"{own.base}/columns")
    return _list_page(request, own)


@router.post(f"{_BASE}/list", dependencies=[allow(Permission.EDIT_INVENTORY)])
def take(
    request: Request, id: str, upload: str, form: Posted, stored: Stored, parts: Using
) -> Response:
    """Make a new version of the list, if nothing changed since it was shown."""
    own = _opened(stored, id, upload)
    have, offered = set(form.texts("have")), form.texts("offered")
    without = tuple(one for one in offered if one not in have)
    own = replace(own, choices=replace(own.choices, without=without))
    _, merged = _merged(own)
    if not merged.listed:
        return _list_page(request, own)
    try:
        with stored.write() as rooms:
            latest = newest(rooms, id)
            rooms.uploads.remove(id, upload)
            head = save_version(
                rooms,
                id,
                over(latest.inventory if latest else None, _after(own, merged)),
                file=own.waiting.file,
                places=places_of(merged.read.inventory, merged.read.place),
                why=f"imported {own.waiting.file}, a list in its own form"[:200],
                at=parts.now(),
                seen=version_in(form.text("number")),
            )
    except ConflictError:
        return _list_page(request, _opened(stored, id, upload), newer=True)
    return _to(f"/sites/{id}/inventory?saved={head.number}")


def _opened(stored: Desk, id: str, upload: str) -> _Open:
    """
    Return the list that waits.

    Raises:
        NotFoundError: It is gone, or it is not a list in somebody's own form.
    """
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        waiting = rooms.uploads.get(id, upload)
        latest = newest(rooms, id)
    grids = cells(waiting.content, waiting.file)
    choices = Choices()
    if waiting.fixes_json.startswith(b"{"):
        choices = adapter_of(Choices).validate_json(waiting.fixes_json)
    found, roles = list_with(grids or (), choices)
    if grids is None or found is None or not is_own_list(waiting):
        raise NotFoundError("This file is no list in a form of its own.")
    return _Open(
        site=site,
        waiting=waiting,
        latest=latest,
        grids=grids,
        choices=choices,
        found=found,
        roles=roles,
    )


def _keep(stored: Desk, own: _Open, choices: Choices) -> None:
    tree = to_tree(choices, omit_defaults=False)
    with stored.write() as rooms:
        rooms.uploads.correct(own.site.id, own.waiting.id, fixes_json=json_bytes(tree))


def _arrival(form: Form) -> str:
    known = {choice.value for choice in question("arrival").choices}
    sent = form.text("arrival")
    return sent if sent in known else ""


def _said(
    form: Form, name: str, asked: Iterable[Asked], known: set[str] | None
) -> tuple[Said, ...]:
    """What was chosen for each text; anything that is no choice is left out."""
    made = []
    for number, one in enumerate(asked):
        sent = form.text(f"{name}-{number}") or one.means
        fits = known is None or sent in known
        made.append(Said(text=one.text, means=sent if fits else LEAVE_OUT))
    return tuple(made)


def _merged(own: _Open) -> tuple[Meaning, Merged]:
    said = meaning(own.grids, own.choices)
    merged = merge(
        said,
        own.choices,
        name=own.site.name,
        file=own.waiting.file,
        sheet=own.sheet,
        site=own.latest.inventory.site if own.latest else None,
    )
    return said, merged


def _after(own: _Open, merged: Merged) -> Inventory:
    """What would be saved: numbers of the centre that were assumed before still are."""
    inventory = merged.read.inventory
    before = own.latest.inventory.assumed if own.latest else ()
    numbers = tuple(path for path in before if path.startswith("site."))
    return replace(inventory, assumed=(*numbers, *inventory.assumed))


def _columns_page(request: Request, own: _Open, wrong: str = "") -> Response:
    arrival = question("arrival")
    return page(
        request,
        "inventory/own_columns.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        site=own.site,
        upload=own.waiting,
        found=own.found,
        columns=tuple(zip(own.found.columns, own.roles, strict=True)),
        role_options=tuple((role.value, role.words) for role in Role),
        sheets=tuple(grid.name or own.waiting.file for grid in own.grids),
        arrival=arrival,
        arrived=own.choices.arrival,
        described=own.latest is not None,
        wrong=wrong,
    )


def _list_page(request: Request, own: _Open, *, newer: bool = False) -> Response:
    said, merged = _merged(own)
    before = own.latest.inventory if own.latest else None
    after = over(before, _after(own, merged))
    zones = {zone.id: zone.name or zone.id for zone in after.zones}
    owners = {one.id: one.name or one.id for one in after.owners}
    listed = set(merged.listed)
    gone = set(own.choices.without)
    return page(
        request,
        "inventory/own_list.html",
        status=HTTPStatus.CONFLICT if newer else HTTPStatus.OK,
        site=own.site,
        upload=own.waiting,
        number=own.latest.head.number if own.latest else 0,
        after=after,
        systems=tuple(
            (one, kind_words(one.kind), zones[one.zone], owners[one.owner])
            for one in after.assets
            if one.id in listed
        ),
        offered=tuple((one, one.id not in gone) for one in merged.offered),
        merged=merged,
        doubts=said.lines.doubts,
        changes=differences(before, after) if before is not None else None,
        numbers_known=own.latest is not None,
        newer=newer,
    )


def _to(address: str) -> Response:
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": address})
