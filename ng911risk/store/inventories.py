"""The collection of inventories as they were posted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, NotDescribedError, NotFoundError, SealBrokenError
from ng911risk.model.inventory import Inventory
from ng911risk.records import json_bytes, to_json
from ng911risk.store.audit import AuditLog
from ng911risk.store.ids import known_form, new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites
from ng911risk.store.tables import InventoryRow
from ng911risk.store.values import InventoryHead, StoredInventory

_HEAD: tuple[Any, ...] = (
    InventoryRow.id,
    InventoryRow.site,
    InventoryRow.number,
    InventoryRow.file,
    InventoryRow.digest,
    InventoryRow.added_at,
    InventoryRow.by_name,
    InventoryRow.why,
)
_ALL = (*_HEAD, InventoryRow.inventory_json, InventoryRow.places_json)


class Inventories(Repository):
    """The inventories of one tenant."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)

    def add(
        self,
        site: str,
        inventory: Inventory,
        *,
        file: str,
        digest: str,
        places: Mapping[str, str],
        at: datetime,
        why: str = "imported",
    ) -> InventoryHead:
        """
        Add an inventory of `site`; the ones before it stay.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.EDIT_INVENTORY)
        head = InventoryHead(
            id=new_id(),
            site=site,
            number=self._sites.next_number(InventoryRow, site),
            file=file,
            digest=digest,
            added_at=at,
            by_name=self._scope.name,
            why=why,
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
                by=self._scope.user,
                by_name=head.by_name,
                why=why,
                inventory_json=to_json(inventory),
                places_json=json_bytes(dict(places)),
            )
        )
        self._log.add("inventory.added", head.id, at=at, site=site, number=head.number, why=why)
        return head

    def expect(self, site: str, number: int) -> None:
        """
        Go on only if the newest inventory of `site` has this number, 0 for none.

        Nobody adds another one until the transaction ends.

        Raises:
            ConflictError: Somebody added one meanwhile.
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.EDIT_INVENTORY)
        if self._sites.next_number(InventoryRow, site) != number + 1:
            raise ConflictError("Somebody saved a newer version meanwhile.")

    def of_site(self, site: str) -> tuple[InventoryHead, ...]:
        """
        Inventories of `site`, newest first.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_SITE)
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
        self._scope.require(Permission.READ_SITE)
        self._sites.get(site)
        query = (
            select(*_ALL)
            .where(InventoryRow.tenant == self._tenant, InventoryRow.site == site)
            .order_by(InventoryRow.number.desc())
            .limit(1)
        )
        return self._one(query, NotDescribedError("This site has no inventory yet."))

    def newest_of_each(self) -> Mapping[str, InventoryHead]:
        """Site id -> its newest inventory, without the content."""
        self._scope.require(Permission.READ_SITE)
        newest = (
            select(InventoryRow.site, func.max(InventoryRow.number).label("number"))
            .where(InventoryRow.tenant == self._tenant)
            .group_by(InventoryRow.site)
            .subquery()
        )
        query = (
            select(*_HEAD)
            .join(
                newest,
                (InventoryRow.site == newest.c.site) & (InventoryRow.number == newest.c.number),
            )
            .where(InventoryRow.tenant == self._tenant)
        )
        heads = map(_head, self._session.execute(query))
        mine = self._scope.site
        return {head.site: head for head in heads if not mine or head.site == mine}

    def reasons(self) -> Mapping[str, tuple[tuple[int, str], ...]]:
        """Site id -> number and reason of each of its inventories, newest first."""
        self._scope.require(Permission.READ_SITE)
        query = (
            select(InventoryRow.site, InventoryRow.number, InventoryRow.why)
            .where(InventoryRow.tenant == self._tenant)
            .order_by(InventoryRow.site, InventoryRow.number.desc())
        )
        mine = self._scope.site
        found: dict[str, list[tuple[int, str]]] = {}
        for site, number, why in self._session.execute(query):
            if not mine or site == mine:
                found.setdefault(site, []).append((number, why))
        return {site: tuple(versions) for site, versions in found.items()}

    def numbered(self, site: str, number: int) -> StoredInventory:
        """
        One version of the inventory of `site`.

        Raises:
            NotFoundError: No such site, somebody else's, or it has no such version.
            SealBrokenError: It no longer matches its digest.
        """
        self._scope.require(Permission.READ_SITE)
        self._sites.get(site)
        query = select(*_ALL).where(
            InventoryRow.tenant == self._tenant,
            InventoryRow.site == site,
            InventoryRow.number == number,
        )
        return self._one(query, NotFoundError("There is no such version of this inventory."))

    def get(self, id: str) -> StoredInventory:
        """
        One inventory.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            SealBrokenError: It no longer matches its digest.
        """
        self._scope.require(Permission.READ_SITE)
        query = select(*_ALL).where(
            InventoryRow.tenant == self._tenant, InventoryRow.id == known_form(id, "inventory")
        )
        found = self._one(query, NotFoundError("There is no inventory with this id."))
        self._scope.require_site(found.head.site)
        return found

    def _one(self, query: Any, otherwise: NotFoundError) -> StoredInventory:  # noqa: ANN401 - a Select
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise otherwise
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
        by_name=row.by_name,
        why=row.why,
    )
