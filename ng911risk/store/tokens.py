"""
Access tokens of programs and links of auditors; only a hash of each secret is kept.

A token holds what its maker holds at the moment of its use, and never more: whoever is
shut out takes their tokens along. Tokens that the command line made have no maker but
the machine itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, and_, insert, select, update
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, InputError, NotFoundError, Problem
from ng911risk.store.assessments import Assessments
from ng911risk.store.audit import AuditLog
from ng911risk.store.ids import known_form, new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.people_tables import TokenRow, UserRow
from ng911risk.store.repository import Repository
from ng911risk.store.session_options import UNTOLD_OPTION
from ng911risk.store.sites import Sites
from ng911risk.store.tables import AssessmentRow, SiteRow

TOKEN_DAYS: Final = 90
"""Days a token lasts unless something else is said."""

TOKEN_DAYS_MAX: Final = 366
LINK_DAYS_MAX: Final = 90

LINK_OPEN: Final = timedelta(hours=8)
"""Longest time between opening a link and opening it again."""

NAME_MAX: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token or a link, without its secret."""

    id: str
    name: str
    """What it is for, or who the auditor is."""

    may_write: bool
    site: str
    """Site id; empty for all."""

    site_name: str
    assessment: str
    """Id of the only assessment; empty for all."""

    assessment_number: int
    """0 for all."""

    made_by: str
    """Name of its maker; empty for the command line."""

    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None

    def ended(self, at: datetime) -> bool:
        """Whether it opens nothing any more."""
        return self.revoked_at is not None or self.expires_at <= at


