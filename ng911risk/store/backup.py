"""
Backup and restore: everything in one file, from any database and to any other.

A copy of an installation holds every organisation; a copy of an organisation holds what
is its own. The key of the audit log goes along only when asked for. Restoring goes into
a new, empty place: all of it, read back and compared, or nothing.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ng911risk.access import Scope, command_line
from ng911risk.audit import check
from ng911risk.errors import ConflictError, NG911RiskError, StoreError
from ng911risk.store.archive import Archive, Manifest, Part, opened, written
from ng911risk.store.audit import AuditLog
from ng911risk.store.audit_check import first_links
from ng911risk.store.audit_key import key_file_for, key_from, write_key
from ng911risk.store.dump import insert_all, line_of, lines_of, tables_of, values_of
from ng911risk.store.engines import postgresql_engine
from ng911risk.store.migrate import revision_of, take_apart, upgrade
from ng911risk.store.moments import moment_text
from ng911risk.store.sqlite import make_private, writing_engine


def back_up(
    connection: Connection,
    path: Path,
    *,
    tenant: str,
    named: str,
    key: bytes | None,
    at: datetime,
    tool_version: str,
) -> Manifest:
    """
    Write everything, or what one organisation owns, to `path`.

    Args:
        connection: Inside a transaction that sees one moment.
        path: What was there is replaced, at the end and at once.
        tenant: Short name of the organisation; empty for the whole installation.
        named: What is in it, for people.
        key: Key of the audit log, to go along; None leaves it out.
        at: Now.
        tool_version: Version of this package.

    Raises:
        NG911RiskError: It cannot be written.
        StoreError: The database is damaged.
    """
    with written(path) as writer:
        for table in tables_of(connection):
            where = table.c.tenant == tenant if tenant else None
            alone = tenant and table.name == "tenants"
            with closing(lines_of(connection, table, where=where)) as lines:
                writer.add(table.name, _alone(lines) if alone else lines)
        if key is not None:
            writer.add_key(key)
        manifest = Manifest(
            kind="organisation" if tenant else "installation",
            revision=revision_of(connection) or "",
            tool_version=tool_version,
            made_at=moment_text(at),
            named=named,
            id=tenant,
            heads=heads_of(connection, tenant),
            with_key=key is not None,
            parts=tuple(writer.parts),
        )
        writer.close(manifest)
    return manifest


def before_upgrade(connection: Connection, path: Path) -> None:
    """
    Write everything to `path`, without a key, as the tables are before an upgrade.

    Raises:
        StoreError: It cannot be written, so nothing may be upgraded.
    """
    try:
        back_up(
            connection, path, tenant="", named="Before an upgrade", key=None,
            at=connection.execute(select(func.now())).scalar_one(), tool_version="",
        )  # fmt: skip
    except NG911RiskError as error:
        raise StoreError(f"No copy could be made before the upgrade: {error}") from error


def heads_of(connection: Connection, tenant: str = "") -> dict[str, str]:
    """Newest entry of the audit log of one organisation or of each, as ``NUMBER:CODE``."""
    if not inspect(connection).has_table("audit"):
        return {}  # an older version kept no log
    query = text(
        "SELECT tenant, number, mac FROM audit WHERE number = "
        "(SELECT max(number) FROM audit AS newer WHERE newer.tenant = audit.tenant)"
    )
    rows = connection.execute(query)
    return {row.tenant: f"{row.number}:{row.mac}" for row in rows if tenant in {"", row.tenant}}


def restore(
    path: Path,
    target: str | Path,
    *,
    at: datetime,
    key_file: str | Path | None = None,
    without_log: bool = False,
) -> Manifest:
    """
    Bring a copy back into a new SQLite file or an empty PostgreSQL database.

    Args:
        path: The copy.
        target: Where to.
        at: Now, for the entry in the log.
        key_file: Where the key of the audit log is or is to be; beside a SQLite file by
            default.
        without_log: Begin a new audit log with a new key; the old one stays in the copy.

    Raises:
        InputError: The copy is damaged, or none of a whole organisation.
        ConflictError: The target is not empty, or there is another key.
        StoreError: A newer version made the copy, the key is missing, or the database
            cannot be used. Nothing was changed.
    """
    with opened(path) as archive:
        if archive.manifest.kind == "site":
            raise archive.refuse("this is a copy of one site; bring it in with: site import")
        file = key_file_for(target, key_file)
        key = _key(archive, file, without_log=without_log)
        with _place(target) as connection:
            try:
                _fill(
                    connection, archive, key, scope=command_line(), at=at, without_log=without_log
                )
            except DBAPIError as error:
                raise archive.refuse("its rows contradict each other") from error
            write_key(file, key)
        return archive.manifest


def is_untouched(connection: Connection) -> bool:
    """Whether an installation holds nothing but a link for its first account."""
    for table in tables_of(connection):
        if table.name in {"invites", "tenants", "audit"}:
            continue
        if connection.execute(select(table).limit(1)).first() is not None:
            return False
    actions = set(connection.scalars(text("SELECT DISTINCT action FROM audit")))
    tenants = connection.scalar(text("SELECT count(*) FROM tenants"))
    return actions <= {"invite.made"} and tenants == 1


def restore_over(
    connection: Connection, archive: Archive, key: bytes, *, scope: Scope, at: datetime,
    without_log: bool,
) -> None:  # fmt: skip
    """
    Put a copy in the place of an installation that nobody has used.

    Args:
        connection: Inside a transaction that the caller commits, foreign keys off on SQLite.
        archive: The copy.
        key: Of the log that will be there.
        scope: Who does it, for the entry in each log.
        at: Now.
        without_log: Begin a new log.

    Raises:
        ConflictError: Something was done here already.
        InputError: The copy is damaged, or one of a site.
        StoreError: A newer version made it, or the key does not fit its log.
    """
    if archive.manifest.kind == "site":
        raise archive.refuse("this is one site, not everything: bring it in under Backup later")
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE tenants"))  # every change begins with a row of it
    if not is_untouched(connection):
        raise ConflictError("This installation is in use already; nothing was changed.")
    take_apart(connection)
    try:
        _fill(connection, archive, key, scope=scope, at=at, without_log=without_log)
    except DBAPIError as error:
        raise archive.refuse("its rows contradict each other") from error


def _key(archive: Archive, file: Path, *, without_log: bool) -> bytes:
    """
    Key for the restored log.

    Raises:
        InputError: The one inside is no key.
        ConflictError: There is another key already.
        StoreError: There is none.
    """
    there = _key_in(file)
    if without_log:
        return there or secrets.token_bytes(32)
    if not archive.manifest.with_key:
        if there is None:
            raise StoreError(
                f"The copy was made without the key of the audit log, and {file.name} is not "
                "there. Put the key file there, or begin a new log with --without-log."
            )
        return there
    key = key_in(archive)
    if there not in {None, key}:
        raise ConflictError(f"{file.name} is there and holds another key. Move it away first.")
    return key


def key_in(archive: Archive) -> bytes:
    """
    Key of the audit log that a copy holds.

    Raises:
        InputError: It is none.
    """
    try:
        return key_from(archive.key_text)
    except ValueError:
        raise archive.refuse("the key of the audit log inside is none") from None


def _key_in(file: Path) -> bytes | None:
    try:
        return key_from(file.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StoreError(f"{file.name} is not the key of an audit log.") from error


def _fill(
    connection: Connection, archive: Archive, key: bytes, *, scope: Scope, at: datetime,
    without_log: bool,
) -> None:  # fmt: skip
    """Make the tables as they were, fill them, compare, and bring them to this version."""
    upgrade(connection, archive.manifest.revision)
    connection.execute(text("DELETE FROM tenants"))  # a new database knows one
    tables = {table.name: table for table in tables_of(connection)}
    parts = {part.table: part for part in archive.manifest.parts}
    if set(tables) != set(parts):
        raise archive.refuse("it does not hold the tables of its version")
    for name, table in tables.items():
        if not (without_log and name == "audit"):
            _fill_one(connection, archive, parts[name], table)
    _require_references(connection, archive)
    upgrade(connection, "head")
    firsts = first_links(connection)
    if firsts and not any(check(key, [link]).holds for link in firsts):
        raise StoreError("The key does not fit the audit log in the copy. Nothing was changed.")
    _tell(connection, key, archive, scope=scope, at=at)


def _fill_one(connection: Connection, archive: Archive, part: Part, table: Table) -> None:
    rows = read_rows(archive, part, table)
    insert_all(connection, table, _parents_first(rows) if table.name == "tenants" else rows)
    digest = sha256()
    for line in lines_of(connection, table):
        digest.update(line)
    if digest.hexdigest() != part.sha256:
        raise archive.refuse(f"{table.name} did not read back as it was written")


def read_rows(
    archive: Archive, part: Part, table: Table, *, without: frozenset[str] = frozenset()
) -> Iterator[dict[str, Any]]:
    """
    Rows of a part.

    Raises:
        InputError: A line is no row of the table.
    """
    for number, line in enumerate(archive.lines(part), start=1):
        try:
            yield values_of(line, table, without=without)
        except (ValueError, RecursionError):
            raise archive.refuse(f"line {number} of {part.name} is no row") from None


def _alone(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Organisations without the one above, which is not in the copy."""
    for line in lines:
        values = json.loads(line)
        yield line_of(values | ({"parent": None} if "parent" in values else {}))


