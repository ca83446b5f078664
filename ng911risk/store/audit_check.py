"""Whether a key is the one of a database, told before anybody is known."""

from __future__ import annotations

from sqlalchemy import Connection, select

from ng911risk.audit import Link
from ng911risk.store.audit import COLUMNS, link_of
from ng911risk.store.people_tables import AuditRow


def first_links(connection: Connection) -> tuple[Link, ...]:
    """First entry of every organisation: each can be checked by itself."""
    query = select(*COLUMNS).where(AuditRow.number == 1)
    return tuple(map(link_of, connection.execute(query)))
