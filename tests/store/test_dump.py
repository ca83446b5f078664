from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Column, LargeBinary, MetaData, Table, Text, text

from ng911risk.store import LOCAL, Store
from ng911risk.store.dump import LEFT_OUT, insert_all, line_of, lines_of, tables_of, values_of
from tests.store.sample import NOW

TABLE = Table(
    "t",
    MetaData(),
    Column("a", Text, nullable=False),
    Column("b", LargeBinary),
    Column("c", BigInteger),
    Column("d", Boolean),
)


@given(
    st.fixed_dictionaries(
        {
            "a": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
            "b": st.none() | st.binary(),
            "c": st.none() | st.integers(-(2**63), 2**63 - 1),
            "d": st.none() | st.booleans(),
        }
    )
)
def test_every_row_comes_back_as_it_was(row: dict[str, Any]) -> None:
    line = line_of(row)

    assert line.isascii()
    assert line.count(b"\n") == 1
    assert values_of(line, TABLE) == row


WRONG = {
    "a missing value": {"a": None},
    "a number as text": {"c": "1"},
    "a number as a yes": {"d": 1},
    "a yes as a number": {"c": True},
    "a large number": {"c": 2**63},
    "a fraction": {"c": 1.5},
    "bytes as text": {"b": "x"},
    "bytes of two kinds": {"b": {"text": "x", "base64": ""}},
    "bytes of no kind": {"b": {"hex": "00"}},
    "bytes that are none": {"b": {"base64": "*"}},
    "a column more": {"e": 1},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_what_is_no_row_is_refused(change: dict[str, Any]) -> None:
    import json  # noqa: PLC0415 - only here

    row = {"a": "x", "b": {"text": ""}, "c": 1, "d": True} | change
    with pytest.raises(ValueError, match=r"."):
        values_of(json.dumps(row).encode(), TABLE)


def test_tables_come_after_those_they_point_at(store: Store) -> None:
    with store._engines.reading.connect() as connection:
        names = [table.name for table in tables_of(connection)]

    assert not LEFT_OUT & set(names)
    for before, after in (("tenants", "sites"), ("sites", "answers"), ("asks", "replies")):
        assert names.index(before) < names.index(after)


def test_rows_come_in_the_order_of_their_bytes(store: Store) -> None:
    """The one order that SQLite and a PostgreSQL of any language agree on."""
    with store.write(LOCAL) as rooms:
        for name in ("b", "B", "ä", "a-b", "ab", "Z"):
            rooms.audit.add("site.added", name, at=NOW)
    with store._engines.writing.begin() as connection:
        connection.execute(text("CREATE TABLE odd (tenant TEXT PRIMARY KEY)"))
        odd = next(table for table in tables_of(connection) if table.name == "odd")
        insert_all(connection, odd, [{"tenant": one} for one in ("b", "B", "ä", "a-b", "ab", "Z")])
        found = [values_of(line, odd)["tenant"] for line in lines_of(connection, odd)]

    assert found == sorted(found, key=str.encode)
    assert len(found) == 6


def test_who_stops_half_way_leaves_nothing_open_on_the_server(store: Store) -> None:
    open_ones = text("SELECT count(*) FROM pg_cursors WHERE name <> ''")
    with store._engines.reading.connect() as connection:
        table = next(table for table in tables_of(connection) if table.name == "tenants")
        lines = lines_of(connection, table)
        assert next(lines)
        if connection.dialect.name == "postgresql":
            assert connection.execute(open_ones).scalar_one() == 1
        lines.close()
        if connection.dialect.name == "postgresql":
            assert connection.execute(open_ones).scalar_one() == 0
