"""Tables of people and of how they come in, and of the audit log."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKeyConstraint,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from ng911risk.store.tables import Base, Tenanted


class UserRow(Tenanted, Base):
    """A person with an account."""

    __tablename__ = "users"
    __table_args__ = (
        ForeignKeyConstraint(["tenant"], ["tenants.tenant"]),
        UniqueConstraint("login"),
        UniqueConstraint("oidc_subject"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    login: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    totp_secret: Mapped[str] = mapped_column(Text)
    totp_step: Mapped[int] = mapped_column(BigInteger)
    recovery: Mapped[str] = mapped_column(Text)
    oidc_subject: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[str | None] = mapped_column(Text)
    failed: Mapped[int] = mapped_column(BigInteger)
    failed_at: Mapped[str | None] = mapped_column(Text)
    locked_until: Mapped[str | None] = mapped_column(Text)


class SessionRow(Tenanted, Base):
    """Somebody is signed in; the id is the SHA-256 of the secret in the cookie."""

    __tablename__ = "sessions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "user"], ["users.tenant", "users.id"]),
        UniqueConstraint("id"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    user: Mapped[str] = mapped_column(Text)
    created_at: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[str] = mapped_column(Text)
    agent: Mapped[str] = mapped_column(Text)


class InviteRow(Tenanted, Base):
    """A one-time link to make an account or a new password; the id is a SHA-256."""

    __tablename__ = "invites"
    __table_args__ = (
        ForeignKeyConstraint(["tenant"], ["tenants.tenant"]),
        UniqueConstraint("id"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    login: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    user: Mapped[str] = mapped_column(Text)
    until: Mapped[str | None] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[str] = mapped_column(Text)
    used_at: Mapped[str | None] = mapped_column(Text)


class TokenRow(Tenanted, Base):
    """An access token of a program, or the link of an auditor; only its hash is kept."""

    __tablename__ = "tokens"
    __table_args__ = (
        ForeignKeyConstraint(["tenant"], ["tenants.tenant"]),
        ForeignKeyConstraint(["tenant", "site"], ["sites.tenant", "sites.id"]),
        ForeignKeyConstraint(["tenant", "assessment"], ["assessments.tenant", "assessments.id"]),
        UniqueConstraint("hash"),
        UniqueConstraint("session"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)
    site: Mapped[str | None] = mapped_column(Text)
    assessment: Mapped[str | None] = mapped_column(Text)
    may_write: Mapped[bool] = mapped_column(Boolean)
    made_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[str] = mapped_column(Text)
    used_at: Mapped[str | None] = mapped_column(Text)
    revoked_at: Mapped[str | None] = mapped_column(Text)
    session: Mapped[str | None] = mapped_column(Text)
    session_until: Mapped[str | None] = mapped_column(Text)


class AuditRow(Tenanted, Base):
    """One entry of the audit log. Never changed, never deleted (a trigger refuses it)."""

    __tablename__ = "audit"
    __table_args__ = (ForeignKeyConstraint(["tenant"], ["tenants.tenant"]),)

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text)
    via: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    object: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    mac: Mapped[str] = mapped_column(Text)


class SettingRow(Tenanted, Base):
    """One thing an organisation has set, as JSON."""

    __tablename__ = "settings"
    __table_args__ = (ForeignKeyConstraint(["tenant"], ["tenants.tenant"]),)

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value_json: Mapped[bytes] = mapped_column(LargeBinary)
