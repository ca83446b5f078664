"""Inventories of a site."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Response
from starlette.exceptions import HTTPException

from ng911risk.access import Permission
from ng911risk.importers import known_to, read_inventory
from ng911risk.store import InventoryHead, Rooms, places_of
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.caching import CACHE_CONTROL, has_already
from ng911risk_api.deps import Sent, Stored, Using
from ng911risk_api.media import INVENTORY_ENDINGS, file_name
from ng911risk_api.messages import PostedInventory, line_of
from ng911risk_api.reading import require_media, takes_inventory
from ng911risk_api.responses import CREATED, problems

router = APIRouter(prefix="/sites/{id}/inventories", tags=["inventories"])

_EXAMPLE: Final = """\
site:
  name: Cedar County 9-1-1
  stage: legacy
  positions: 2
  shifts:
    - {from_hour: 0, to_hour: 24, on_duty: 2, calls_per_hour: 3}
  trunks_911: 4
  trunks_ten_digit: 2
owners:
  - {id: us, owner_class: psap}
zones:
  - {id: floor, live_call_path: true}
assets:
  - {id: cad, kind: cad, zone: floor, owner: us}
"""


@router.post(
    "",
    dependencies=[allow(Permission.EDIT_INVENTORY)],
    status_code=HTTPStatus.CREATED,
    summary="Post an inventory",
    responses=problems(404, 412, 413, 415, 422),
    openapi_extra=takes_inventory(_EXAMPLE),
)
@apart
def post(  # noqa: PLR0913 - one parameter for each part of the request
    id: str,
    sent: Sent,
    stored: Stored,
    parts: Using,
    response: Response,
    *,
    file: Annotated[str, Query(description="What you call the file; for messages only.")] = "",
    good_rows_only: Annotated[
        bool, Query(description="Leave out wrong rows of a workbook or CSV, and say which.")
    ] = False,
    if_match: Annotated[
        str | None, Header(description="ETag of the inventory that this one was made from.")
    ] = None,
) -> PostedInventory:
    """
    Read and keep an inventory: JSON, YAML, workbook, CSV or zip of CSV, by content type.

    With If-Match it is kept only if nobody has added another one meanwhile.
    """
    require_media(sent, INVENTORY_ENDINGS)
    ending = INVENTORY_ENDINGS[sent.media]
    with stored.read() as rooms:
        rooms.sites.get(id)
    name = file_name(file, ending)
    read = read_inventory(sent.body, file=name, good_rows_only=good_rows_only)
    read = known_to(parts.catalog, read, good_rows_only=good_rows_only)
    places = places_of(read.inventory, read.place)
    with stored.write() as rooms:
        rooms.sites.hold(id)
        if if_match is not None and not _is_newest(rooms, id, if_match):
            raise HTTPException(HTTPStatus.PRECONDITION_FAILED)
        head = rooms.inventories.add(
            id, read.inventory, file=name, digest=read.digest, places=places, at=parts.now()
        )
    response.headers[CREATED] = f"/api/v1/sites/{id}/inventories/latest"
    return PostedInventory(inventory=head, left_out=tuple(map(line_of, read.left_out)))


def _is_newest(rooms: Rooms, site: str, tags: str) -> bool:
    """Whether the newest inventory is one of those named; ``*`` names any."""
    heads = rooms.inventories.of_site(site)
    return bool(heads) and has_already(tags, f'"{heads[0].digest}"')


@router.get(
    "",
    dependencies=[allow(Permission.READ_SITE)],
    summary="Every inventory of a site",
    responses=problems(404),
)
def index(id: str, stored: Stored) -> tuple[InventoryHead, ...]:
    """Newest first, without their content."""
    with stored.read() as rooms:
        return rooms.inventories.of_site(id)


@router.get(
    "/latest",
    dependencies=[allow(Permission.READ_SITE)],
    summary="The latest inventory",
    response_class=Response,
    responses={
        200: {
            "description": "The inventory in canonical JSON",
            "content": {"application/json": {}},
        },
        304: {"description": "You have it already"},
        **problems(404),
    },
)
def latest(
    id: str,
    stored: Stored,
    parts: Using,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The inventory in canonical form: its SHA-256 is its digest and its ETag."""
    with stored.read() as rooms:
        found = rooms.inventories.latest(id)
    stored.was_read("inventory.read", found.head.id, parts.now(), site=id)
    headers = {"ETag": f'"{found.head.digest}"', "Cache-Control": CACHE_CONTROL}
    if has_already(if_none_match, headers["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(found.inventory_json, media_type="application/json", headers=headers)
