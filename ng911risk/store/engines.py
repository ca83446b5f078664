"""Engines of a store: SQLite in a file, or PostgreSQL by its address."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from ng911risk.errors import StoreError
from ng911risk.store.closing_pool import ClosingPool
from ng911risk.store.migrate import migrate
from ng911risk.store.one_writer import OneWriter
from ng911risk.store.sqlite import copy_to, make_private, reading_engine, writing_engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Where to read, where to write, and who may."""

    reading: Engine
    writing: Engine
    one_writer: OneWriter | None
    """None where the database itself lets many write."""
    _closed: Event = field(default_factory=Event, init=False)

    @contextlib.contextmanager
    def may_write(self) -> Iterator[None]:
        """
        Wait for the turn to write.

        Raises:
            StoreError: It did not come, or everything was closed meanwhile.
        """
        with self._turn():
            if self._closed.is_set():
                raise StoreError("The database was closed.")
            try:
                yield
            finally:
                if self._closed.is_set():  # `close` did not get its turn
                    self.writing.pool.dispose()

    @contextlib.contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """Transaction in which tables may go and be made again, while nobody else writes."""
        with self.may_write():
            _foreign_keys(self, on=False)
            try:
                with self.writing.begin() as connection:
                    yield connection
            finally:
                _foreign_keys(self, on=True)

    def close(self) -> None:
        """
        Close every connection for good: those in use when they are handed back.

        Closing the writer may checkpoint, so it counts as writing.
        """
        self._closed.set()
        self.reading.pool.dispose()  # of an engine it would make a new pool, which is open
        with self._turn():
            self.writing.pool.dispose()

    def _turn(self) -> contextlib.AbstractContextManager[None]:
        return self.one_writer.hold() if self.one_writer else contextlib.nullcontext()


def open_engines(target: str | Path, copies: Path | None = None) -> Engines:
    """
    Open a file or the address of a database, and bring it to the tables of this version.

    Args:
        target: Where it is.
        copies: Folder for a copy of a PostgreSQL database from before an upgrade; a
            SQLite file has its copies beside it.

    Raises:
        StoreError: It cannot be opened, or is not ours, or a newer version made it.
    """
    engines = (
        _postgresql(target)
        if isinstance(target, str) and target.startswith("postgresql")
        else _sqlite(Path(target))
    )
    with contextlib.ExitStack() as failed:
        failed.callback(engines.close)
        try:
            with engines.may_write():
                place = (copies or Path()) if engines.one_writer is None else Path(target)
                _prepare(engines, place)
        except DBAPIError as error:
            raise StoreError(f"The database cannot be opened: {_reason(error)}") from error
        failed.pop_all()
    return engines


def _sqlite(path: Path) -> Engines:
    make_private(path)
    return Engines(
        reading=reading_engine(path),
        writing=writing_engine(path),
        one_writer=OneWriter(path.with_name(f"{path.name}.lock")),
    )


def _postgresql(address: str) -> Engines:
    writing = postgresql_engine(address)
    reading = writing.execution_options(postgresql_readonly=True)
    return Engines(reading=reading, writing=writing, one_writer=None)


def postgresql_engine(address: str) -> Engine:
    """
    Engine of a PostgreSQL database.

    Raises:
        StoreError: The address is none, or the driver is not installed.
    """
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
        return create_engine(
            url, poolclass=ClosingPool, pool_pre_ping=True, pool_size=4, hide_parameters=True
        )
    except ArgumentError as error:
        raise StoreError("NG911RISK_DATABASE_URL is not the address of a database.") from error
    except ModuleNotFoundError as error:
        raise StoreError("PostgreSQL needs the extra: pip install 'ng911risk[postgres]'") from error


def _prepare(engines: Engines, place: Path) -> None:
    """Run migrations; on SQLite with foreign keys off, as rebuilding a table needs."""
    _foreign_keys(engines, on=False)
    try:
        with engines.writing.begin() as connection:
            # A reader still sees everything as it was before the transaction.
            migrate(connection, backup=lambda old: _backup(engines, place, old))
    finally:
        _foreign_keys(engines, on=True)


def _foreign_keys(engines: Engines, *, on: bool) -> None:
    if engines.one_writer is None:
        return
    with engines.writing.connect() as connection:
        driver: Any = connection.connection.driver_connection  # outside of a transaction
        driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _backup(engines: Engines, place: Path, revision: str) -> None:
    """Keep everything as it was: of a file a copy beside it, of a server one dumped file."""
    for number in range(1, 1000):
        tail = f"before-upgrade-from-{revision}.{number}"
        if engines.one_writer is None:
            copy = place / f"ng911risk.{tail}.zip"
        else:
            copy = place.with_name(f"{place.name}.{tail}")
        if not copy.exists():
            _copy(engines, copy)
            return
    raise StoreError("There are a thousand copies from before an upgrade; move some away.")


def _copy(engines: Engines, copy: Path) -> None:
    if engines.one_writer is not None:
        copy_to(engines.reading, copy)
        return
    from ng911risk.store.backup import before_upgrade  # noqa: PLC0415 - it opens engines too

    with one_moment(engines.reading) as connection:
        before_upgrade(connection, copy)


@contextlib.contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """Connection whose every query sees the same moment."""
    with engine.connect() as plain:
        connection = (
            plain.execution_options(isolation_level="REPEATABLE READ")
            if plain.dialect.name == "postgresql"
            else plain
        )
        with connection.begin():
            yield connection


def _reason(error: DBAPIError) -> str:
    """First line of what the driver says; never the address, which may hold a password."""
    return (str(error.orig).splitlines() or ["no reason given"])[0][:200]
