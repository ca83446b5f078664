"""The tenant a scope speaks of."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ng911risk.errors import ConflictError, NotFoundError
from ng911risk.store.tables import TenantRow
from ng911risk.store.values import Scope


class Tenants:
    """One tenant: its own. Callers own the transaction."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._tenant = scope.tenant

    def add(self, name: str) -> None:
        """
        Make the tenant of the scope known.

        Raises:
            ConflictError: It is known already.
        """
        if self._name() is not None:
            raise ConflictError("There is a tenant of this name already.")
        self._session.execute(insert(TenantRow).values(tenant=self._tenant, name=name))

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
