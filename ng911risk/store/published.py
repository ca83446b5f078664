"""
What was given out to security teams: every version of every STIX object, and who gave it.

Consumers ask "what is new since then?", so the moment at which something was added never
repeats and never goes back, and nobody sees a later one before an earlier one: whoever
adds holds the writer's lock (SQLite) or the row of the organisation (PostgreSQL) from the
beginning of the transaction until it is committed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, and_, func, insert, select
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, MeanwhileError
from ng911risk.store.assessments import Assessments
from ng911risk.store.audit import AuditLog
from ng911risk.store.exchange_tables import PublicationRow, PublishedRow
from ng911risk.store.given_out import Given, Publication
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
from ng911risk.store.published_before import PublishedBefore, few
from ng911risk.store.tables import AssessmentRow

_SETTING: Final = "installation"
_STEP: Final = timedelta(microseconds=1)
_ROWS_AT_ONCE: Final = 200


class Published(PublishedBefore):
    """What one organisation gave out: who gave it, its history, and giving out more."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
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
        for some in few(rows, _ROWS_AT_ONCE):
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
