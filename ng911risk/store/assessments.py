"""The collection of sealed assessments: added once, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, insert, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import NotFoundError, SealBrokenError
from ng911risk.model.evidence import Evidence
from ng911risk.model.intelligence import NOTHING_IMPORTED, Intelligence
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import RiskReport
from ng911risk.records import json_bytes, to_json, to_tree
from ng911risk.store.audit import AuditLog
from ng911risk.store.ids import known_form, new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.seal import sealed
from ng911risk.store.sites import Sites
from ng911risk.store.tables import AssessmentRow, SiteRow
from ng911risk.store.values import Assessment, AssessmentHead

_HEAD_NAMES = tuple(one.name for one in fields(AssessmentHead))
_BODY_NAMES = ("inventory_json", "evidence_json", "places_json", "report_json")
_MOMENTS = ("made_at", "sealed_at")
_NUMBERS = ("number", "seed")
_HEAD = tuple(getattr(AssessmentRow, name) for name in _HEAD_NAMES)
_ALL = (
    *_HEAD,
    *(getattr(AssessmentRow, name) for name in _BODY_NAMES),
    AssessmentRow.intelligence_json,
)


def evidence_digest(evidence: Sequence[Evidence]) -> str:
    """SHA-256 of evidence as it is sealed: two are the same if, and only if, it is."""
    return sha256(_evidence_json(evidence)).hexdigest()


def _evidence_json(evidence: Sequence[Evidence]) -> bytes:
    return json_bytes([to_tree(item) for item in evidence])


class Assessments(Repository):
    """The assessments of one tenant."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)

    def add(  # noqa: PLR0913 - each is a part of what is sealed
        self,
        site: str,
        report: RiskReport,
        *,
        report_json: bytes,
        inventory: Inventory,
        places: Mapping[str, str],
        evidence: Sequence[Evidence] = (),
        intelligence: Intelligence = NOTHING_IMPORTED,
        at: datetime,
    ) -> AssessmentHead:
        """
        Seal an assessment of `site`.

        Args:
            site: Site id.
            report: The report as a value.
            report_json: The same as the bytes that readers get.
            inventory: What was assessed.
            places: Where its fields stood (ng911risk.records.field_places).
            evidence: What else went in.
            intelligence: What others reported and went in
                (ng911risk.engine.intelligence.relevant).
            at: Now; the moment the report speaks of is its own.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.SEAL)
        head = AssessmentHead(
            id=new_id(),
            site=site,
            number=self._sites.next_number(AssessmentRow, site),
            made_at=report.made_at,
            sealed_at=at,
            tool_version=report.tool_version,
            catalog_version=report.catalog_version,
            catalog_digest=report.catalog_digest,
            inventory_digest=report.inventory_digest,
            seed=report.seed,
            content_hash="",
        )
        assessment = sealed(
            Assessment(
                head=head,
                inventory_json=to_json(inventory),
                evidence_json=_evidence_json(evidence),
                places_json=json_bytes(dict(places)),
                report_json=report_json,
                intelligence_json=to_json(intelligence) if intelligence.feeds else None,
            )
        )
        self._session.execute(insert(AssessmentRow).values(self._values(assessment)))
        self._log.add("assessment.sealed", head.id, at=at, site=site, number=head.number)
        return assessment.head

    def of_site(self, site: str) -> tuple[AssessmentHead, ...]:
        """
        Assessments of `site`, newest first.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_REPORT)
        self._sites.get(site)
        query = (
            select(*_HEAD)
            .where(AssessmentRow.tenant == self._tenant, AssessmentRow.site == site)
            .order_by(AssessmentRow.number.desc())
        )
        if self._scope.assessment:
            query = query.where(AssessmentRow.id == self._scope.assessment)
        return tuple(map(_head, self._session.execute(query)))

    def evidence_digest(self, id: str) -> str:
        """
        `evidence_digest` of what went into one assessment, without reading the rest.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_REPORT)
        query = select(AssessmentRow.site, AssessmentRow.evidence_json).where(
            AssessmentRow.tenant == self._tenant,
            AssessmentRow.id == known_form(id, "assessment"),
        )
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("There is no assessment with this id.")
        self._scope.require_site(row.site)
        self._scope.require_assessment(id)
        return sha256(row.evidence_json).hexdigest()

    def ids(self) -> tuple[str, ...]:
        """Id of every assessment, by site, newest first; asks for nothing that can be damaged."""
        query = (
            select(AssessmentRow.id)
            .outerjoin(
                SiteRow,
                and_(SiteRow.tenant == AssessmentRow.tenant, SiteRow.id == AssessmentRow.site),
            )
            .where(AssessmentRow.tenant == self._tenant)
            .order_by(SiteRow.name, AssessmentRow.site, AssessmentRow.number.desc())
        )
        return tuple(map(str, self._session.scalars(query)))

    def latest_of_each(self) -> Mapping[str, AssessmentHead]:
        """
        Newest assessment of every site that has one, by site id.

        A damaged one is passed over, so that it does not hide the others; `verify` names it.
        """
        query = (
            select(*_HEAD)
            .where(AssessmentRow.tenant == self._tenant)
            .order_by(AssessmentRow.site, AssessmentRow.number)
        )
        if self._scope.site:
            query = query.where(AssessmentRow.site == self._scope.site)
        if self._scope.assessment:
            query = query.where(AssessmentRow.id == self._scope.assessment)
        latest: dict[str, AssessmentHead] = {}
        for row in self._session.execute(query):
            with suppress(SealBrokenError):
                latest[row.site] = _head(row)
        return latest

    def head(self, id: str) -> AssessmentHead:
        """
        One assessment without its content.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
        """
        return _head(self._row(id, _HEAD))

    def get(self, id: str) -> Assessment:
        """
        One assessment with its content, as stored: see `require_seal`.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            SealBrokenError: It was damaged so that not even its head can be read.
        """
        row = self._row(id, _ALL)
        body = {name: _bytes(getattr(row, name)) for name in _BODY_NAMES}
        heard = None if row.intelligence_json is None else _bytes(row.intelligence_json)
        return Assessment(head=_head(row), intelligence_json=heard, **body)

    def _row(self, id: str, columns: Sequence[Any]) -> Row[Any]:
        self._scope.require(Permission.READ_REPORT)
        query = select(*columns).where(
            AssessmentRow.tenant == self._tenant,
            AssessmentRow.id == known_form(id, "assessment"),
        )
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("There is no assessment with this id.")
        self._scope.require_assessment(row.id)
        self._scope.require_site(row.site)
        return row

    def _values(self, assessment: Assessment) -> dict[str, object]:
        head = {name: getattr(assessment.head, name) for name in _HEAD_NAMES}
        moments = {name: moment_text(head[name]) for name in _MOMENTS}
        body = {name: getattr(assessment, name) for name in (*_BODY_NAMES, "intelligence_json")}
        return {"tenant": self._tenant, **head, **moments, **body}


def _bytes(stored: object) -> bytes:
    """Bytes of a part; an edit by hand may leave text or a number, which no seal fits."""
    return stored if isinstance(stored, bytes) else str(stored).encode("utf-8", "replace")


def _head(row: Row[Any]) -> AssessmentHead:
    """
    Head of a row.

    SQLite keeps anything in any column, so what was edited by hand may not even be text.

    Raises:
        SealBrokenError: It was damaged after it was sealed.
    """
    values = {name: getattr(row, name) for name in _HEAD_NAMES}
    for name, value in values.items():
        if not isinstance(value, int if name in _NUMBERS else str):
            raise SealBrokenError(f"Assessment {row.id} has a {name} that cannot be read.")
    try:
        moments = {name: moment_of(values[name]) for name in _MOMENTS}
    except ValueError as error:
        raise SealBrokenError(f"Assessment {row.id} has a moment that cannot be read.") from error
    return AssessmentHead(**values | moments)
