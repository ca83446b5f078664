"""People, the audit log, and the work on an assessment before it is sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What is added once and never changed; the newest number counts.
_APPEND_ONLY = ("audit", "answers", "tracked")


def upgrade() -> None:
    _organisations()
    for column in ("by", "by_name", "why"):
        op.add_column(
            "inventories", sa.Column(column, sa.Text(), nullable=False, server_default="")
        )
    _people()
    _work()
    _refuse_changes()


def downgrade() -> None:
    for table in (
        "uploads", "tracked", "acceptances", "replies", "asks", "evidence", "files", "answers",
        "settings", "audit", "tokens", "invites", "sessions", "users",
    ):  # fmt: skip
        op.drop_table(table)
    for column in ("why", "by_name", "by"):
        op.drop_column("inventories", column)
    with op.batch_alter_table("tenants") as batch:
        batch.drop_constraint("fk_tenants_parent_tenants", type_="foreignkey")
        for column in ("shares", "parent", "kind"):
            batch.drop_column(column)


def _organisations() -> None:
    with op.batch_alter_table("tenants") as batch:
        batch.add_column(sa.Column("kind", sa.Text(), nullable=False, server_default="psap"))
        batch.add_column(sa.Column("parent", sa.Text(), nullable=True))
        batch.add_column(sa.Column("shares", sa.Text(), nullable=False, server_default="nothing"))
        batch.create_foreign_key("fk_tenants_parent_tenants", "tenants", ["parent"], ["tenant"])


def _people() -> None:
    _create(
        "users", ("id",), "login name role status password_hash totp_secret #totp_step "
        "recovery ?oidc_subject created_at ?seen_at ?expires_at #failed ?failed_at ?locked_until",
        [_TENANT], unique=("login", "oidc_subject"),
    )  # fmt: skip
    user = (["tenant", "user"], ["users.tenant", "users.id"])
    _create("sessions", ("id",), "user created_at seen_at expires_at agent", [user], unique=("id",))
    _create(
        "invites", ("id",), "purpose login name role user ?until made_by created_at expires_at "
        "?used_at", [_TENANT], unique=("id",),
    )  # fmt: skip
    assessment = (["tenant", "assessment"], ["assessments.tenant", "assessments.id"])
    _create(
        "tokens", ("id",), "kind name hash ?site ?assessment !may_write made_by created_at "
        "expires_at ?used_at ?revoked_at ?session ?session_until", [_TENANT, _SITE, assessment],
        unique=("hash", "session"),
    )  # fmt: skip
    _create(
        "audit", ("#number",), "at actor actor_name via action object outcome detail mac", [_TENANT]
    )
    _create("settings", ("name",), "*value_json", [_TENANT])


def _work() -> None:
    _create("answers", ("site", "subject", "#number"), f"value note said_by {_SIGNED}", [_SITE])
    _create(
        "files", ("id",), f"site subject name media #size sha256 *content {_SIGNED} ?removed_at "
        "?removed_by", [_SITE],
    )  # fmt: skip
    _create(
        "evidence", ("id",), f"site *evidence_json *files_json {_SIGNED} ?withdrawn_at "
        "?withdrawn_by withdrawn_why", [_SITE],
    )  # fmt: skip
    _create(
        "asks", ("id",), f"site to_name owner_class *subjects_json note hash expires_at ?opened_at "
        f"?reminded_at ?closed_at !revoked who_name who_role {_SIGNED}", [_SITE], unique=("hash",),
    )  # fmt: skip
    _create(
        "replies", ("ask", "subject", "#number"), "value note said_by at decision ?decided_by "
        "?decided_at", [(["tenant", "ask"], ["asks.tenant", "asks.id"])],
    )  # fmt: skip
    _create(
        "acceptances", ("id",), "site finding title risk owner_role owner_name reason until "
        f"?withdrawn_at ?withdrawn_by {_SIGNED}", [_SITE],
    )  # fmt: skip
    _create(
        "tracked", ("site", "mitigation", "#number"), f"owner due status note {_SIGNED}", [_SITE]
    )
    _create("uploads", ("id",), f"site file *content *fixes_json {_SIGNED}", [_SITE])


_TENANT = (["tenant"], ["tenants.tenant"])
_SITE = (["tenant", "site"], ["sites.tenant", "sites.id"])
_SIGNED = "by by_name at"


def _create(
    table: str,
    key: tuple[str, ...],
    columns: str,
    references: list[tuple[list[str], list[str]]],
    unique: tuple[str, ...] = (),
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
        *(sa.UniqueConstraint(name, name=f"uq_{table}_{name}") for name in unique),
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
