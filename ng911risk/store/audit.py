"""The audit log of one tenant: added to in the same transaction as what it tells of."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ng911risk.access import Scope
from ng911risk.audit import GENESIS, Entry, mac_of
from ng911risk.records import json_bytes
from ng911risk.store.moments import moment_text
from ng911risk.store.people_tables import AuditRow
from ng911risk.store.tables import TenantRow

TOLD: Final = "ng911risk.told"
"""Key in `Session.info`: an entry was added in this transaction."""


class AuditLog:
    """Where every repository says what it changed, and every route what was read."""

    def __init__(self, session: Session, scope: Scope, key: bytes) -> None:
        self._session = session
        self._scope = scope
        self._key = key

    def add(
        self,
        action: str,
        object: str,  # noqa: A002 - the word of the log
        *,
        at: datetime,
        outcome: str = "done",
        **detail: str | int | bool | None,
    ) -> None:
        """
        Add an entry.

        Args:
            action: Noun and verb, for instance ``answer.saved`` or ``report.read``.
            object: Id of what it was done to.
            at: Now.
            outcome: ``done`` or ``refused``.
            detail: What else matters; never a secret, never the text of an answer.
        """
        number, before = self._last()
        entry = Entry(
            tenant=self._scope.tenant,
            number=number + 1,
            at=moment_text(at),
            actor=self._scope.user,
            actor_name=self._scope.name,
            via=self._scope.via,
            action=action,
            object=object,
            outcome=outcome,
            detail=json_bytes(dict(detail)).decode().strip(),
        )
        values = {name: getattr(entry, name) for name in Entry.__slots__}
        self._session.execute(
            insert(AuditRow).values(**values, mac=mac_of(self._key, before, entry))
        )
        self._session.info[TOLD] = True

    def _last(self) -> tuple[int, str]:
        """Number and code of the newest entry; held until the transaction ends."""
        tenant = self._scope.tenant
        held = select(TenantRow.tenant).where(TenantRow.tenant == tenant).with_for_update()
        self._session.execute(held).one_or_none()
        query = (
            select(AuditRow.number, AuditRow.mac)
            .where(AuditRow.tenant == tenant)
            .order_by(AuditRow.number.desc())
            .limit(1)
        )
        row = self._session.execute(query).one_or_none()
        return (0, GENESIS) if row is None else (row.number, row.mac)
