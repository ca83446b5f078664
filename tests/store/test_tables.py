from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ng911risk.store import Store
from ng911risk.store.tables import Base


def test_the_migrations_make_exactly_these_tables(store: Store) -> None:
    with store._engines.writing.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_has_a_name_that_a_migration_can_use() -> None:
    for table in Base.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints)
