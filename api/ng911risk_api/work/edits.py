"""Saves a change to an inventory as its next version, with the places of what stayed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

from ng911risk.editing.differences import differences, in_short
from ng911risk.editing.places import carried
from ng911risk.model.inventory import Inventory
from ng911risk.records import to_json
from ng911risk.store import InventoryHead, Rooms, StoredInventory

_DIGITS: Final = 10


def save_change(
    rooms: Rooms, before: StoredInventory, after: Inventory, *, name: str, at: datetime
) -> InventoryHead:
    """
    Add `after` as the next version after `before`; the same one again if nothing differs.

    Args:
        rooms: The store, to write.
        before: The version that was changed.
        after: What it is now.
        name: Who changed it.
        at: Now.

    Raises:
        ConflictError: Somebody saved a newer version meanwhile.
    """
    why = in_short(differences(before.inventory, after))
    if not why:
        return before.head
    places = carried(
        before.places, before.inventory, after, note=f"entered by {name}, {at:%Y-%m-%d}"
    )
    return save_version(
        rooms, before.head.site, after, file=before.head.file, places=places, why=why, at=at,
        seen=before.head.number,
    )  # fmt: skip


def save_version(  # noqa: PLR0913 - what a version is made of
    rooms: Rooms,
    site: str,
    inventory: Inventory,
    *,
    file: str,
    places: Mapping[str, str],
    why: str,
    at: datetime,
    seen: int,
) -> InventoryHead:
    """
    Add a version if the newest one is still the one that was seen, 0 for none.

    Raises:
        ConflictError: Somebody saved a newer version meanwhile.
    """
    rooms.inventories.expect(site, seen)
    return rooms.inventories.add(
        site,
        inventory,
        file=file,
        digest=sha256(to_json(inventory)).hexdigest(),
        places=places,
        at=at,
        why=why,
    )


def newest(rooms: Rooms, site: str) -> StoredInventory | None:
    """
    Newest version of a site; None while there is none.

    Raises:
        NotFoundError: No such site, or somebody else's.
    """
    return rooms.inventories.latest(site) if rooms.inventories.of_site(site) else None


def version_in(text: str) -> int:
    """Return the number of a version that a form sent; -1 when it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _DIGITS else -1
