"""One list of an inventory: connections, dependencies, services, zones, organisations, systems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from ng911risk.access import Permission
from ng911risk.editing.parts import Line, Part, held_by, lines_of
from ng911risk.editing.wording import Names, names_in, title_of, words_for
from ng911risk.errors import NotFoundError
from ng911risk.model.inventory import (
    Asset,
    DataFlow,
    Inventory,
    Owner,
    Service,
    Trust,
    Zone,
)
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Stored
from ng911risk_api.web.render import page

router = APIRouter(include_in_schema=False)

_ON_A_PAGE: Final = 100

HELP = {
    Part.ASSETS: "Everything whose loss harms emergency service, or that leads to something that "
    "does.",
    Part.ZONES: "Parts of the network with one level of trust: machines in one zone can usually "
    "reach each other.",
    Part.OWNERS: "Who runs what. A measure lands on the list of whoever can take it.",
    Part.FLOWS: "Who is allowed to connect to whom. What is not listed is taken to be blocked.",
    Part.TRUSTS: "What depends on what beyond the network: accounts, power, circuits, data.",
    Part.SERVICES: "What the centre does, what each service cannot do without, and how it goes "
    "on when that is lost.",
}
"""What each list is, in a sentence."""

_HEADS = {
    Part.ASSETS: ("System", "What it is", "Zone"),
    Part.ZONES: ("Zone", "9-1-1 calls pass here", "Systems"),
    Part.OWNERS: ("Organisation", "What it is", "Systems"),
    Part.FLOWS: ("Connection", "Protected by", "Proves who they are by"),
    Part.TRUSTS: ("Dependency", "", ""),
    Part.SERVICES: ("Service", "Cannot do without", "How it goes on"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table."""

    key: str
    title: str
    cells: tuple[str, ...]


def part_of(name: str) -> Part:
    """
    Return the list of that name.

    Raises:
        NotFoundError: There is none.
    """
    try:
        return Part(name)
    except ValueError:
        raise NotFoundError("There is no such list.") from None


@router.get("/sites/{id}/inventory/lists/{name}", dependencies=[allow(Permission.READ_SITE)])
def show(
    request: Request,
    id: str,
    name: str,
    stored: Stored,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Show one list, a hundred lines on a page."""
    part = part_of(name)
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        latest = rooms.inventories.latest(id)
    inventory = latest.inventory
    names = names_in(inventory, places=True, outside=True)
    lines = lines_of(inventory, part)
    first = (number - 1) * _ON_A_PAGE
    return page(
        request,
        "inventory/list.html",
        site=site,
        head=latest.head,
        part=part,
        parts=tuple(Part),
        help=HELP[part],
        heads=tuple(filter(None, _HEADS[part])),
        rows=[
            Row(
                key=_key(line, position),
                title=_capital(title_of(line, names)),
                cells=_cells(line, inventory, names),
            )
            for position, line in enumerate(lines[first : first + _ON_A_PAGE], start=first)
        ],
        total=len(lines),
        number=number,
        pages=max(1, -(-len(lines) // _ON_A_PAGE)),
    )


def _key(line: Line, number: int) -> str:
    if isinstance(line, Asset | Zone | Owner):
        return line.id
    return line.kind.value if isinstance(line, Service) else str(number)


def _cells(line: Line, inventory: Inventory, names: Names) -> tuple[str, ...]:
    cells: tuple[str, ...] = ()
    if isinstance(line, Asset):
        cells = (line.kind.title, names[line.zone])
    elif isinstance(line, Zone):
        cells = ("yes" if line.live_call_path else "no", str(len(held_by(inventory, line))))
    elif isinstance(line, Owner):
        cells = (words_for(line.owner_class), str(len(held_by(inventory, line))))
    elif isinstance(line, DataFlow):
        cells = (words_for(line.protected), words_for(line.authenticated))
    elif isinstance(line, Service):
        needs = "; ".join(" or ".join(names[one] for one in need.any_of) for need in line.needs)
        cells = (needs or "nothing listed", words_for(line.fallback.kind))
    elif isinstance(line, Trust):
        cells = ()
    return cells


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
