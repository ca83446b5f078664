"""The collection of sites."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Row

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, NotFoundError, StoreError
from ng911risk.store.ids import known_form, new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.tables import AssessmentRow, InventoryRow, SiteRow
from ng911risk.store.values import Site

_COLUMNS = (SiteRow.id, SiteRow.name, SiteRow.created_at)


class Sites(Repository):
    """The sites of one tenant."""

    def add(self, name: str, *, at: datetime) -> Site:
        """
        Add a site.

        Raises:
            ConflictError: There is one of that name.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.MAKE_SITE)
        if self.named(name) is not None:
            raise ConflictError("There is a site of this name already.")
        site = Site(id=new_id(), name=name, created_at=at)
        self._session.execute(
            insert(SiteRow).values(
                tenant=self._tenant, id=site.id, name=name, created_at=moment_text(at)
            )
        )
        self._log.add("site.added", site.id, at=at, name=name)
        return site

    def rename(self, id: str, name: str, *, at: datetime) -> None:
        """
        Call a site something else.

        Raises:
            ConflictError: Another one has that name.
            NotFoundError: None has that id, or it is somebody else's.
        """
        self._scope.require(Permission.EDIT_INVENTORY)
        self.hold(id)
        other = self.named(name)
        if other is not None and other.id != id:
            raise ConflictError("There is a site of this name already.")
        self._session.execute(
            update(SiteRow)
            .where(SiteRow.tenant == self._tenant, SiteRow.id == id)
            .values(name=name)
            .execution_options(synchronize_session=False)
        )
        self._log.add("site.renamed", id, at=at, name=name)

    def all(self) -> tuple[Site, ...]:
        """Every site, by name."""
        query = select(*_COLUMNS).where(SiteRow.tenant == self._tenant)
        if self._scope.site:
            query = query.where(SiteRow.id == self._scope.site)
        sites = map(_site, self._session.execute(query))
        # Databases order text each in their own way.
        return tuple(sorted(sites, key=lambda site: (site.name.casefold(), site.id)))

    def named(self, name: str) -> Site | None:
        """Return the site of that very name, or None."""
        query = select(*_COLUMNS).where(SiteRow.tenant == self._tenant, SiteRow.name == name)
        row = self._session.execute(query).one_or_none()
        return None if row is None else _site(row)

    def get(self, id: str) -> Site:
        """
        One site.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
        """
        self._scope.require_site(id)
        query = select(*_COLUMNS).where(
            SiteRow.tenant == self._tenant, SiteRow.id == known_form(id, "site")
        )
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("There is no site with this id.")
        return _site(row)

    def hold(self, id: str) -> None:
        """
        Keep others from numbering something for this site until the transaction ends.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
        """
        self._scope.require_site(id)
        query = (
            select(SiteRow.id)
            .where(SiteRow.tenant == self._tenant, SiteRow.id == known_form(id, "site"))
            .with_for_update()
        )
        if self._session.execute(query).one_or_none() is None:
            raise NotFoundError("There is no site with this id.")

    def next_number(self, rows: type[InventoryRow | AssessmentRow], id: str) -> int:
        """
        Number of the next of its kind at this site; held until the transaction ends.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
        """
        self.hold(id)
        query = select(func.coalesce(func.max(rows.number), 0) + 1).where(
            rows.tenant == self._tenant, rows.site == id
        )
        return int(self._session.execute(query).scalar_one())


def _site(row: Row[str, str, str]) -> Site:
    try:
        created_at = moment_of(row.created_at)
    except (TypeError, ValueError) as error:
        raise StoreError("The record of a site is damaged.") from error
    return Site(id=row.id, name=row.name, created_at=created_at)
