"""The collection of inventories as they were posted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ng911risk.errors import NotFoundError, SealBrokenError
from ng911risk.model.inventory import Inventory
from ng911risk.records import json_bytes, to_json
from ng911risk.store.ids import known_form, new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.sites import Sites
from ng911risk.store.tables import InventoryRow
from ng911risk.store.values import InventoryHead, Scope, StoredInventory

_HEAD: tuple[Any, ...] = (
    InventoryRow.id,
    InventoryRow.site,
    InventoryRow.number,
    InventoryRow.file,
    InventoryRow.digest,
    InventoryRow.added_at,
)
_ALL = (*_HEAD, InventoryRow.inventory_json, InventoryRow.places_json)


class Inventories:
    """The inventories of one tenant. Callers own the transaction."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._tenant = scope.tenant
        self._sites = Sites(session, scope)

    def add(
        self,
        site: str,
        inventory: Inventory,
        *,
        file: str,
        digest: str,
        places: Mapping[str, str],
        at: datetime,
    ) -> InventoryHead:
        """
        Add an inventory of `site`; the ones before it stay.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        head = InventoryHead(
            id=new_id(),
            site=site,
            number=self._sites.next_number(InventoryRow, site),
            file=file,
            digest=digest,
            added_at=at,
        )
        self._session.execute(
            insert(InventoryRow).values(
                tenant=self._tenant,
                id=head.id,
                site=site,
                number=head.number,
                file=file,
                digest=digest,
                added_at=moment_text(at),
                inventory_json=to_json(inventory),
                places_json=json_bytes(dict(places)),
            )
        )
        return head

    def of_site(self, site: str) -> tuple[InventoryHead, ...]:
        """
        Inventories of `site`, newest first.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._sites.get(site)
        query = (
            select(*_HEAD)
            .where(InventoryRow.tenant == self._tenant, InventoryRow.site == site)
            .order_by(InventoryRow.number.desc())
        )
        return tuple(_head(row) for row in self._session.execute(query))

    def latest(self, site: str) -> StoredInventory:
        """
        Newest inventory of `site`.

        Raises:
            NotFoundError: No such site, somebody else's, or it has none yet.
            SealBrokenError: It no longer matches its digest.
        """
        self._sites.get(site)
        query = (
            select(*_ALL)
            .where(InventoryRow.tenant == self._tenant, InventoryRow.site == site)
            .order_by(InventoryRow.number.desc())
            .limit(1)
        )
        return self._one(query, "This site has no inventory yet.")

    def get(self, id: str) -> StoredInventory:
        """
        One inventory.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            SealBrokenError: It no longer matches its digest.
        """
        query = select(*_ALL).where(
            InventoryRow.tenant == self._tenant, InventoryRow.id == known_form(id, "inventory")
        )
        return self._one(query, "There is no inventory with this id.")

    def _one(self, query: Any, otherwise: str) -> StoredInventory:  # noqa: ANN401 - a Select
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(otherwise)
        if not _is_whole(row):
            raise SealBrokenError(f"Inventory {row.id} was changed after it was stored.")
        return StoredInventory(
            head=_head(row), inventory_json=row.inventory_json, places_json=row.places_json
        )


def _is_whole(row: Row[Any]) -> bool:
    data = row.inventory_json
    return isinstance(data, bytes) and sha256(data).hexdigest() == row.digest


def _head(row: Row[Any]) -> InventoryHead:
    return InventoryHead(
        id=row.id,
        site=row.site,
        number=row.number,
        file=row.file,
        digest=row.digest,
        added_at=moment_of(row.added_at),
    )
