"""Tenants, sites, inventories and sealed assessments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What is sealed is added once. A later migration that rebuilds one of these
# tables on SQLite must make its triggers again.
_SEALED = ("inventories", "assessments")


def upgrade() -> None:
    tenants = op.create_table(
        "tenants",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name="pk_tenants"),
    )
    op.create_table(
        "sites",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_sites"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.tenant"], name="fk_sites_tenant_tenants"),
        sa.UniqueConstraint("tenant", "name", name="uq_sites_tenant_name"),
    )
    _create_of_site(
        "inventories",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("inventory_json", sa.LargeBinary(), nullable=False),
        sa.Column("places_json", sa.LargeBinary(), nullable=False),
    )
    _create_of_site(
        "assessments",
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.Text(), nullable=False),
        sa.Column("tool_version", sa.Text(), nullable=False),
        sa.Column("catalog_version", sa.Text(), nullable=False),
        sa.Column("catalog_digest", sa.Text(), nullable=False),
        sa.Column("inventory_digest", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("inventory_json", sa.LargeBinary(), nullable=False),
        sa.Column("evidence_json", sa.LargeBinary(), nullable=False),
        sa.Column("places_json", sa.LargeBinary(), nullable=False),
        sa.Column("report_json", sa.LargeBinary(), nullable=False),
    )
    _refuse_changes()
    op.bulk_insert(tenants, [{"tenant": "local", "name": "This installation"}])


def downgrade() -> None:
    for table in ("assessments", "inventories", "sites", "tenants"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ng911risk_refuse_change()")


def _create_of_site(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("tenant", "id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(
            ["tenant", "site"], ["sites.tenant", "sites.id"], name=f"fk_{table}_tenant_site_sites"
        ),
        sa.UniqueConstraint("tenant", "site", "number", name=f"uq_{table}_tenant_site_number"),
    )


def _refuse_changes() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE FUNCTION ng911risk_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'sealed rows are never changed' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table in _SEALED:
        for verb in ("update", "delete"):
            head = f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            op.execute(
                f"{head} FOR EACH ROW EXECUTE FUNCTION ng911risk_refuse_change()"
                if postgresql
                else f"{head} BEGIN SELECT RAISE(ABORT, 'sealed rows are never changed'); END"
            )