def _parents_first(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Organisations, each after the one above it; what goes in a circle comes last."""
    waiting, known = list(rows), {None}
    while waiting:
        ready = [row for row in waiting if row.get("parent") in known] or waiting
        yield from ready
        known |= {row["tenant"] for row in ready}
        waiting = [row for row in waiting if row not in ready]


def _require_references(connection: Connection, archive: Archive) -> None:
    """SQLite was filled with its checks off, as rebuilding a table needs."""
    if connection.dialect.name != "sqlite":
        return
    if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
        raise archive.refuse("its rows point at others that are not there")


def _tell(
    connection: Connection, key: bytes, archive: Archive, *, scope: Scope, at: datetime
) -> None:
    tenants = connection.scalars(text("SELECT tenant FROM tenants ORDER BY tenant")).all()
    with Session(connection, join_transaction_mode="rollback_only") as session:
        for tenant in tenants:
            try:
                own = replace(scope, tenant=str(tenant))
            except ValueError:
                raise archive.refuse("the short name of an organisation in it is none") from None
            AuditLog(session, own, key).add(
                "backup.restored", str(tenant), at=at, made_at=archive.manifest.made_at
            )
        session.flush()


@contextmanager
def _place(target: str | Path) -> Iterator[Connection]:
    """
    Connection to a new database, inside a transaction; kept only if all goes well.

    Raises:
        ConflictError: There is something already.
    """
    if isinstance(target, str) and target.startswith("postgresql"):
        with _postgresql(target) as connection:
            yield connection
        return
    path = Path(target)
    if path.exists():
        raise ConflictError(f"{path.name} is there already. Restore into a new file.")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        make_private(beside)
        engine = writing_engine(beside)
        try:
            with _foreign_keys_off(engine), engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()  # which also takes the write-ahead log into the file
        _publish(beside, path)
    finally:
        for tail in ("", "-wal", "-shm"):
            beside.with_name(beside.name + tail).unlink(missing_ok=True)


@contextmanager
def _foreign_keys_off(engine: Engine) -> Iterator[None]:
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection  # outside of a transaction
        driver.execute("PRAGMA foreign_keys = OFF")
    yield


def _publish(beside: Path, path: Path) -> None:
    try:
        os.link(beside, path)
    except FileExistsError:
        raise ConflictError(f"{path.name} is there already. Restore into a new file.") from None
    except OSError as error:
        raise StoreError(f"{path.name} cannot be written: {error.strerror}.") from error


@contextmanager
def _postgresql(address: str) -> Iterator[Connection]:
    engine = postgresql_engine(address)
    try:
        with engine.begin() as connection:
            if inspect(connection).get_table_names():
                raise ConflictError("The database is not empty. Restore into a new one.")
            yield connection
    except DBAPIError as error:
        raise StoreError("The database cannot be used now; nothing was changed.") from error
    finally:
        engine.dispose()
