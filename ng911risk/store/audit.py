"""The audit log of one tenant: added to in the same transaction as what it tells of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, insert, select
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.audit import GENESIS, Checked, Entry, Head, Link, check, mac_of
from ng911risk.records import json_bytes
from ng911risk.store.moments import moment_text
from ng911risk.store.people_tables import AuditRow
from ng911risk.store.tables import TenantRow

TOLD: Final = "ng911risk.told"
"""Key in `Session.info`: an entry was added in this transaction."""

PAGE: Final = 50
"""Entries of one page."""

COLUMNS: Final[tuple[Any, ...]] = (
    *(getattr(AuditRow, name) for name in Entry.__slots__),
    AuditRow.mac,
)
"""What `link_of` reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries to show; what is empty does not matter."""

    actor_name: str = ""
    action: str = ""
    object: str = ""
    since: datetime | None = None
    """At this moment or later."""
    until: datetime | None = None
    """Before this moment."""
    older_than: int | None = None
    """Only numbers below this one: where the page before ended."""


class AuditLog:
    """Where every repository says what it changed, and every route what was read."""

    def __init__(self, session: Session, scope: Scope, key: bytes) -> None:
        self._session = session
        self._scope = scope
        self._key = key

    def of(self, session: Session, scope: Scope) -> AuditLog:
        """Log of another organisation with the same key, for what concerns both."""
        return AuditLog(session, scope, self._key)

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

    def hold(self) -> None:
        """
        Wait for the turn to add; held until the transaction ends.

        Two transactions that first changed something and then both waited here would
        wait for each other, so a transaction that writes begins with it. It is the lock
        that lets others go on pointing at the organisation (FOR NO KEY UPDATE).
        """
        held = select(TenantRow.tenant).where(TenantRow.tenant == self._scope.tenant)
        self._session.execute(held.with_for_update(key_share=True)).one_or_none()

    def page(self, wanted: Wanted, *, limit: int = PAGE) -> tuple[Link, ...]:
        """
        Entries, newest first.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        query = _narrowed(self._all(), wanted).order_by(AuditRow.number.desc()).limit(limit)
        return tuple(map(link_of, self._session.execute(query)))

    def links(self, wanted: Wanted | None = None) -> Iterator[Link]:
        """
        Entries, oldest first: the whole log unless only some are wanted.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        query = _narrowed(self._all(), wanted or Wanted()).order_by(AuditRow.number)
        return self._each_link(query)

    def _each_link(self, query: Select[Any]) -> Iterator[Link]:
        # closed also when nobody wants the rest: a server keeps it ready until then
        with self._session.execute(query.execution_options(yield_per=1000)) as rows:
            yield from map(link_of, rows)

    def actions(self) -> tuple[str, ...]:
        """Every action there is an entry of."""
        return self._each(AuditRow.action)

    def people(self) -> tuple[str, ...]:
        """Everybody there is an entry of, by name."""
        return self._each(AuditRow.actor_name)

    def check(self, *, head: Head | None = None) -> Checked:
        """
        Compute every code of the log again.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        return check(self._key, self.links(), head=head)

    def _all(self) -> Select[Any]:
        self._scope.require(Permission.READ_AUDIT)
        return select(*COLUMNS).where(AuditRow.tenant == self._scope.tenant)

    def _each(self, column: Any) -> tuple[str, ...]:  # noqa: ANN401 - a column
        self._scope.require(Permission.READ_AUDIT)
        query = select(column).where(AuditRow.tenant == self._scope.tenant).distinct()
        return tuple(sorted(map(str, self._session.scalars(query))))

    def _last(self) -> tuple[int, str]:
        """Number and code of the newest entry; held until the transaction ends."""
        tenant = self._scope.tenant
        self.hold()
        query = (
            select(AuditRow.number, AuditRow.mac)
            .where(AuditRow.tenant == tenant)
            .order_by(AuditRow.number.desc())
            .limit(1)
        )
        row = self._session.execute(query).one_or_none()
        return (0, GENESIS) if row is None else (row.number, row.mac)


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    for name in ("actor_name", "action", "object"):
        if getattr(wanted, name):
            query = query.where(getattr(AuditRow, name) == getattr(wanted, name))
    if wanted.since is not None:
        query = query.where(AuditRow.at >= moment_text(wanted.since))
    if wanted.until is not None:
        query = query.where(AuditRow.at < moment_text(wanted.until))
    if wanted.older_than is not None:
        query = query.where(AuditRow.number < wanted.older_than)
    return query


def link_of(row: Row[Any]) -> Link:
    """Entry of a row; what was edited by hand may be of any kind, and then fits no code."""
    values = {name: _plain(getattr(row, name)) for name in Entry.__slots__}
    return Link(entry=Entry(**values), mac=str(row.mac))


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the column held
    return value if isinstance(value, str | int) else str(value)
