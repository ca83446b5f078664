"""
SQLite as this store wants it: one connection writes, the others can only read.

Releases of SQLite up to 3.51.2 can damage a database in WAL mode when two
connections write or checkpoint at once. So a process has exactly one writing
connection, and a lock file keeps other processes away while it writes.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from ng911risk.errors import StoreError
from ng911risk.store.closing_pool import ClosingPool

BUSY_S: Final = 5.0
"""Longest wait for a lock of the database itself, in seconds."""

_PRAGMAS: Final = (
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}",
    "PRAGMA mmap_size = 0",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
# FULL: what was acknowledged is on the disk.
_WRITER: Final = (
    *_PRAGMAS,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA journal_size_limit = 67108864",
)
_READER: Final = (*_PRAGMAS, "PRAGMA query_only = ON")


def make_private(path: Path) -> None:
    """
    Create the file if there is none, and let nobody but its owner open it.

    SQLite gives its side files (-wal, -shm) the mode of the database.

    Raises:
        StoreError: The file cannot be created or opened.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(f"{path.name} cannot be opened for writing: {error.strerror}.") from error
    try:
        if stat.S_IMODE(os.fstat(descriptor).st_mode) & 0o077:
            with contextlib.suppress(OSError):  # somebody else's file; they may share it
                path.chmod(0o600)
    finally:
        os.close(descriptor)


def writing_engine(path: Path) -> Engine:
    """Engine of the one writing connection; every transaction takes the lock at once."""
    engine = create_engine(
        "sqlite+pysqlite://", creator=_connector(path, "rw", _WRITER), poolclass=StaticPool
    )
    event.listen(engine, "begin", _begin("BEGIN IMMEDIATE"))
    return engine


def reading_engine(path: Path) -> Engine:
    """Engine of connections that cannot write; every transaction sees one moment."""
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=_connector(path, "ro", _READER),
        poolclass=ClosingPool,
        pool_size=4,
        max_overflow=8,
    )
    event.listen(engine, "begin", _begin("BEGIN"))
    return engine


def copy_to(source: Engine, target: Path) -> None:
    """Copy the whole database of `source` into the new file `target`, readable by its owner."""
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    raw = source.raw_connection()
    try:
        with contextlib.closing(sqlite3.connect(target)) as copy:
            driver: Any = raw.driver_connection
            driver.backup(copy)
    finally:
        raw.close()


def _connector(
    path: Path, mode: Literal["rw", "ro"], pragmas: tuple[str, ...]
) -> Callable[[], sqlite3.Connection]:
    def connect() -> sqlite3.Connection:
        # isolation_level None: the driver begins nothing on its own, see _begin.
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_S,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            for pragma in pragmas:
                connection.execute(pragma).fetchall()
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return connect


def _begin(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin
