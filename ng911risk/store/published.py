"""
What was given out to security teams: every version of every STIX object, and who gave it.

Consumers ask "what is new since then?", so the moment at which something was added never
repeats and never goes back, and nobody sees a later one before an earlier one: whoever
adds holds the writer's lock (SQLite) or the row of the organisation (PostgreSQL) from the
beginning of the transaction until it is committed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final, TypeVar
from uuid import uuid4

from sqlalchemy import Row, Select, and_, func, insert, select, true
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, MeanwhileError
from ng911risk.store.assessments import Assessments
from ng911risk.store.audit import AuditLog
from ng911risk.store.exchange_tables import PublicationRow, PublishedRow
from ng911risk.store.given_out import Edition, Given, Publication
from ng911risk.store.ids import new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.object_versions import (
    Key,
    Stream,
    bytes_of,
    is_known,
    key_of,
    own_version,
    spec_version,
)
from ng911risk.store.people_tables import SettingRow
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites
from ng911risk.store.tables import AssessmentRow

T = TypeVar("T")

_SETTING: Final = "installation"
_STEP: Final = timedelta(microseconds=1)
_ASKED_AT_ONCE: Final = 500
"""Ids in one query; SQLite takes some thousands of values at most."""

_ROWS_AT_ONCE: Final = 200


class Published(Repository):
    """What one organisation gave out."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)
        self._assessments = Assessments(session, scope, log)

    def installation(self) -> str:
        """
        UUID that the ids of this organisation's own objects hang on; empty: none was made yet.

        Auditors may take out less than others, but under the same ids.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.READ_REPORT)
        query = select(SettingRow.value_json).where(
            SettingRow.tenant == self._tenant, SettingRow.name == _SETTING
        )
        found = self._session.execute(query).scalar_one_or_none()
        return "" if found is None else str(json.loads(found))

    def name_installation(self, *, at: datetime) -> str:
        """
        Return `installation`, made at random the first time and never changed after it.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        known = self.installation()
        if known:
            return known
        made = str(uuid4())
        self._session.execute(
            insert(SettingRow).values(tenant=self._tenant, name=_SETTING, value_json=bytes_of(made))
        )
        self._log.add("installation.named", made, at=at)
        return made

    def of_site(self, site: str) -> tuple[Publication, ...]:
        """
        Who gave what of `site` out, newest first.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_SITE)
        self._sites.get(site)
        query = (
            _publications()
            .where(PublicationRow.tenant == self._tenant, PublicationRow.site == site)
            .order_by(PublicationRow.at.desc(), PublicationRow.id)
        )
        if self._scope.assessment:
            query = query.where(PublicationRow.assessment == self._scope.assessment)
        return tuple(map(_publication, self._session.execute(query)))

    def last(self) -> int:
        """Number of the newest version that the organisation gave out; 0: none."""
        self._scope.require(Permission.EXPORT)
        query = select(func.max(PublishedRow.sequence)).where(PublishedRow.tenant == self._tenant)
        return int(self._session.execute(query).scalar_one() or 0)

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
        for some in _few(sorted(set(objects)), _ASKED_AT_ONCE):
            query = _newest(self._tenant).where(
                PublishedRow.site != site, PublishedRow.object.in_(some)
            )
            found += map(_edition, self._session.execute(query))
        return tuple(found)

    def hashes(self, objects: Iterable[str]) -> dict[tuple[str, str], frozenset[str]]:
        """Object and version -> SHA-256 of each content that was given out under it."""
        self._scope.require(Permission.EXPORT)
        found: dict[tuple[str, str], frozenset[str]] = {}
        for some in _few(sorted(set(objects)), _ASKED_AT_ONCE):
            query = select(PublishedRow.object, PublishedRow.version, PublishedRow.hash).where(
                PublishedRow.tenant == self._tenant, PublishedRow.object.in_(some)
            )
            for row in self._session.execute(query):
                key = (row.object, row.version)
                found[key] = found.get(key, frozenset()) | {row.hash}
        return found

    def add(
        self,
        site: str,
        given: Sequence[Given],
        *,
        assessment: str,
        tlp: str,
        usual: str,
        after: int,
        at: datetime,
    ) -> Publication:
        """
        Give an assessment out: add the versions that are new in their collection.

        Args:
            site: Site id.
            given: Objects for each collection.
            assessment: What they were made from.
            tlp: Level of what is wanted.
            usual: Level where nobody chooses one; the log tells both.
            after: `last` when the objects were made.
            at: Now.

        Returns:
            What was given out; the one before if it gave out the same, then nothing changes.

        Raises:
            NotFoundError: The site or the assessment is not yours.
            ForbiddenError: The scope does not allow it.
            ConflictError: A newer assessment was given out.
            MeanwhileError: Somebody gave something out while the objects were made; make them
                again.
        """
        self._scope.require(Permission.EXPORT)
        self._scope.require(Permission.PUBLISH)
        self._sites.hold(site)
        head = self._assessments.head(assessment)
        before = next(iter(self.of_site(site)), None)
        if before is not None and head.number < before.number:
            raise ConflictError(
                f"Assessment {before.number} of this site was published already, and "
                f"{head.number} is older. Publish the newest one."
            )
        if self.last() != after:
            raise MeanwhileError(
                "Somebody else published while this was made ready, so nothing of yours went out. "
                "Nothing is wrong with it: publish it again."
            )
        made = Publication(
            id=new_id(), site=site, assessment=head.id, number=head.number,
            kinds=tuple(one.kind for one in given if one.wanted), tlp=tlp, added=0,
            by_name=self._scope.name, at=max(at, before.at + _STEP) if before else at,
        )  # fmt: skip
        rows = list(self._rows(made, given))
        if not rows and before is not None and before.gave_the_same(made):
            return before
        return self._insert(made, rows, usual=usual)

    def _insert(
        self, made: Publication, rows: list[dict[str, object]], *, usual: str
    ) -> Publication:
        self._session.execute(
            insert(PublicationRow).values(
                tenant=self._tenant, id=made.id, site=made.site, assessment=made.assessment,
                kinds=" ".join(made.kinds), tlp=made.tlp, added=len(rows),
                by=self._scope.user, by_name=made.by_name, at=moment_text(made.at),
            )
        )  # fmt: skip
        for some in _few(rows, _ROWS_AT_ONCE):
            self._session.execute(insert(PublishedRow), some)
        self._log.add(
            "assessment.published", made.assessment, at=made.at, site=made.site, tlp=made.tlp,
            usual=usual, kinds=" ".join(made.kinds), added=len(rows),
            publication=made.id,
        )  # fmt: skip
        return made.with_added(len(rows))

    def _rows(self, made: Publication, given: Sequence[Given]) -> Iterator[dict[str, object]]:
        """Rows of the versions that are new, each later than everything before."""
        sequence = self.last()
        moment = max(made.at, self._last_added() + _STEP)
        for one in given:
            here = self._known(one, made.site)
            elsewhere = self._known(one, None)
            for content in one.objects:
                body = bytes_of(content)
                date_added = moment_text(moment)
                key = key_of(content, date_added)
                if is_known(content, key, here):
                    continue
                here.add(key)
                sequence, moment = sequence + 1, moment + _STEP
                yield {
                    "tenant": self._tenant, "sequence": sequence, "site": made.site,
                    "publication": made.id, "assessment": made.assessment, "kind": one.kind,
                    "tlp": one.tlp, "object": key.object, "type": content["type"],
                    "spec_version": spec_version(content), "version": key.version,
                    "version_text": own_version(content) or date_added,
                    "date_added": date_added,
                    "repeated": is_known(content, key, elsewhere), "hash": key.hash,
                    "object_json": body,
                }  # fmt: skip

    def _known(self, one: Given, site: str | None) -> Stream:
        """Return what a collection holds, of one site or of all."""
        query = select(PublishedRow.object, PublishedRow.version, PublishedRow.hash).where(
            PublishedRow.tenant == self._tenant,
            PublishedRow.kind == one.kind,
            PublishedRow.tlp == one.tlp,
        )
        if site is not None:
            query = query.where(PublishedRow.site == site)
        return Stream(Key(*row) for row in self._session.execute(query))

    def _last_added(self) -> datetime:
        query = select(func.max(PublishedRow.date_added)).where(PublishedRow.tenant == self._tenant)
        found = self._session.execute(query).scalar_one()
        return moment_of(found or "2000-01-01T00:00:00.000000Z")


def _few(items: Iterable[T], count: int) -> Iterator[list[T]]:
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


def _publications() -> Any:  # noqa: ANN401 - a query of two tables
    same = and_(
        AssessmentRow.tenant == PublicationRow.tenant,
        AssessmentRow.id == PublicationRow.assessment,
    )
    return select(PublicationRow, AssessmentRow.number).join(AssessmentRow, same)


def _publication(row: Row[Any]) -> Publication:
    kept: PublicationRow = row[0]
    return Publication(
        id=kept.id, site=kept.site, assessment=kept.assessment, number=row.number,
        kinds=tuple(kept.kinds.split()), tlp=kept.tlp, added=kept.added, by_name=kept.by_name,
        at=moment_of(kept.at),
    )  # fmt: skip
