"""
What is known about each action: owner, date, status.

Every change is a new version; the newest number counts, and the others stay readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import and_, func, insert, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, InputError, Problem, StoreError
from ng911risk.store.audit import AuditLog
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites
from ng911risk.store.work_tables import TrackedRow

_MOST: Final = 4_000
"""Signs of an owner or a note."""


class Progress(StrEnum):
    """How far an action is."""

    OPEN = "open"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def words(self) -> str:
        """For people."""
        return _WORDS[self]

    @property
    def over(self) -> bool:
        """Whether nothing more is to be done."""
        return self in (Progress.DONE, Progress.DROPPED)


_WORDS: Final = {
    Progress.OPEN: "Not started",
    Progress.IN_PROGRESS: "In progress",
    Progress.DONE: "Done",
    Progress.DROPPED: "Dropped",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedAction:
    """One version of what is known about an action."""

    site: str
    mitigation: str
    """Mitigation id."""

    number: int
    """1 for the first version, then 2, 3 and so on."""

    owner: str
    """Who does it, in words; empty while nobody is named."""

    due: date | None
    status: Progress
    note: str
    by_name: str
    """Who changed it last."""

    at: datetime

    def overdue(self, today: date) -> bool:
        """Whether it should have been done before `today`."""
        return self.due is not None and self.due < today and not self.status.over

    def says(self, owner: str, due: date | None, status: Progress, note: str) -> bool:
        """Whether it says just that."""
        return (self.owner, self.due, self.status, self.note) == (owner, due, status, note)


class Tracked(Repository):
    """The tracked actions of one tenant."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)

    def of_site(self, site: str) -> tuple[TrackedAction, ...]:
        """
        Newest version of every action, the earliest due first, those without a date last.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_SITE)
        self._sites.get(site)
        found = self._newest(site).values()
        return tuple(sorted(found, key=lambda one: (one.due or date.max, one.mitigation)))

    def versions(self, site: str, mitigation: str) -> tuple[TrackedAction, ...]:
        """
        Every version of one action, newest first; none where it was never tracked.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_SITE)
        self._sites.get(site)
        query = (
            select(*_COLUMNS)
            .where(
                TrackedRow.tenant == self._tenant,
                TrackedRow.site == site,
                TrackedRow.mitigation == mitigation,
            )
            .order_by(TrackedRow.number.desc())
        )
        return tuple(map(_action, self._session.execute(query)))

    def save(  # noqa: PLR0913 - each is a part of the record
        self,
        site: str,
        mitigation: str,
        *,
        seen: int,
        owner: str,
        due: date | None,
        status: Progress,
        note: str,
        at: datetime,
    ) -> TrackedAction:
        """
        Add a version, unless the newest says just that.

        Args:
            site: Site id.
            mitigation: Mitigation id; the caller has looked whether there is one.
            seen: Number of the version that the change was made from; 0 for none.
            owner, due, status, note: What it says now.
            at: Now.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
            ConflictError: Somebody changed it meanwhile, to something else.
            InputError: A text is too long.
        """
        self._scope.require(Permission.PLAN)
        self._sites.hold(site)
        owner, note = owner.strip(), note.strip()
        _check(owner=owner, note=note)
        newest = next(iter(self.versions(site, mitigation)), None)
        if newest is not None and newest.says(owner, due, status, note):
            return newest
        if (newest.number if newest else 0) != seen:
            raise ConflictError("Somebody changed this action while you were writing.")
        made = TrackedAction(
            site=site,
            mitigation=mitigation,
            number=seen + 1,
            owner=owner,
            due=due,
            status=status,
            note=note,
            by_name=self._scope.name,
            at=at,
        )
        self._add(made)
        return made

    def take_up(self, site: str, owners: Mapping[str, str], *, at: datetime) -> tuple[str, ...]:
        """
        Begin to track actions: those that nobody tracks yet, or that were dropped.

        Args:
            site: Site id.
            owners: Mitigation id -> who is to do it.
            at: Now.

        Returns:
            The ids of those that are new.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.PLAN)
        self._sites.hold(site)
        newest = self._newest(site)
        added = []
        for mitigation, owner in owners.items():
            known = newest.get(mitigation)
            if known is not None and known.status is not Progress.DROPPED:
                continue
            made = TrackedAction(
                site=site,
                mitigation=mitigation,
                number=known.number + 1 if known else 1,
                owner=known.owner if known else owner,
                due=None,
                status=Progress.OPEN,
                note=known.note if known else "",
                by_name=self._scope.name,
                at=at,
            )
            self._add(made)
            added.append(mitigation)
        return tuple(added)

    def _add(self, made: TrackedAction) -> None:
        self._session.execute(
            insert(TrackedRow).values(
                tenant=self._tenant,
                site=made.site,
                mitigation=made.mitigation,
                number=made.number,
                owner=made.owner,
                due=made.due.isoformat() if made.due else "",
                status=made.status.value,
                note=made.note,
                by=self._scope.user,
                by_name=made.by_name,
                at=moment_text(made.at),
            )
        )
        self._log.add(
            "action.tracked",
            made.mitigation,
            at=made.at,
            site=made.site,
            number=made.number,
            status=made.status.value,
        )

    def _newest(self, site: str) -> dict[str, TrackedAction]:
        last = (
            select(TrackedRow.mitigation, func.max(TrackedRow.number).label("number"))
            .where(TrackedRow.tenant == self._tenant, TrackedRow.site == site)
            .group_by(TrackedRow.mitigation)
            .subquery()
        )
        query = (
            select(*_COLUMNS)
            .join(
                last,
                and_(
                    TrackedRow.mitigation == last.c.mitigation,
                    TrackedRow.number == last.c.number,
                ),
            )
            .where(TrackedRow.tenant == self._tenant, TrackedRow.site == site)
        )
        return {one.mitigation: one for one in map(_action, self._session.execute(query))}


_NAMES: Final = (
    "site", "mitigation", "number", "owner", "due", "status", "note", "by_name", "at",
)  # fmt: skip
_COLUMNS: Final = tuple(getattr(TrackedRow, name) for name in _NAMES)


def _check(**texts: str) -> None:
    found = [
        Problem(file="the form", field=name, message=f"This is longer than {_MOST:,} signs.")
        for name, text in texts.items()
        if len(text) > _MOST
    ]
    if found:
        raise InputError(found)


def _action(row: Row[Any]) -> TrackedAction:
    values = dict(zip(_NAMES, row, strict=True))
    try:
        values |= {
            "due": date.fromisoformat(row.due) if row.due else None,
            "status": Progress(row.status),
            "at": moment_of(row.at),
        }
    except (TypeError, ValueError) as error:
        raise StoreError("The record of an action is damaged.") from error
    return TrackedAction(**values)
