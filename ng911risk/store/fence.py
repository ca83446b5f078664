"""The second wall: every query of a session is held to one tenant."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from ng911risk.store.tables import Tenanted


def fence(session: Session, tenant: str) -> None:
    """Add `tenant` to every query of `session`, behind what the repositories ask for."""

    def add_tenant(state: ORMExecuteState) -> None:
        if state.is_select:
            state.statement = state.statement.options(
                with_loader_criteria(
                    Tenanted, lambda row: row.tenant == tenant, include_aliases=True
                )
            )

    event.listen(session, "do_orm_execute", add_tenant)
