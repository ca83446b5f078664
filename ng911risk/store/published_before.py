"""Versions of objects that were given out before: the history that new ones go on from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import Row, Select, and_, func, select, true
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.store.audit import AuditLog
from ng911risk.store.exchange_tables import PublishedRow
from ng911risk.store.given_out import Edition
from ng911risk.store.moments import moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites

T = TypeVar("T")

_ASKED_AT_ONCE: Final = 500
"""Ids in one query; SQLite takes some thousands of values at most."""


class PublishedBefore(Repository):
    """What one organisation gave out until now."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)

    def versions_of(
        self, site: str, until: datetime | None = None
    ) -> tuple[Mapping[str, Any], ...]:
        """
        Newest version of every object that was given out of `site`: the history of an export.

        Args:
            site: Site id.
            until: Only versions of this moment or before: an earlier assessment has no later
                history.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
            ForbiddenError: The scope does not allow it.
        """
        newest: dict[str, Edition] = {}
        for one in self.editions_of(site, until):
            known = newest.get(one.object)
            if known is None or known.version < one.version:
                newest[one.object] = one
        return tuple(one.content for one in newest.values())

    def editions_of(self, site: str, until: datetime | None = None) -> tuple[Edition, ...]:
        """
        Newest version of every object in each collection it was given out in, of `site`.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.EXPORT)
        self._sites.get(site)
        query = _newest(self._tenant, until).where(PublishedRow.site == site)
        rows = self._session.execute(query)
        return tuple(map(_edition, rows))

    def editions_elsewhere(self, site: str, objects: Iterable[str]) -> tuple[Edition, ...]:
        """
        Newest version of these objects in each collection, of the other sites.

        What is of the catalogue is the same object at every site.
        """
        self._scope.require(Permission.EXPORT)
        found: list[Edition] = []
        for some in few(sorted(set(objects)), _ASKED_AT_ONCE):
            query = _newest(self._tenant).where(
                PublishedRow.site != site, PublishedRow.object.in_(some)
            )
            found += map(_edition, self._session.execute(query))
        return tuple(found)

    def hashes(self, objects: Iterable[str]) -> dict[tuple[str, str], frozenset[str]]:
        """Object and version -> SHA-256 of each content that was given out under it."""
        self._scope.require(Permission.EXPORT)
        found: dict[tuple[str, str], frozenset[str]] = {}
        for some in few(sorted(set(objects)), _ASKED_AT_ONCE):
            query = select(PublishedRow.object, PublishedRow.version, PublishedRow.hash).where(
                PublishedRow.tenant == self._tenant, PublishedRow.object.in_(some)
            )
            for row in self._session.execute(query):
                key = (row.object, row.version)
                found[key] = found.get(key, frozenset()) | {row.hash}
        return found


def few(items: Iterable[T], count: int) -> Iterator[list[T]]:
    """Give a few at a time."""
    rest = iter(items)
    while some := list(islice(rest, count)):
        yield some


def _newest(tenant: str, until: datetime | None = None) -> Select[Any]:
    """Newest version, of a moment or before, of each object in each collection of each site."""
    newest = (
        select(
            PublishedRow.tenant, PublishedRow.site, PublishedRow.kind, PublishedRow.tlp,
            PublishedRow.object, func.max(PublishedRow.version).label("version"),
        )
        .where(
            PublishedRow.tenant == tenant,
            true() if until is None else PublishedRow.version <= moment_text(until),
        )
        .group_by(
            PublishedRow.tenant, PublishedRow.site, PublishedRow.kind, PublishedRow.tlp,
            PublishedRow.object,
        )
        .subquery()
    )  # fmt: skip
    same = and_(
        *(
            getattr(PublishedRow, name) == newest.c[name]
            for name in ("tenant", "site", "kind", "tlp", "object", "version")
        )
    )
    columns = ("site", "kind", "tlp", "object", "version", "object_json")
    return (
        select(*(getattr(PublishedRow, name) for name in columns))
        .join(newest, same)
        .where(PublishedRow.tenant == tenant)
        .order_by(PublishedRow.sequence)
    )


def _edition(row: Row[Any]) -> Edition:
    return Edition(
        site=row.site, kind=row.kind, tlp=row.tlp, object=row.object, version=row.version,
        content=json.loads(row.object_json),
    )  # fmt: skip
