"""The tenant a scope speaks of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, NotFoundError
from ng911risk.store.repository import Repository
from ng911risk.store.tables import TenantRow


class Tenants(Repository):
    """One tenant: its own."""

    def add(self, name: str, *, at: datetime) -> None:
        """
        Make the tenant of the scope known.

        Raises:
            ConflictError: It is known already.
        """
        if self._name() is not None:
            raise ConflictError("There is a tenant of this name already.")
        self._session.execute(insert(TenantRow).values(tenant=self._tenant, name=name))
        self._log.add("organisation.added", self._tenant, at=at, name=name)

    def describe(self, name: str, kind: str, *, at: datetime) -> None:
        """
        Say what the organisation is called and what it is.

        Args:
            name: For people.
            kind: ``psap``, ``region`` or ``state``.
            at: Now.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.MANAGE_PEOPLE)
        self._session.execute(
            update(TenantRow).where(TenantRow.tenant == self._tenant).values(name=name, kind=kind)
        )
        self._log.add("organisation.described", self._tenant, at=at, name=name, kind=kind)

    def name(self) -> str:
        """
        Name for people.

        Raises:
            NotFoundError: The tenant of the scope is not known.
        """
        name = self._name()
        if name is None:
            raise NotFoundError("There is no tenant of this name.")
        return name

    def _name(self) -> str | None:
        query = select(TenantRow.name).where(TenantRow.tenant == self._tenant)
        return self._session.execute(query).scalar_one_or_none()
