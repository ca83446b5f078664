"""Your site: the centre in numbers, its network, and its systems zone by zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from ng911risk.access import Permission
from ng911risk.editing.assumed import assumptions
from ng911risk.editing.origin import goes_back_to_a_sample
from ng911risk.editing.parts import Part, lines_of
from ng911risk.editing.wording import words_for
from ng911risk.exporters.network import links, network_svg
from ng911risk.importers import workbook as workbooks
from ng911risk.model.inventory import Inventory
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Stored, Using
from ng911risk_api.web.render import page

router = APIRouter(include_in_schema=False)

_FOLDED_FROM: Final = 25
"""With more systems than this, zones are shown folded."""

_MOST: Final = 200
"""Most systems on the page; of a larger site each zone shows its first ones."""

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetLine:
    """One system in a table."""

    id: str
    label: str
    kind: str
    owner: str
    assumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneTable:
    """Systems of one zone."""

    id: str
    """Empty for what stands outside of every zone of the centre."""
    name: str
    live: bool
    total: int
    lines: tuple[AssetLine, ...]
    more: int
    """How many match and are not shown."""


@router.get("/sites/{id}/inventory", dependencies=[allow(Permission.READ_SITE)])
def show(
    request: Request,
    id: str,
    stored: Stored,
    find: Annotated[str, Query(max_length=200)] = "",
    zone: Annotated[str, Query(max_length=10_000)] = "",
    saved: Annotated[int, Query()] = 0,
) -> Response:
    """Show what the centre has; or how to begin, while nobody has described it."""
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        heads = rooms.inventories.of_site(id)
        latest = rooms.inventories.latest(id) if heads else None
    if latest is None:
        return page(request, "inventory/empty.html", site=site)
    inventory = latest.inventory
    tables = tuple(_tables(inventory, " ".join(find.casefold().split()), zone))
    return page(
        request,
        "inventory/overview.html",
        site=site,
        head=latest.head,
        before=heads[1] if len(heads) > 1 else None,
        sample=goes_back_to_a_sample((one.number, one.why) for one in heads),
        saved=saved == latest.head.number,
        inventory=inventory,
        tables=tables,
        found=sum(len(one.lines) + one.more for one in tables),
        folded=len(inventory.assets) > _FOLDED_FROM and not find and not zone,
        find=find,
        zone=zone,
        picture=network_svg(inventory),
        links=links(inventory),
        open=sum(len(group.items) for group in assumptions(inventory)),
        counts=[(part, len(lines_of(inventory, part))) for part in Part],
        words_for=words_for,
    )


@router.get("/sites/{id}/inventory/workbook.xlsx", dependencies=[allow(Permission.EXPORT)])
def workbook(id: str, stored: Stored, parts: Using) -> Response:
    """Give the inventory as a workbook that can be filled further and dropped in again."""
    with stored.read() as rooms:
        latest = rooms.inventories.latest(id)
    stored.was_read("inventory.exported", latest.head.id, parts.now())
    return Response(
        workbooks.inventory_workbook(latest.inventory),
        media_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="inventory.xlsx"'},
    )


def _tables(inventory: Inventory, find: str, only: str) -> Iterator[ZoneTable]:
    owners = {one.id: one.name or one.id for one in inventory.owners}
    open_paths = frozenset(inventory.assumed)
    places = [(zone.id, zone.name or zone.id, zone.live_call_path) for zone in inventory.zones]
    known = {id for id, _, _ in places}
    if any(asset.zone not in known for asset in inventory.assets):
        places.append(("", "Outside your network", False))
    if only:
        places = [one for one in places if one[0] == only]
    most = max(5, _MOST // max(1, len(places))) if len(inventory.assets) > _MOST else _MOST
    if only:
        most = len(inventory.assets)
    for zone, name, live in places:
        here = [
            asset
            for asset in inventory.assets
            if (asset.zone == zone if zone else asset.zone not in known)
        ]
        lines = (
            AssetLine(
                id=asset.id,
                label=asset.label,
                kind=asset.kind.title,
                owner=owners.get(asset.owner, asset.owner),
                assumed=f"assets[{asset.id}]" in open_paths or "assets" in open_paths,
            )
            for asset in here
        )
        shown = tuple(line for line in lines if _matches(line, name, find))
        if shown or not find:
            yield ZoneTable(
                id=zone,
                name=name,
                live=live,
                total=len(here),
                lines=shown[:most],
                more=max(0, len(shown) - most),
            )


def _matches(line: AssetLine, zone: str, find: str) -> bool:
    text = f"{line.label} {line.kind} {line.owner} {zone}".casefold()
    return all(word in text for word in find.split())