class Tokens(Repository):
    """Access tokens of programs and links of auditors."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)
        self._assessments = Assessments(session, scope, log)

    def add_api(
        self,
        *,
        name: str,
        hash: str,  # noqa: A002 - what it is
        may_write: bool,
        site: str | None,
        at: datetime,
        until: datetime,
        assessment: str | None = None,
    ) -> str:
        """
        Add a token of a program and return its id.

        Args:
            name: What it is for.
            hash: SHA-256 of the secret.
            may_write: Whether it may change something; never with an assessment.
            site: The only site, or None.
            at: Now.
            until: When it ends, at most a year from now.
            assessment: The only assessment, or None; its site goes with it.

        Raises:
            NotFoundError: The site or the assessment is not yours.
            InputError: The name, the time or the writing is not possible.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.MAKE_TOKEN)
        _check(name, at, until, TOKEN_DAYS_MAX)
        if assessment:
            if may_write:
                raise _wrong("may_write", "a sealed assessment cannot be changed", "Choose read.")
            head = self._assessments.head(assessment)
            if site and site != head.site:
                raise NotFoundError("There is no assessment with this id at this site.")
            site = head.site
        if site:
            self._sites.get(site)
        id = self._insert(
            kind="api", name=name.strip(), hash=hash, site=site or None,
            assessment=assessment or None, may_write=may_write, at=at, until=until,
        )  # fmt: skip
        self._log.add(
            "token.made", id, at=at, name=name.strip(), may_write=may_write, site=site,
            assessment=assessment, until=moment_text(until),
        )  # fmt: skip
        return id

    def add_link(
        self,
        assessment: str,
        *,
        name: str,
        hash: str,  # noqa: A002 - what it is
        at: datetime,
        until: datetime,
    ) -> str:
        """
        Add the link of an auditor to one sealed assessment and return its id.

        Raises:
            NotFoundError: The assessment is not yours.
            InputError: The name or the time is not possible.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.LINK_AUDITOR)
        _check(name, at, until, LINK_DAYS_MAX)
        head = self._assessments.head(assessment)
        id = self._insert(
            kind="auditor", name=name.strip(), hash=hash, site=head.site,
            assessment=head.id, may_write=False, at=at, until=until,
        )  # fmt: skip
        self._log.add(
            "link.made", id, at=at, name=name.strip(), assessment=head.id, until=moment_text(until)
        )
        return id

    def all(self) -> tuple[Token, ...]:
        """
        Tokens of programs, newest first; without the right to manage people only one's own.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.MAKE_TOKEN)
        return self._of_kind("api")

    def links(self) -> tuple[Token, ...]:
        """
        Links of auditors, newest first.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.LINK_AUDITOR)
        return self._of_kind("auditor")

    def revoke(self, id: str, *, at: datetime) -> None:
        """
        End a token at once.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.MAKE_TOKEN)
        self._revoke(id, "api", at)
        self._log.add("token.revoked", id, at=at)

    def revoke_link(self, id: str, *, at: datetime) -> None:
        """
        End a link at once, also where it is open.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.LINK_AUDITOR)
        self._revoke(id, "auditor", at)
        self._log.add("link.revoked", id, at=at)

    def opened(self, id: str, *, session: str, at: datetime) -> datetime:
        """
        Open a link; where it was open before, it is closed.

        Args:
            id: Of the link whose scope this is.
            session: SHA-256 of the secret in the cookie.
            at: Now.

        Returns:
            When it closes by itself.

        Raises:
            NotFoundError: It is not the link of this scope.
        """
        if self._scope.via != "link" or self._scope.token != id:
            raise NotFoundError("There is no link with this id.")
        until = at + LINK_OPEN
        self._session.execute(
            update(TokenRow)
            .where(TokenRow.tenant == self._tenant, TokenRow.id == id)
            .values(used_at=moment_text(at), session=session, session_until=moment_text(until))
        )
        self._log.add("link.opened", id, at=at, assessment=self._scope.assessment)
        return until

    def used(self, id: str, *, at: datetime) -> None:
        """Note that it was used; no entry, as what was done with it has its own."""
        self._session.execute(
            update(TokenRow)
            .where(TokenRow.tenant == self._tenant, TokenRow.id == id)
            .values(used_at=moment_text(at))
            .execution_options(**{UNTOLD_OPTION: True})
        )

    def _insert(self, *, at: datetime, until: datetime, **values: object) -> str:
        id = new_id()
        self._session.execute(
            insert(TokenRow).values(
                tenant=self._tenant,
                id=id,
                made_by=self._scope.user,
                created_at=moment_text(at),
                expires_at=moment_text(until),
                **values,
            )
        )
        return id

    def _of_kind(self, kind: str) -> tuple[Token, ...]:
        query = (
            select(
                TokenRow,
                SiteRow.name.label("site_name"),
                AssessmentRow.number.label("assessment_number"),
                UserRow.name.label("maker"),
            )
            .outerjoin(SiteRow, _same(SiteRow, TokenRow.site))
            .outerjoin(AssessmentRow, _same(AssessmentRow, TokenRow.assessment))
            .outerjoin(UserRow, _same(UserRow, TokenRow.made_by))
            .where(TokenRow.tenant == self._tenant, TokenRow.kind == kind)
            .order_by(TokenRow.created_at.desc(), TokenRow.id)
        )
        return tuple(map(_token, self._session.execute(self._own(query, kind))))

    def _revoke(self, id: str, kind: str, at: datetime) -> None:
        query = select(TokenRow.id).where(
            TokenRow.tenant == self._tenant,
            TokenRow.id == known_form(id, "token"),
            TokenRow.kind == kind,
        )
        if self._session.execute(self._own(query, kind)).one_or_none() is None:
            raise NotFoundError("There is no token with this id.")
        done = self._session.execute(
            update(TokenRow)
            .where(
                TokenRow.tenant == self._tenant, TokenRow.id == id, TokenRow.revoked_at.is_(None)
            )
            .values(revoked_at=moment_text(at), session=None, session_until=None)
            .returning(TokenRow.id)
        )
        if done.one_or_none() is None:
            raise ConflictError("It was revoked already.")

    def _own(self, query: Any, kind: str) -> Any:  # noqa: ANN401 - a query of whatever columns
        """Only the tokens of whoever asks, unless they look after people."""
        if kind == "api" and not self._scope.may(Permission.MANAGE_PEOPLE):
            return query.where(TokenRow.made_by == self._scope.user)
        return query


def _same(row: Any, id: Any) -> Any:  # noqa: ANN401 - a table, a column and a condition
    return and_(row.tenant == TokenRow.tenant, row.id == id)


def _check(name: str, at: datetime, until: datetime, days: int) -> None:
    if not name.strip() or len(name) > NAME_MAX or not name.isprintable():
        raise _wrong("name", f"this needs 1 to {NAME_MAX} letters", "Say whose or what for.")
    if not at < until <= at + timedelta(days=days):
        raise _wrong("days", "this is not a possible end", f"It may last 1 to {days} days.")


def _wrong(field: str, message: str, hint: str) -> InputError:
    return InputError([Problem(file="the form", field=field, message=message, hint=hint)])


def _token(row: Row[Any]) -> Token:
    kept: TokenRow = row[0]
    return Token(
        id=kept.id,
        name=kept.name,
        may_write=kept.may_write,
        site=kept.site or "",
        site_name=row.site_name or "",
        assessment=kept.assessment or "",
        assessment_number=row.assessment_number or 0,
        made_by=row.maker or "",
        created_at=moment_of(kept.created_at),
        expires_at=moment_of(kept.expires_at),
        used_at=None if kept.used_at is None else moment_of(kept.used_at),
        revoked_at=None if kept.revoked_at is None else moment_of(kept.revoked_at),
    )
