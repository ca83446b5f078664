"""
Tables as text and back: one row a line, JSON with sorted keys, the same on every database.

Tables are taken as the database has them, not as this version knows them, so that an
older database can be dumped before it is upgraded.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Generator, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Boolean, Connection, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.exc import DBAPIError

from ng911risk.errors import StoreError

LEFT_OUT: Final = frozenset({"alembic_version", "sessions"})
"""What no copy holds: whoever was signed in has to sign in again."""

Line = bytes
Values = Mapping[str, Any]


def tables_of(connection: Connection) -> tuple[Table, ...]:
    """Tables of a database, each after those it points at."""
    metadata = MetaData()
    metadata.reflect(connection)
    return tuple(table for table in metadata.sorted_tables if table.name not in LEFT_OUT)


def lines_of(
    connection: Connection,
    table: Table,
    *,
    where: Any = None,  # noqa: ANN401 - a condition
    without: frozenset[str] = frozenset(),
) -> Generator[Line, None, None]:
    """
    Rows of `table` as lines, by primary key, each with its end.

    Args:
        connection: Inside a transaction.
        table: As `tables_of` gives it.
        where: Only these rows.
        without: Columns that are left out.

    Raises:
        StoreError: A row is damaged so that it cannot be read.
    """
    kept = [column for column in table.columns if column.name not in without]
    query = table.select().with_only_columns(*kept)
    if where is not None:
        query = query.where(where)
    ordered = query.order_by(*(_in_order(connection, column) for column in table.primary_key))
    try:
        # closed also when nobody wants the rest: a server keeps it ready until then
        with connection.execute(ordered, execution_options={"yield_per": 50}) as rows:
            for row in rows:
                yield line_of(row._asdict())
    except (TypeError, ValueError, DBAPIError) as error:
        raise StoreError(
            f"The database is damaged: a row of {table.name} is unreadable."
        ) from error


def line_of(values: Values) -> Line:
    """One row as a line."""
    plain = {name: _plain(value) for name, value in values.items()}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii") + b"\n"


def values_of(line: Line, table: Table, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """
    Row of a line.

    Raises:
        ValueError: It is no row of this table.
    """
    read = json.loads(line)
    columns = {column.name: column for column in table.columns if column.name not in without}
    if not isinstance(read, dict) or set(read) != set(columns):
        raise ValueError("the columns are others")
    return {name: _value(columns[name], value) for name, value in read.items()}


def insert_all(connection: Connection, table: Table, rows: Iterable[Values]) -> None:
    """Insert rows a few at a time."""
    waiting: list[Values] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == 50:  # noqa: PLR2004 - rows may hold megabytes
            connection.execute(table.insert(), waiting)
            waiting = []
    if waiting:
        connection.execute(table.insert(), waiting)


def _in_order(connection: Connection, column: Any) -> Any:  # noqa: ANN401 - a column
    """Order by bytes: the one order that every database can keep."""
    if connection.dialect.name == "postgresql" and isinstance(column.type, Text):
        return column.collate("C")
    return column


def _plain(value: Any) -> Any:  # noqa: ANN401 - what a column holds
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, bytes):
        try:
            return {"text": value.decode("utf-8")}
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(value).decode("ascii")}
    raise TypeError("no column holds such a value")


def _value(column: Any, value: Any) -> Any:  # noqa: ANN401 - what a column holds
    if value is None:
        if not column.nullable:
            raise ValueError("a value is missing")
        return None
    if isinstance(column.type, LargeBinary):
        return _bytes(value)
    if isinstance(column.type, Boolean):
        fits = type(value) is bool
    elif isinstance(column.type, Integer):
        fits = type(value) is int and -(2**63) <= value < 2**63
    else:
        fits = type(value) is str and _can_be_stored(value)
    if not fits:
        raise ValueError("a value is of another kind")
    return value


def _can_be_stored(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _bytes(value: Any) -> bytes:  # noqa: ANN401 - what came
    match value:
        case {"text": str(text)} if len(value) == 1:
            return text.encode("utf-8")
        case {"base64": str(text)} if len(value) == 1:
            return base64.b64decode(text, validate=True)
        case _:
            raise ValueError("a value is of another kind")
