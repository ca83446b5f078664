"""What an organisation imported of others. A feed of the same name replaces the one before."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, insert, select, update

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, NotFoundError
from ng911risk.model.intelligence import Feed, Intelligence
from ng911risk.model.record import Record
from ng911risk.records import to_json
from ng911risk.records.read import adapter_of
from ng911risk.store.exchange_tables import IntelligenceRow
from ng911risk.store.ids import known_form, new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.repository import Repository

FEEDS_MAX: Final = 100
"""Most feeds of one organisation at a time."""

FEED_BYTES_MAX: Final = 40 * 1024 * 1024
"""Most bytes of one feed, cut down to what is used."""

_KEPT: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFeed(Record):
    """A feed as it is kept."""

    id: str
    """Random, 32 hexadecimal digits."""

    feed: Feed
    """What it says."""

    by_name: str
    """Who imported it."""

    at: datetime
    """When, UTC."""


class ImportedFeeds(Repository):
    """The feeds of one organisation; they speak of all its sites."""

    def add(self, feed: Feed, *, at: datetime) -> KeptFeed:
        """
        Keep a feed; one of the same name counts no more.

        Raises:
            ConflictError: It is too large, or there are too many.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.ADD_EVIDENCE)
        data = to_json(feed)
        if len(data) > FEED_BYTES_MAX:
            raise ConflictError(f"A feed has at most {FEED_BYTES_MAX // 1024**2} MB.")
        standing = self._rows()
        replaced = [row for row in standing if row.name == feed.name]
        if len(standing) - len(replaced) >= FEEDS_MAX:
            raise ConflictError(f"An organisation has at most {FEEDS_MAX} feeds at a time.")
        for row in replaced:
            self._end(row.id, at)
        made = KeptFeed(id=new_id(), feed=feed, by_name=self._scope.name, at=at)
        self._session.execute(
            insert(IntelligenceRow).values(
                tenant=self._tenant,
                id=made.id,
                name=feed.name,
                feed_json=data,
                by=self._scope.user,
                by_name=made.by_name,
                at=moment_text(at),
            )
        )
        self._log.add(
            "intelligence.imported", made.id, at=at, name=feed.name, digest=feed.digest,
            objects=feed.objects, replaces=len(replaced),
        )  # fmt: skip
        return made

    def remove(self, id: str, *, at: datetime) -> None:
        """
        Let a feed count no more; sealed assessments keep what they used of it.

        Raises:
            NotFoundError: None has that id, or it counts no more.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.ADD_EVIDENCE)
        known = known_form(id, "feed")
        row = next((one for one in self._rows() if one.id == known), None)
        if row is None:
            raise NotFoundError("There is no feed with this id.")
        self._end(row.id, at)
        self._log.add("intelligence.removed", row.id, at=at, name=row.name)

    def kept(self) -> tuple[KeptFeed, ...]:
        """
        Every feed that counts, by name.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.READ_SITE)
        rows = self._rows()
        return tuple(
            KeptFeed(id=row.id, feed=one, by_name=row.by_name, at=moment_of(row.at))
            for row, one in zip(rows, self._feeds(rows), strict=True)
        )

    def standing(self) -> Intelligence:
        """
        Everything that counts.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.READ_SITE)
        return Intelligence(feeds=self._feeds(self._rows()))

    def _feeds(self, rows: list[Row[Any]]) -> tuple[Feed, ...]:
        """Read what is there; every page asks, and rows never change, so they are read once."""
        ids = tuple(row.id for row in rows)
        with _LOCK:
            if ids in _KNOWN:
                _KNOWN.move_to_end(ids)
                return _KNOWN[ids]
        query = select(IntelligenceRow.id, IntelligenceRow.feed_json).where(
            IntelligenceRow.tenant == self._tenant, IntelligenceRow.id.in_(ids)
        )
        read = {row.id: row.feed_json for row in self._session.execute(query)}
        feeds = tuple(adapter_of(Feed).validate_json(read[id], strict=True) for id in ids)
        with _LOCK:
            _KNOWN[ids] = feeds
            while len(_KNOWN) > _KEPT:
                _KNOWN.popitem(last=False)
        return feeds

    def _rows(self) -> list[Row[Any]]:
        query = (
            select(
                IntelligenceRow.id,
                IntelligenceRow.name,
                IntelligenceRow.by_name,
                IntelligenceRow.at,
            )
            .where(IntelligenceRow.tenant == self._tenant, IntelligenceRow.removed_at.is_(None))
            .order_by(IntelligenceRow.name, IntelligenceRow.id)
        )
        return list(self._session.execute(query))

    def _end(self, id: str, at: datetime) -> None:
        self._session.execute(
            update(IntelligenceRow)
            .where(IntelligenceRow.tenant == self._tenant, IntelligenceRow.id == id)
            .values(removed_at=moment_text(at), removed_by=self._scope.name)
        )


_KNOWN: Final = OrderedDict[tuple[str, ...], tuple[Feed, ...]]()
"""By the ids of their rows, which are random: nobody else's are among them."""

_LOCK: Final = threading.Lock()
