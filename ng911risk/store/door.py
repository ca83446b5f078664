"""
What is looked up before anybody is known: by a secret, and by a sign-in name.

The only room of the store without a scope. It is small on purpose: each method takes
what somebody presents, and gives the one row that fits it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ng911risk.access import Role
from ng911risk.store.moments import moment_of
from ng911risk.store.people_tables import InviteRow, SessionRow, TokenRow, UserRow
from ng911risk.store.tables import TenantRow
from ng911risk.store.work_tables import AskRow


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUser:
    """A person as far as signing in needs."""

    tenant: str
    tenant_name: str
    tenant_kind: str
    id: str
    login: str
    name: str
    role: Role
    status: str
    """``active`` or ``disabled``."""
    password_hash: str
    """Empty: no password can be used."""
    totp_secret: str
    """Empty: no second factor is set up."""
    totp_step: int
    expires_at: datetime | None
    elsewhere: bool
    """Whether they sign in with the provider of the organisation."""
    failed: int
    locked_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """Somebody is signed in."""

    id: str
    user: KnownUser
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownToken:
    """An access token of a program, or the link of an auditor."""

    tenant: str
    id: str
    kind: str
    """``api`` or ``auditor``."""
    name: str
    site: str
    assessment: str
    may_write: bool
    expires_at: datetime
    used_at: datetime | None
    revoked: bool
    maker: KnownUser | None
    """Who made it; None if it was the command line, or if they are no longer there."""
    by_machine: bool
    """Whether the command line made it, which holds everything."""
    session_until: datetime | None
    """Until when a link is open somewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAsk:
    """Questions that somebody without an account was sent."""

    tenant: str
    id: str
    site: str
    to_name: str
    expires_at: datetime
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownInvite:
    """A one-time link as far as showing its form needs."""

    tenant: str
    tenant_name: str
    purpose: str
    """``first``, ``join``, ``reset`` or ``second``."""
    login: str
    name: str
    role: str
    """Empty, unless it makes an account."""
    user: str
    """Id of whose password or second factor it is about."""
    expires_at: datetime
    used: bool


class Door:
    """Looks up by secret or sign-in name, over all tenants."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def user_named(self, login: str) -> KnownUser | None:
        """Return the person who signs in by that name."""
        query = select(UserRow, TenantRow).where(
            UserRow.login == login, TenantRow.tenant == UserRow.tenant
        )
        row = self._session.execute(query).one_or_none()
        return None if row is None else _user(row[0], row[1])

    def user_known_as(self, subject: str) -> KnownUser | None:
        """Return the person whom a provider knows by that issuer and subject."""
        query = select(UserRow, TenantRow).where(
            UserRow.oidc_subject == subject, TenantRow.tenant == UserRow.tenant
        )
        row = self._session.execute(query).one_or_none()
        return None if row is None else _user(row[0], row[1])

    def user(self, tenant: str, id: str) -> KnownUser | None:
        """Return the person whom a link of that tenant names."""
        query = select(UserRow, TenantRow).where(
            UserRow.tenant == tenant, UserRow.id == id, TenantRow.tenant == UserRow.tenant
        )
        row = self._session.execute(query).one_or_none()
        return None if row is None else _user(row[0], row[1])

    def invite(self, id: str) -> KnownInvite | None:
        """Return the link whose secret has that SHA-256; whether it holds is not asked."""
        query = select(InviteRow, TenantRow).where(
            InviteRow.id == id, TenantRow.tenant == InviteRow.tenant
        )
        row = self._session.execute(query).one_or_none()
        if row is None:
            return None
        found, tenant = row
        return KnownInvite(
            tenant=found.tenant,
            tenant_name=tenant.name,
            purpose=found.purpose,
            login=found.login,
            name=found.name,
            role=found.role,
            user=found.user,
            expires_at=moment_of(found.expires_at),
            used=found.used_at is not None,
        )

    def session(self, id: str) -> OpenSession | None:
        """Return the session whose secret has that SHA-256; whether it has ended is not asked."""
        query = select(SessionRow, UserRow, TenantRow).where(
            SessionRow.id == id,
            UserRow.tenant == SessionRow.tenant,
            UserRow.id == SessionRow.user,
            TenantRow.tenant == SessionRow.tenant,
        )
        row = self._session.execute(query).one_or_none()
        if row is None:
            return None
        found, user, tenant = row
        return OpenSession(
            id=found.id,
            user=_user(user, tenant),
            created_at=moment_of(found.created_at),
            seen_at=moment_of(found.seen_at),
            expires_at=moment_of(found.expires_at),
        )

    def token(self, hash: str) -> KnownToken | None:  # noqa: A002 - what it is
        """Return the token or link whose secret has that SHA-256; whether it holds is not asked."""
        return self._token(TokenRow.hash == hash)

    def open_link(self, session: str) -> KnownToken | None:
        """Return the link that is open with the cookie of that SHA-256, whether or not it holds."""
        return self._token(TokenRow.session == session)

    def _token(self, condition: ColumnElement[bool]) -> KnownToken | None:
        row = self._session.execute(select(TokenRow).where(condition)).scalar_one_or_none()
        if row is None:
            return None
        until = row.session_until
        return KnownToken(
            tenant=row.tenant,
            id=row.id,
            kind=row.kind,
            name=row.name,
            site=row.site or "",
            assessment=row.assessment or "",
            may_write=row.may_write,
            expires_at=moment_of(row.expires_at),
            used_at=None if row.used_at is None else moment_of(row.used_at),
            revoked=row.revoked_at is not None,
            maker=self.user(row.tenant, row.made_by) if row.made_by else None,
            by_machine=not row.made_by,
            session_until=None if until is None else moment_of(until),
        )

    def ask(self, hash: str) -> KnownAsk | None:  # noqa: A002 - what it is
        """Return what was asked by the link with that SHA-256; whether it holds is not asked."""
        row = self._session.execute(select(AskRow).where(AskRow.hash == hash)).scalar_one_or_none()
        if row is None:
            return None
        return KnownAsk(
            tenant=row.tenant,
            id=row.id,
            site=row.site,
            to_name=row.to_name,
            expires_at=moment_of(row.expires_at),
            closed=row.closed_at is not None,
        )

    def is_new(self) -> bool:
        """Whether nobody has an account yet."""
        return self._session.execute(select(UserRow.id).limit(1)).one_or_none() is None


def _user(row: UserRow, tenant: TenantRow) -> KnownUser:
    return KnownUser(
        tenant=row.tenant,
        tenant_name=tenant.name,
        tenant_kind=tenant.kind,
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        status=row.status,
        password_hash=row.password_hash,
        totp_secret=row.totp_secret,
        totp_step=row.totp_step,
        expires_at=None if row.expires_at is None else moment_of(row.expires_at),
        elsewhere=row.oidc_subject is not None,
        failed=row.failed,
        locked_until=None if row.locked_until is None else moment_of(row.locked_until),
    )
