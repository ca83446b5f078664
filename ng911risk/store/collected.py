"""
What was given out, as those read it who ask page by page.

A walk over a collection sees it as it was when it began: what is added meanwhile comes
with the next walk, so nothing comes twice and nothing is left out. Whoever may see one
site only finds the objects of that site; whoever may see all finds what several sites
share once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from ng911risk.access import Permission
from ng911risk.store.exchange_tables import PublishedRow
from ng911risk.store.repository import Repository

LIMIT_MAX: Final = 1000
"""Most versions of one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which versions are wanted: any of each kind; what is empty does not matter."""

    added_after: str = ""
    """Added later than this, as `moment_text` writes it."""

    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    spec_versions: tuple[str, ...] = ()
    versions: tuple[str, ...] = ("last",)
    """``first``, ``last``, ``all``, or moments as `moment_text` writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Where a walk over a collection is."""

    upto: int
    """Number of the newest version when it began."""

    beyond: int = 0
    """Number of the last version that came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of one object."""

    sequence: int
    object: str
    date_added: str
    """As `moment_text` writes it."""

    version: str
    """As the object writes it."""

    spec_version: str
    content: bytes
    """JSON; empty where only the heads are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some versions, in the order in which they were added."""

    versions: tuple[Version, ...]
    walk: Walk
    more: bool
    """Whether the walk goes on."""


class Collected(Repository):
    """The collections of one organisation, as far as the scope may see them."""

    def collections(self) -> tuple[tuple[str, str], ...]:
        """
        Kind and level of every collection that holds something.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.EXPORT)
        query = (
            select(PublishedRow.kind, PublishedRow.tlp)
            .where(self._mine(PublishedRow))
            .distinct()
            .order_by(PublishedRow.kind, PublishedRow.tlp)
        )
        return tuple((row.kind, row.tlp) for row in self._session.execute(query))

    def begin(self) -> Walk:
        """
        Begin a walk.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.EXPORT)
        query = select(func.max(PublishedRow.sequence)).where(PublishedRow.tenant == self._tenant)
        return Walk(upto=int(self._session.execute(query).scalar_one() or 0))

    def has(self, kind: str, tlp: str, object: str) -> bool:  # noqa: A002 - the word of STIX
        """
        Whether a collection holds any version of an object.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.EXPORT)
        query = (
            select(PublishedRow.sequence)
            .where(self._within(PublishedRow, kind, tlp), PublishedRow.object == object)
            .limit(1)
        )
        return self._session.execute(query).first() is not None

    def page(
        self, kind: str, tlp: str, match: Match, walk: Walk, *, limit: int, heads: bool = False
    ) -> Page:
        """
        Some versions of a collection, oldest first.

        Args:
            kind: Of the collection.
            tlp: Of the collection.
            match: Which versions.
            walk: Where to go on.
            limit: Most versions, at least 1; never more than `LIMIT_MAX`.
            heads: Leave the objects themselves out.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.EXPORT)
        limit = min(limit, LIMIT_MAX)
        query = (
            self._selected(heads=heads)
            .where(
                self._within(PublishedRow, kind, tlp),
                PublishedRow.sequence > walk.beyond,
                PublishedRow.sequence <= walk.upto,
                *_conditions(match),
                self._of_version(kind, tlp, match, walk),
            )
            .order_by(PublishedRow.sequence)
            .limit(limit + 1)
        )
        rows = self._session.execute(query).all()
        found = tuple(map(_version, rows[:limit]))
        beyond = found[-1].sequence if found else walk.beyond
        return Page(
            versions=found, walk=Walk(upto=walk.upto, beyond=beyond), more=len(rows) > limit
        )

    def _selected(self, *, heads: bool) -> Select[Any]:
        names = ["sequence", "object", "date_added", "version_text", "spec_version"]
        columns = [getattr(PublishedRow, name) for name in names]
        return select(*columns) if heads else select(*columns, PublishedRow.object_json)

    def _mine(self, row: Any) -> Any:  # noqa: ANN401 - a table, and a condition
        """Rows that the scope may see."""
        conditions: list[Any] = [row.tenant == self._tenant]
        if self._scope.site:
            conditions.append(row.site == self._scope.site)
        else:
            conditions.append(row.repeated.is_(False))
        if self._scope.assessment:
            conditions.append(row.assessment == self._scope.assessment)
        return and_(*conditions)

    def _within(self, row: Any, kind: str, tlp: str) -> Any:  # noqa: ANN401 - as above
        return and_(self._mine(row), row.kind == kind, row.tlp == tlp)

    def _of_version(self, kind: str, tlp: str, match: Match, walk: Walk) -> Any:  # noqa: ANN401 - a condition
        if "all" in match.versions:
            return PublishedRow.sequence > 0
        other = aliased(PublishedRow)

        def none(is_before: Any) -> Any:  # noqa: ANN401 - a condition
            return ~exists().where(
                self._within(other, kind, tlp),
                other.object == PublishedRow.object,
                other.sequence <= walk.upto,
                is_before,
            )

        wanted = [PublishedRow.version.in_(_dates(match))]
        if "last" in match.versions:
            wanted.append(none(other.version > PublishedRow.version))
        if "first" in match.versions:
            wanted.append(none(other.version < PublishedRow.version))
        return or_(*wanted)


def _dates(match: Match) -> tuple[str, ...]:
    return tuple(one for one in match.versions if one not in {"first", "last", "all"})


def _conditions(match: Match) -> list[Any]:
    found: list[Any] = [
        column.in_(wanted)
        for column, wanted in (
            (PublishedRow.object, match.ids),
            (PublishedRow.type, match.types),
            (PublishedRow.spec_version, match.spec_versions),
        )
        if wanted
    ]
    if match.added_after:
        found.append(PublishedRow.date_added > match.added_after)
    return found


def _version(row: Row[Any]) -> Version:
    return Version(
        sequence=row.sequence, object=row.object, date_added=row.date_added,
        version=row.version_text, spec_version=row.spec_version,
        content=getattr(row, "object_json", b""),
    )  # fmt: skip
