"""
Alembic's entry: runs the migrations on the connection that ng911risk.store.migrate gives.

A new migration goes to versions/ by hand, named after the one before it; the
tests compare what the migrations make with ng911risk.store.tables.
"""

from __future__ import annotations

from alembic import context

from ng911risk.store import (  # noqa: F401 - they add their tables
    exchange_tables,
    people_tables,
    work_tables,
)
from ng911risk.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
