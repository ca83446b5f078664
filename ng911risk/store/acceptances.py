"""
Risks that somebody who may has accepted, until a date.

An acceptance is added and at most withdrawn, never changed. It ends by itself: whether
it stands is worked out from the date, and no job has to run. It changes no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import InputError, NotFoundError, Problem, StoreError
from ng911risk.model.scales import Level
from ng911risk.store.audit import AuditLog
from ng911risk.store.ids import known_form, new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites
from ng911risk.store.work_tables import AcceptanceRow

LONGEST_YEARS: Final = 2
"""No risk is accepted for longer: who accepted it, and what it is, change."""

USUAL_YEARS: Final = 1

_MOST: Final = 4_000
"""Signs of a reason."""


class RiskOwner(StrEnum):
    """Who may accept a risk."""

    DIRECTOR = "director"
    AUTHORITY = "9-1-1-authority"

    @property
    def words(self) -> str:
        """For people."""
        return {"director": "Director of the centre", "9-1-1-authority": "9-1-1 authority"}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """One risk that was accepted."""

    id: str
    site: str
    finding: str
    """Finding id, ``vector@asset``."""

    title: str
    """What the finding was called then."""

    risk: Level
    """What its risk was called then."""

    owner_role: RiskOwner
    owner_name: str
    """Who accepts it."""

    reason: str
    until: date
    """The last day."""

    by_name: str
    """Who entered it."""

    at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str
    """Name of who withdrew it; empty while nobody has."""

    def stands(self, today: date) -> bool:
        """Whether it is in force, as far as the date and a withdrawal tell."""
        return self.withdrawn_at is None and today <= self.until

    def covers(self, risk: Level) -> bool:
        """Whether what is there now is no worse than what was accepted."""
        return risk.rank <= self.risk.rank


class Acceptances(Repository):
    """The accepted risks of one tenant."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)

    def add(  # noqa: PLR0913 - each is a part of the record
        self,
        site: str,
        *,
        finding: str,
        title: str,
        risk: Level,
        owner_role: RiskOwner,
        owner_name: str,
        reason: str,
        until: date,
        at: datetime,
    ) -> Acceptance:
        """
        Record that a risk was accepted; the newest of a finding counts.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
            InputError: No name, no reason, or a date that is past or too far; every problem.
        """
        self._scope.require(Permission.ACCEPT_RISK)
        self._sites.hold(site)
        made = Acceptance(
            id=new_id(),
            site=site,
            finding=finding,
            title=title,
            risk=risk,
            owner_role=owner_role,
            owner_name=owner_name.strip(),
            reason=reason.strip(),
            until=until,
            by_name=self._scope.name,
            at=at,
            withdrawn_at=None,
            withdrawn_by="",
        )
        _check(made)
        self._session.execute(
            insert(AcceptanceRow).values(
                tenant=self._tenant,
                id=made.id,
                site=site,
                finding=finding,
                title=title,
                risk=risk.value,
                owner_role=owner_role.value,
                owner_name=made.owner_name,
                reason=made.reason,
                until=until.isoformat(),
                by=self._scope.user,
                by_name=self._scope.name,
                at=moment_text(at),
            )
        )
        self._log.add(
            "risk.accepted",
            made.id,
            at=at,
            site=site,
            finding=finding,
            risk=risk.value,
            until=until.isoformat(),
        )
        return made

    def withdraw(self, site: str, id: str, *, at: datetime) -> Acceptance:
        """
        Take one back; it stays readable. What was withdrawn before stays as it is.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
        """
        self._scope.require(Permission.ACCEPT_RISK)
        self._sites.hold(site)
        found = self._one(site, id)
        if found.withdrawn_at is not None:
            return found
        self._session.execute(
            update(AcceptanceRow)
            .where(AcceptanceRow.tenant == self._tenant, AcceptanceRow.id == id)
            .values(withdrawn_at=moment_text(at), withdrawn_by=self._scope.name)
        )
        self._log.add("risk.reopened", id, at=at, site=site, finding=found.finding)
        return self._one(site, id)

    def of_site(self, site: str) -> tuple[Acceptance, ...]:
        """
        Every acceptance, those that ended included, newest first.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_SITE)
        self._sites.get(site)
        query = (
            select(*_COLUMNS)
            .where(AcceptanceRow.tenant == self._tenant, AcceptanceRow.site == site)
            .order_by(AcceptanceRow.at.desc(), AcceptanceRow.id.desc())
        )
        return tuple(map(_acceptance, self._session.execute(query)))

    def standing(self, site: str, today: date) -> Mapping[str, Acceptance]:
        """
        Return what is in force `today`, by finding id.

        Whether the risk has risen since is for the caller to ask (`Acceptance.covers`).
        """
        newest = self._newest(site)
        return {name: one for name, one in newest.items() if one.stands(today)}

    def expiring(self, site: str, today: date, days: int) -> tuple[Acceptance, ...]:
        """Return what is in force and ends within `days`, the soonest first."""
        standing = self.standing(site, today).values()
        soon = (one for one in standing if (one.until - today).days <= days)
        return tuple(sorted(soon, key=lambda one: (one.until, one.finding)))

    def expired(self, site: str, today: date) -> tuple[Acceptance, ...]:
        """Return what ended by itself and was not decided anew: open again, the oldest first."""
        ended = (
            one
            for one in self._newest(site).values()
            if one.withdrawn_at is None and one.until < today
        )
        return tuple(sorted(ended, key=lambda one: (one.until, one.finding)))

    def _newest(self, site: str) -> dict[str, Acceptance]:
        newest: dict[str, Acceptance] = {}
        for one in self.of_site(site):
            newest.setdefault(one.finding, one)
        return newest

    def _one(self, site: str, id: str) -> Acceptance:
        query = select(*_COLUMNS).where(
            AcceptanceRow.tenant == self._tenant,
            AcceptanceRow.site == site,
            AcceptanceRow.id == known_form(id, "acceptance"),
        )
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("There is no acceptance with this id.")
        return _acceptance(row)


_NAMES: Final = (
    "id", "site", "finding", "title", "risk", "owner_role", "owner_name", "reason", "until",
    "by_name", "at", "withdrawn_at", "withdrawn_by",
)  # fmt: skip
_COLUMNS: Final = tuple(getattr(AcceptanceRow, name) for name in _NAMES)


def latest_day(today: date, years: int = LONGEST_YEARS) -> date:
    """Return the same day `years` later; 28 February after a 29th."""
    try:
        return today.replace(year=today.year + years)
    except ValueError:
        return today.replace(year=today.year + years, day=28)


def _check(made: Acceptance) -> None:
    today = made.at.date()
    wrong = {
        "owner_name": "Say who accepts it." if not made.owner_name else "",
        "reason": "Give the reason: it is printed in the report." if not made.reason else "",
        "until": "",
    }
    if len(made.reason) > _MOST:
        wrong["reason"] = f"This is longer than {_MOST:,} signs."
    if made.until <= today:
        wrong["until"] = "This day is past. Choose one from tomorrow on."
    elif made.until > latest_day(today):
        wrong["until"] = f"A risk is accepted for {LONGEST_YEARS} years at most."
    found = [
        Problem(file="the form", field=name, message=text) for name, text in wrong.items() if text
    ]
    if found:
        raise InputError(found)


def _acceptance(row: Row[Any]) -> Acceptance:
    values = dict(zip(_NAMES, row, strict=True))
    try:
        values |= {
            "risk": Level(row.risk),
            "owner_role": RiskOwner(row.owner_role),
            "until": date.fromisoformat(row.until),
            "at": moment_of(row.at),
            "withdrawn_at": moment_of(row.withdrawn_at) if row.withdrawn_at else None,
            "withdrawn_by": row.withdrawn_by or "",
        }
    except (TypeError, ValueError) as error:
        raise StoreError("The record of an accepted risk is damaged.") from error
    return Acceptance(**values)
