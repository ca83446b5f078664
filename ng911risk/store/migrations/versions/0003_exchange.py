"""What is exchanged with security teams: intelligence, observations, and what is given out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# What is added once and never changed.
_APPEND_ONLY = ("publications", "published", "promotions")

_TENANT = (["tenant"], ["tenants.tenant"])
_SITE = (["tenant", "site"], ["sites.tenant", "sites.id"])
_SIGNED = "by by_name at"


def upgrade() -> None:
    op.add_column("assessments", sa.Column("intelligence_json", sa.LargeBinary(), nullable=True))
    _given_out()
    _came_in()
    _refuse_changes()


def downgrade() -> None:
    for table in ("promotions", "observations", "intelligence", "published", "publications"):
        op.drop_table(table)
    op.drop_column("assessments", "intelligence_json")


def _given_out() -> None:
    assessment = (["tenant", "assessment"], ["assessments.tenant", "assessments.id"])
    publication = (["tenant", "publication"], ["publications.tenant", "publications.id"])
    _create(
        "publications", ("id",), f"site assessment kinds tlp #added {_SIGNED}", [_SITE, assessment]
    )
    _create(
        "published", ("#sequence",), "site publication assessment kind tlp object type "
        "spec_version version version_text date_added !repeated hash *object_json",
        [_SITE, publication],
        unique=(("date_added",), ("site", "kind", "tlp", "object", "version")),
    )  # fmt: skip
    op.create_index("ix_published_collection", "published", ["tenant", "kind", "tlp", "sequence"])
    op.create_index("ix_published_object", "published", ["tenant", "object", "version"])


def _came_in() -> None:
    _create(
        "intelligence", ("id",), f"name *feed_json ?removed_at ?removed_by {_SIGNED}", [_TENANT]
    )
    _create("observations", ("site", "id"), f"*observation_json {_SIGNED}", [_SITE])
    key = ["tenant", "site", "observation"]
    there = [f"observations.{name}" for name in ("tenant", "site", "id")]
    _create(
        "promotions", ("site", "observation", "#number"), f"*promotion_json {_SIGNED}",
        [(key, there)],
    )  # fmt: skip


def _create(
    table: str,
    key: tuple[str, ...],
    columns: str,
    references: list[tuple[list[str], list[str]]],
    unique: tuple[tuple[str, ...], ...] = (),
) -> None:
    """Create a table of one tenant's rows; a sign before a name says what it is but text."""
    made = [_column(name) for name in ("tenant", *key, *columns.split())]
    named = [name.lstrip("#") for name in key]
    op.create_table(
        table,
        *made,
        sa.PrimaryKeyConstraint("tenant", *named, name=f"pk_{table}"),
        *(
            sa.ForeignKeyConstraint(
                here, there, name=f"fk_{table}_{'_'.join(here)}_{there[0].split('.')[0]}"
            )
            for here, there in references
        ),
        *(
            sa.UniqueConstraint("tenant", *names, name=f"uq_{table}_tenant_{'_'.join(names)}")
            for names in unique
        ),
    )


def _column(name: str) -> sa.Column[object]:
    kinds = {"#": sa.BigInteger, "*": sa.LargeBinary, "!": sa.Boolean, "?": sa.Text}
    kind = kinds.get(name[0], sa.Text)
    return sa.Column(name.lstrip("#*!?"), kind(), nullable=name[0] == "?")


def _refuse_changes() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in _APPEND_ONLY:
        for verb in ("update", "delete"):
            head = f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            op.execute(
                f"{head} FOR EACH ROW EXECUTE FUNCTION ng911risk_refuse_change()"
                if postgresql
                else f"{head} BEGIN SELECT RAISE(ABORT, 'sealed rows are never changed'); END"
            )
