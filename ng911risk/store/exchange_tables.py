"""
Tables of what is exchanged with security teams: what came in, and what was given out.

What was given out stays: a row of `published`, `publications` and `promotions` is never
changed and never deleted (triggers refuse it).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from ng911risk.store.tables import Base, Tenanted
from ng911risk.store.work_tables import Signed, site_key


class PublicationRow(Signed, Tenanted, Base):
    """Somebody gave an assessment out. Never changed, never deleted."""

    __tablename__ = "publications"
    __table_args__ = (
        site_key(),
        ForeignKeyConstraint(["tenant", "assessment"], ["assessments.tenant", "assessments.id"]),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    site: Mapped[str] = mapped_column(Text)
    assessment: Mapped[str] = mapped_column(Text)
    kinds: Mapped[str] = mapped_column(Text)
    tlp: Mapped[str] = mapped_column(Text)
    added: Mapped[int] = mapped_column(BigInteger)


class PublishedRow(Tenanted, Base):
    """
    One version of a STIX object that was given out. Never changed, never deleted.

    `sequence` and `date_added` rise together, one for each row of an organisation.
    `version` is the object's ``modified`` (else ``created``, else `date_added`) with
    microseconds, so that text order is time order; `version_text` is as the object has it.
    `repeated`: another site of the organisation gave the same version in the same
    collection before.
    """

    __tablename__ = "published"
    __table_args__ = (
        site_key(),
        ForeignKeyConstraint(["tenant", "publication"], ["publications.tenant", "publications.id"]),
        UniqueConstraint("tenant", "date_added"),
        UniqueConstraint("tenant", "site", "kind", "tlp", "object", "version"),
        Index("ix_published_collection", "tenant", "kind", "tlp", "sequence"),
        Index("ix_published_object", "tenant", "object", "version"),
    )

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    site: Mapped[str] = mapped_column(Text)
    publication: Mapped[str] = mapped_column(Text)
    assessment: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    tlp: Mapped[str] = mapped_column(Text)
    object: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text)
    spec_version: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    version_text: Mapped[str] = mapped_column(Text)
    date_added: Mapped[str] = mapped_column(Text)
    repeated: Mapped[bool] = mapped_column(Boolean)
    hash: Mapped[str] = mapped_column(Text)
    object_json: Mapped[bytes] = mapped_column(LargeBinary)


class IntelligenceRow(Signed, Tenanted, Base):
    """A bundle or a feed of threat intelligence that was imported."""

    __tablename__ = "intelligence"
    __table_args__ = (ForeignKeyConstraint(["tenant"], ["tenants.tenant"]),)

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    feed_json: Mapped[bytes] = mapped_column(LargeBinary)
    removed_at: Mapped[str | None] = mapped_column(Text)
    removed_by: Mapped[str | None] = mapped_column(Text)


class ObservationRow(Signed, Tenanted, Base):
    """What a capture or a check saw at a site; its id is made from what it says."""

    __tablename__ = "observations"
    __table_args__ = (site_key(),)

    site: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    observation_json: Mapped[bytes] = mapped_column(LargeBinary)


class PromotionRow(Signed, Tenanted, Base):
    """One decision about an observation; the newest number counts. Never changed."""

    __tablename__ = "promotions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant", "site", "observation"],
            ["observations.tenant", "observations.site", "observations.id"],
        ),
    )

    site: Mapped[str] = mapped_column(Text, primary_key=True)
    observation: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    promotion_json: Mapped[bytes] = mapped_column(LargeBinary)
