"""Transactions: one scope, one set of repositories, all or nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from ng911risk.errors import ConflictError, StoreError
from ng911risk.store.assessments import Assessments
from ng911risk.store.engines import Engines, open_engines
from ng911risk.store.inventories import Inventories
from ng911risk.store.sites import Sites
from ng911risk.store.tables import Tenanted
from ng911risk.store.tenants import Tenants
from ng911risk.store.values import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The repositories of one tenant, in one transaction."""

    tenants: Tenants
    sites: Sites
    inventories: Inventories
    assessments: Assessments


class Store:
    """
    A database that is open.

    ::

        with store.write(LOCAL) as rooms:
            site = rooms.sites.add("Cedar County", at=now)
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    @classmethod
    def open(cls, target: str | Path) -> Store:
        """
        Open a SQLite file, made if missing, or a ``postgresql://`` address.

        Migrations that are due are run; of a SQLite file a copy is kept first.

        Raises:
            StoreError: It cannot be opened, or a newer version made it.
        """
        return cls(open_engines(target))

    @contextlib.contextmanager
    def read(self, scope: Scope) -> Iterator[Rooms]:
        """
        Repositories that can only read, all at one moment.

        Raises:
            StoreError: The database cannot be used now.
        """
        with _told_plainly(), Session(self._engines.reading) as session:
            yield _rooms(session, scope)

    @contextlib.contextmanager
    def write(self, scope: Scope) -> Iterator[Rooms]:
        """
        Repositories that can write; committed at the end, undone after an error.

        Raises:
            ConflictError: It contradicts what is stored.
            StoreError: The database cannot be used now.
        """
        with (
            _told_plainly(),
            self._engines.may_write(),
            Session(self._engines.writing) as session,
            session.begin(),
        ):
            yield _rooms(session, scope)

    def check(self) -> None:
        """
        Ask the database the cheapest question.

        Raises:
            StoreError: It does not answer.
        """
        with _told_plainly(), self._engines.reading.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close every connection."""
        self._engines.close()


def _rooms(session: Session, scope: Scope) -> Rooms:
    _fence(session, scope)
    return Rooms(
        tenants=Tenants(session, scope),
        sites=Sites(session, scope),
        inventories=Inventories(session, scope),
        assessments=Assessments(session, scope),
    )


def _fence(session: Session, scope: Scope) -> None:
    """Add the tenant to every query of the session: a second wall behind the repositories."""
    tenant = scope.tenant

    def add_tenant(state: ORMExecuteState) -> None:
        if state.is_select:
            state.statement = state.statement.options(
                with_loader_criteria(
                    Tenanted, lambda row: row.tenant == tenant, include_aliases=True
                )
            )

    event.listen(session, "do_orm_execute", add_tenant)


@contextlib.contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn what a database says into our errors; a wrong statement stays a defect."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError("This contradicts what is stored already.") from error
    except ProgrammingError:
        raise
    except (DBAPIError, PoolTimeoutError) as error:
        raise StoreError("The database cannot be used now; nothing was changed.") from error
