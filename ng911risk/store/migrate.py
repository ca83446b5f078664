"""Bring a database to the tables of this version, or refuse it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from ng911risk.errors import StoreError

_FOLDER: Final = Path(__file__).resolve().parent / "migrations"

# Any number will do, as long as it is always this one.
_POSTGRESQL_LOCK: Final = 911_000_001


def newest() -> str:
    """Revision that this version works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def revision_of(connection: Connection) -> str | None:
    """
    Revision of a database, None if it is empty.

    Raises:
        StoreError: A newer version made it, or something else did.
    """
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        strange = connection.dialect.name == "sqlite" and inspect(connection).get_table_names()
        if strange:
            raise StoreError("The file is a database, but not one of ng911risk.")
        return None
    script = ScriptDirectory.from_config(_config())
    if revision not in {known.revision for known in script.walk_revisions()}:
        raise StoreError(
            "A newer version of ng911risk made this database. Use that version, "
            "or a copy of the database from before the upgrade."
        )
    return revision


def upgrade(connection: Connection, revision: str) -> None:
    """
    Bring an empty or older database to `revision` (``head`` for the newest).

    Args:
        connection: Inside a transaction that the caller commits.
        revision: One that this version knows.

    Raises:
        StoreError: It knows no such revision.
    """
    known = {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision not in known | {"head"}:
        raise StoreError(
            "A newer version of ng911risk made this copy. Use that version; nothing was changed."
        )
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def take_apart(connection: Connection) -> None:
    """
    Take every table away, inside a transaction that the caller commits.

    On SQLite its foreign keys have to be off.
    """
    config = _config()
    config.attributes["connection"] = connection
    command.downgrade(config, "base")


def migrate(connection: Connection, *, backup: Callable[[str], None]) -> None:
    """
    Run the migrations that are due, in one transaction that the caller commits.

    Args:
        connection: Inside a transaction.
        backup: Called with the old revision before anything is changed; not for an
            empty database.

    Raises:
        StoreError: As `revision_of`.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_POSTGRESQL_LOCK})"))
    revision = revision_of(connection)
    if revision == newest():
        return
    if revision is not None:
        backup(revision)
    upgrade(connection, "head")


def _config() -> Config:
    config = Config()
    # % would be read as the start of a variable.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
