"""
Tables of the work on an assessment that is not sealed yet.

Answers and tracked actions are added, never changed: the newest number counts, and who
changed what when stays readable.
"""

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


class _OfSite(Tenanted):
    """A table whose rows belong to a site of the same tenant."""

    site: Mapped[str] = mapped_column(Text)


class Signed:
    """Who did it and when."""

    by: Mapped[str] = mapped_column(Text)
    by_name: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


def site_key() -> ForeignKeyConstraint:
    """Reference to a site of the same tenant."""
    return ForeignKeyConstraint(["tenant", "site"], ["sites.tenant", "sites.id"])


class AnswerRow(Signed, Tenanted, Base):
    """One version of one answer."""

    __tablename__ = "answers"
    __table_args__ = (site_key(),)

    site: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    said_by: Mapped[str] = mapped_column(Text)


class FileRow(Signed, _OfSite, Base):
    """A file that somebody attached."""

    __tablename__ = "files"
    __table_args__ = (site_key(),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    media: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    removed_at: Mapped[str | None] = mapped_column(Text)
    removed_by: Mapped[str | None] = mapped_column(Text)


class EvidenceRow(Signed, _OfSite, Base):
    """One observation (ng911risk.model.evidence) and the files that show it."""

    __tablename__ = "evidence"
    __table_args__ = (site_key(),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    evidence_json: Mapped[bytes] = mapped_column(LargeBinary)
    files_json: Mapped[bytes] = mapped_column(LargeBinary)
    withdrawn_at: Mapped[str | None] = mapped_column(Text)
    withdrawn_by: Mapped[str | None] = mapped_column(Text)
    withdrawn_why: Mapped[str] = mapped_column(Text)


class AskRow(Signed, _OfSite, Base):
    """Questions that were sent to somebody without an account."""

    __tablename__ = "asks"
    __table_args__ = (site_key(), UniqueConstraint("hash"))

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    to_name: Mapped[str] = mapped_column(Text)
    owner_class: Mapped[str] = mapped_column(Text)
    subjects_json: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[str | None] = mapped_column(Text)
    reminded_at: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[str | None] = mapped_column(Text)
    revoked: Mapped[bool] = mapped_column(Boolean)
    who_name: Mapped[str] = mapped_column(Text)
    who_role: Mapped[str] = mapped_column(Text)


class ReplyRow(Tenanted, Base):
    """One answer that came back, and what was decided about it."""

    __tablename__ = "replies"
    __table_args__ = (ForeignKeyConstraint(["tenant", "ask"], ["asks.tenant", "asks.id"]),)

    ask: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    said_by: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[str | None] = mapped_column(Text)


class AcceptanceRow(Signed, _OfSite, Base):
    """A finding whose risk somebody who may has accepted, until a date."""

    __tablename__ = "acceptances"
    __table_args__ = (site_key(),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    finding: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    risk: Mapped[str] = mapped_column(Text)
    owner_role: Mapped[str] = mapped_column(Text)
    owner_name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[str | None] = mapped_column(Text)
    withdrawn_by: Mapped[str | None] = mapped_column(Text)


class TrackedRow(Signed, Tenanted, Base):
    """One version of what is known about an action: owner, date, status."""

    __tablename__ = "tracked"
    __table_args__ = (site_key(),)

    site: Mapped[str] = mapped_column(Text, primary_key=True)
    mitigation: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    owner: Mapped[str] = mapped_column(Text)
    due: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)


class UploadRow(Signed, _OfSite, Base):
    """A file that was checked but not taken yet; it goes when it is, or after a day."""

    __tablename__ = "uploads"
    __table_args__ = (site_key(),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    file: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    fixes_json: Mapped[bytes] = mapped_column(LargeBinary)
