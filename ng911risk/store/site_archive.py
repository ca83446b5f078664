"""
One site out of a database and into another: everything about it, and it proves it.

Who was signed in, who has an account, tokens and the log stay behind. After bringing a
site in it is read out again inside the same transaction and compared with the file, so
a copy that would not come out the same does not stay.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, select, text
from sqlalchemy.exc import IntegrityError

from ng911risk.errors import ConflictError
from ng911risk.model.evidence import Evidence
from ng911risk.model.inventory import Inventory
from ng911risk.model.observation import Observation, Promotion
from ng911risk.records.read import adapter_of
from ng911risk.store.archive import Archive, Manifest, Part, written
from ng911risk.store.backup import read_rows
from ng911risk.store.dump import insert_all, line_of, lines_of, tables_of
from ng911risk.store.ids import new_id
from ng911risk.store.migrate import newest, revision_of
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.seal import content_hash, verify
from ng911risk.store.sniffed import MEDIA, plain_name
from ng911risk.store.values import Assessment, AssessmentHead

TABLES: Final = (
    "sites", "inventories", "assessments", "answers", "files", "evidence", "asks", "replies",
    "acceptances", "tracked", "observations", "promotions",
)  # fmt: skip
"""
What belongs to a site, each after what it points at. Uploads only pass through; what was
published stays behind, as bringing a site in publishes nothing (docs/adr/0020).
"""

_TENANT: Final = frozenset({"tenant"})
_SEALED: Final = (
    "inventory_json", "evidence_json", "places_json", "report_json", "intelligence_json",
)  # fmt: skip
_HEAD_NAMES: Final = tuple(one.name for one in fields(AssessmentHead))
_REFERENCES: Final = frozenset({"id", "site", "ask", "subject", "files_json", "subjects_json"})
"""Columns that may name something by its id."""

_RECORDS: Final[Mapping[str, tuple[str, Any]]] = {
    "evidence": ("evidence_json", Evidence),
    "observations": ("observation_json", Observation),
    "promotions": ("promotion_json", Promotion),
}
"""Tables whose rows hold one record: its column and its type."""

_ID: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_NAME_MAX: Final = 200
Ids = dict[str, str]


def export_site(
    connection: Connection,
    path: Path,
    *,
    tenant: str,
    site: str,
    named: str,
    at: datetime,
    tool_version: str,
) -> Manifest:
    """
    Write everything about one site to `path`.

    Args:
        connection: Inside a transaction that sees one moment.
        path: What was there is replaced, at the end and at once.
        tenant: Short name of its organisation.
        site: Its id.
        named: Its name.
        at: Now.
        tool_version: Version of this package.

    Raises:
        NG911RiskError: It cannot be written.
        StoreError: The database is damaged.
    """
    with written(path) as writer:
        for table in _tables(connection):
            with closing(_lines(connection, table, tenant, site)) as lines:
                writer.add(table.name, lines)
        manifest = Manifest(
            kind="site",
            revision=revision_of(connection) or "",
            tool_version=tool_version,
            made_at=moment_text(at),
            named=named,
            id=site,
            heads={},
            with_key=False,
            parts=tuple(writer.parts),
        )
        writer.close(manifest)
    return manifest


def import_site(
    connection: Connection, archive: Archive, *, tenant: str, name: str = ""
) -> tuple[str, int]:
    """
    Bring one site in, read it out again and compare.

    Args:
        connection: Inside a transaction that the caller commits.
        archive: As `export_site` wrote it.
        tenant: Short name of the organisation that gets it.
        name: Another name for it; then everything but what is sealed gets new ids.

    Returns:
        Its id, and how many rows came in.

    Raises:
        InputError: It is no copy of a site, or its rows contradict each other.
        ConflictError: The name or an id is taken, or another version made the copy.
    """
    _require_a_site(archive)
    if name and not (name == name.strip() and name.isprintable() and len(name) <= _NAME_MAX):
        raise archive.refuse(f"the other name needs 1 to {_NAME_MAX} letters")
    tables = {table.name: table for table in _tables(connection)}
    parts = {part.table: part for part in archive.manifest.parts}
    if set(parts) != set(tables):
        raise archive.refuse("it does not hold the tables of a site")
    _refuse_clashes(connection, archive, tables["sites"], tenant, name)
    ids = _new_ids(archive, parts, tables) if name else {}
    site = ids.get(archive.manifest.id, archive.manifest.id)
    for table in tables.values():
        part = parts[table.name]

        def rows(table: Table = table, part: Part = part) -> Iterator[dict[str, Any]]:
            for row in read_rows(archive, part, table, without=_TENANT):
                _require_sound(archive, table.name, row)
                yield _renewed(row, table.name, ids, name)

        try:
            insert_all(connection, table, (row | {"tenant": tenant} for row in rows()))
        except IntegrityError as error:
            raise ConflictError(
                f"Something of this site is here already ({table.name}). Bring it in as a copy "
                "with a name of its own: --as NAME."
            ) from error
        with closing(_lines(connection, table, tenant, site)) as there:
            _compare(archive, map(line_of, rows()), there, table.name)
    return site, sum(part.rows for part in archive.manifest.parts)


def _require_a_site(archive: Archive) -> None:
    manifest = archive.manifest
    if manifest.kind != "site":
        raise archive.refuse("this is a backup, not a copy of one site")
    if manifest.revision != newest():
        raise ConflictError(
            "Another version of ng911risk made this copy. Export it with the version you have, "
            "or bring this one to that version."
        )


def _refuse_clashes(
    connection: Connection, archive: Archive, sites: Table, tenant: str, name: str
) -> None:
    part = next(part for part in archive.manifest.parts if part.table == "sites")
    rows = list(read_rows(archive, part, sites, without=_TENANT))
    if [row["id"] for row in rows] != [archive.manifest.id]:
        raise archive.refuse("it holds another site than it says")
    own = sites.c.tenant == tenant
    wanted = name or rows[0]["name"]
    if connection.execute(select(sites.c.id).where(own, sites.c.name == wanted)).first():
        raise ConflictError(
            f"There is a site called {wanted} already. Bring it in under another name: --as NAME."
        )
    if (
        not name
        and connection.execute(select(sites.c.id).where(own, sites.c.id == rows[0]["id"])).first()
    ):
        raise ConflictError(
            "This very site is here already. Bring it in as a copy with a name of its own: "
            "--as NAME."
        )


def _tables(connection: Connection) -> tuple[Table, ...]:
    known = {table.name: table for table in tables_of(connection)}
    return tuple(known[name] for name in TABLES)


def _lines(
    connection: Connection, table: Table, tenant: str, site: str
) -> Generator[bytes, None, None]:
    """Rows of one site, without the organisation: it may be another where they come in."""
    if table.name == "replies":  # they belong to a site by way of what was asked
        where: Any = text(
            "replies.tenant = :tenant AND replies.ask IN "
            "(SELECT id FROM asks WHERE asks.tenant = :tenant AND asks.site = :site)"
        ).bindparams(tenant=tenant, site=site)
    else:
        column = table.c.id if table.name == "sites" else table.c.site
        where = and_(table.c.tenant == tenant, column == site)
    return lines_of(connection, table, where=where, without=_TENANT)


def _new_ids(archive: Archive, parts: dict[str, Part], tables: dict[str, Table]) -> Ids:
    """Give a new id to everything that has one."""
    return {
        row["id"]: new_id()
        for name, table in tables.items()
        if "id" in table.c
        for row in read_rows(archive, parts[name], table, without=_TENANT)
    }


def _renewed(row: dict[str, Any], table: str, ids: Ids, name: str) -> dict[str, Any]:
    """
    Row with new ids wherever one of the old stands, but never within sealed bytes.

    The seal of an assessment covers its id and its site, so a copy with other ids is
    sealed anew: the report stays byte for byte, its content hash does not.
    """
    if not name:
        return row
    made = {
        key: _with_ids(value, ids) if key in _REFERENCES else value for key, value in row.items()
    }
    if table == "sites":
        made["name"] = name
    if table == "assessments":
        made["content_hash"] = content_hash(_assessment(made))
    if table == "asks":  # a link leads to one place; the copy cannot be opened by it
        made["hash"] = _digest(line_of({"ask": made["id"], "was": row["hash"]})).hex()
    return made


def _with_ids(value: str | bytes, ids: Ids) -> str | bytes:
    old = value.decode("utf-8") if isinstance(value, bytes) else value
    new = _ID.sub(lambda found: ids.get(found[0], found[0]), old)
    return new.encode() if isinstance(value, bytes) else new


def _require_sound(archive: Archive, table: str, row: dict[str, Any]) -> None:
    """
    Refuse what the pages could not show, or what was changed in the file.

    Raises:
        InputError: The row cannot be what it says.
    """
    try:
        for key, value in row.items():
            if value is not None and (key == "at" or key.endswith("_at")):
                moment_of(value)
        if table == "inventories":
            _ = adapter_of(Inventory).validate_json(row["inventory_json"])
            whole = sha256(row["inventory_json"]).hexdigest() == row["digest"]
        elif table == "assessments":
            whole = not verify(_assessment(row))
        elif table == "files":
            whole = _is_a_file(row)
        else:
            if table in _RECORDS:
                column, kind = _RECORDS[table]
                _ = adapter_of(kind).validate_json(row[column])
            whole = True
    except (ValueError, TypeError):
        whole = False
    if not whole:
        raise archive.refuse(f"a row of {table} is not what it says, or its seal is broken")


def _is_a_file(row: dict[str, Any]) -> bool:
    """Whether a file says of itself what was told of it when it was attached."""
    content = row["content"]
    return (
        sha256(content).hexdigest() == row["sha256"]
        and row["size"] == len(content)
        and row["name"] == plain_name(row["name"])
        and row["media"] in MEDIA
    )


def _assessment(row: dict[str, Any]) -> Assessment:
    """
    Assessment of a row.

    Raises:
        ValueError: Its moments cannot be read.
    """
    head = {name: row[name] for name in _HEAD_NAMES}
    head |= {name: moment_of(row[name]) for name in ("made_at", "sealed_at")}
    return Assessment(head=AssessmentHead(**head), **{name: row[name] for name in _SEALED})


def _compare(archive: Archive, made: Iterable[bytes], there: Iterable[bytes], table: str) -> None:
    """
    Compare what should be there with what is, in whatever order.

    Raises:
        InputError: They differ.
    """
    if sorted(map(_digest, made)) != sorted(map(_digest, there)):
        raise archive.refuse(f"{table} did not come out as it went in")


def _digest(line: bytes) -> bytes:
    return sha256(line).digest()
