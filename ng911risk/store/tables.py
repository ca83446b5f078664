"""
The tables. Every one has a tenant key, and every key and reference includes it.

A reference from one tenant to another is thereby a constraint violation, not a
matter of careful code. Moments are text (ng911risk.store.moments).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Migrations drop and change constraints by name, so every name is known beforehand.
NAMES: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Metadata of this store."""

    metadata = MetaData(naming_convention=NAMES)


class Tenanted:
    """A table whose rows belong to one tenant each; the session adds that to every query."""

    tenant: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-1)


class TenantRow(Tenanted, Base):
    """An organisation: a centre, a region or a state. A region or state has others below it."""

    __tablename__ = "tenants"
    __table_args__ = (ForeignKeyConstraint(["parent"], ["tenants.tenant"]),)

    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, server_default="psap")
    parent: Mapped[str | None] = mapped_column(Text)
    shares: Mapped[str] = mapped_column(Text, server_default="nothing")


class SiteRow(Tenanted, Base):
    """A site."""

    __tablename__ = "sites"
    __table_args__ = (UniqueConstraint("tenant", "name"),)

    tenant: Mapped[str] = mapped_column(
        Text, ForeignKey("tenants.tenant"), primary_key=True, sort_order=-1
    )
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[str] = mapped_column(Text)


class InventoryRow(Tenanted, Base):
    """An inventory as posted. Never changed, never deleted (a trigger refuses it)."""

    __tablename__ = "inventories"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "site"], ["sites.tenant", "sites.id"]),
        UniqueConstraint("tenant", "site", "number"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    site: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(BigInteger)
    file: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    added_at: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text, server_default="")
    by_name: Mapped[str] = mapped_column(Text, server_default="")
    why: Mapped[str] = mapped_column(Text, server_default="")
    inventory_json: Mapped[bytes] = mapped_column(LargeBinary)
    places_json: Mapped[bytes] = mapped_column(LargeBinary)


class AssessmentRow(Tenanted, Base):
    """A sealed assessment. Never changed, never deleted (a trigger refuses it)."""

    __tablename__ = "assessments"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "site"], ["sites.tenant", "sites.id"]),
        UniqueConstraint("tenant", "site", "number"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    site: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[str] = mapped_column(Text)
    sealed_at: Mapped[str] = mapped_column(Text)
    tool_version: Mapped[str] = mapped_column(Text)
    catalog_version: Mapped[str] = mapped_column(Text)
    catalog_digest: Mapped[str] = mapped_column(Text)
    inventory_digest: Mapped[str] = mapped_column(Text)
    seed: Mapped[int] = mapped_column(BigInteger)
    content_hash: Mapped[str] = mapped_column(Text)
    inventory_json: Mapped[bytes] = mapped_column(LargeBinary)
    evidence_json: Mapped[bytes] = mapped_column(LargeBinary)
    places_json: Mapped[bytes] = mapped_column(LargeBinary)
    report_json: Mapped[bytes] = mapped_column(LargeBinary)
    intelligence_json: Mapped[bytes | None] = mapped_column(LargeBinary)
