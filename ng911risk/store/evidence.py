"""What interviews, documents, captures and checks showed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, NotFoundError
from ng911risk.model.evidence import Evidence
from ng911risk.model.record import Record
from ng911risk.records import json_bytes, to_json
from ng911risk.records.read import adapter_of
from ng911risk.store.audit import AuditLog
from ng911risk.store.ids import known_form, new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites
from ng911risk.store.work_tables import EvidenceRow

RECORDS_MAX: Final = 5_000
"""Most records of one site, withdrawn ones included."""

_SIGNED_SAYS_OTHERWISE: Final = "The signed file of the same run says something else."


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRecord(Record):
    """One observation as it is kept."""

    id: str
    """Random, 32 hexadecimal digits."""

    site: str
    """Site id."""

    evidence: Evidence
    """What was observed."""

    files: tuple[str, ...] = ()
    """Ids of the files that show it."""

    by_name: str
    """Who recorded it."""

    at: datetime
    """When, UTC."""

    withdrawn_at: datetime | None = None
    """When it was withdrawn; it is kept, and counts no more."""

    withdrawn_by: str = ""
    """Who withdrew it."""

    withdrawn_why: str = ""
    """And why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of observations that were handed over together."""

    records: tuple[EvidenceRecord, ...]
    """The record of each, in their order."""

    new: int
    """How many of them were not there before."""


class EvidenceRecords(Repository):
    """What interviews, documents, captures and checks showed. Withdrawn, never deleted."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)

    def add(
        self, site: str, evidence: Evidence, *, at: datetime, files: tuple[str, ...] = ()
    ) -> EvidenceRecord:
        """
        Record an observation; the very same one a second time is the first one again.

        Args:
            site: Site id.
            evidence: What was observed.
            at: Now.
            files: Ids of files that show it.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
            ConflictError: The site has too many records.
            ForbiddenError: The scope does not allow it.
        """
        return self.add_all(site, (evidence,), at=at, files=files).records[0]

    def add_all(
        self,
        site: str,
        evidence: Iterable[Evidence],
        *,
        at: datetime,
        files: tuple[str, ...] = (),
    ) -> Added:
        """
        Record observations; what is there already is kept once.

        Of what one run or capture showed, what came signed wins: a plain copy of it adds nothing,
        and what came plain before takes the signature on, or is withdrawn where it differs.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
            ConflictError: The site has too many records.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.ADD_EVIDENCE)
        self._sites.hold(site)
        proven = _Proven(self._all(site))
        made, new = [], 0
        for one in evidence:
            found = self._again(site, one, files, proven, at)
            if found is None:
                found, new = self._insert(site, one, files, at), new + 1
                proven.keep(found)
            made.append(found)
        for old in proven.overtaken(made):
            self.withdraw(old.id, why=_SIGNED_SAYS_OTHERWISE, at=at)
        return Added(records=tuple(made), new=new)

    def _again(
        self,
        site: str,
        evidence: Evidence,
        files: tuple[str, ...],
        proven: _Proven,
        at: datetime,
    ) -> EvidenceRecord | None:
        """The record that holds this observation already."""
        lab = evidence.lab
        if lab is None or not lab.record or files:
            return self._same(site, to_json(evidence), json_bytes(list(files)))
        known = proven.of(evidence)
        same = next((one for one in known if _unsigned(one.evidence) == _unsigned(evidence)), None)
        if not lab.signed_by:
            signed = [one for one in known if _signer(one.evidence)]
            return same if same is not None or not signed else signed[0]
        if same is not None and not _signer(same.evidence):
            same = self._take_signature(same, evidence, at)
            proven.keep(same)
        return same

    def _take_signature(
        self, record: EvidenceRecord, evidence: Evidence, at: datetime
    ) -> EvidenceRecord:
        self._session.execute(
            update(EvidenceRow)
            .where(EvidenceRow.tenant == self._tenant, EvidenceRow.id == record.id)
            .values(evidence_json=to_json(evidence))
        )
        self._log.add("evidence.signed", record.id, at=at, site=record.site, **_traced(evidence))
        return replace(record, evidence=evidence)

    def _insert(
        self, site: str, evidence: Evidence, files: tuple[str, ...], at: datetime
    ) -> EvidenceRecord:
        if self._count(site) >= RECORDS_MAX:
            raise ConflictError(f"A site has at most {RECORDS_MAX:,} records of evidence.")
        made = EvidenceRecord(
            id=new_id(),
            site=site,
            evidence=evidence,
            files=files,
            by_name=self._scope.name,
            at=at,
        )
        self._session.execute(
            insert(EvidenceRow).values(
                tenant=self._tenant,
                id=made.id,
                site=site,
                evidence_json=to_json(evidence),
                files_json=json_bytes(list(files)),
                by=self._scope.user,
                by_name=made.by_name,
                at=moment_text(at),
                withdrawn_why="",
            )
        )
        self._log.add(
            "evidence.added", made.id, at=at, site=site, mitigation=evidence.mitigation,
            verdict=evidence.verdict.value, files=len(files), **_traced(evidence),
        )  # fmt: skip
        return made

    def of_site(self, site: str) -> tuple[EvidenceRecord, ...]:
        """
        Every record of `site`, withdrawn ones too: latest observation first.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.READ_EVIDENCE)
        return tuple(
            sorted(self._all(site), key=lambda one: (one.evidence.moment, one.at), reverse=True)
        )

    def get(self, id: str) -> EvidenceRecord:
        """
        One record.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.READ_EVIDENCE)
        return self._one(id)

    def withdraw(self, id: str, *, why: str, at: datetime) -> None:
        """
        Let a record count no more; it stays, with who, when and why.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            ConflictError: It was withdrawn already.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.ADD_EVIDENCE)
        found = self._one(id)
        changed = self._session.execute(
            update(EvidenceRow)
            .where(
                EvidenceRow.tenant == self._tenant,
                EvidenceRow.id == id,
                EvidenceRow.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=moment_text(at), withdrawn_by=self._scope.name, withdrawn_why=why)
            .returning(EvidenceRow.id)
        )
        if changed.one_or_none() is None:
            raise ConflictError("This record was withdrawn already.")
        self._log.add("evidence.withdrawn", id, at=at, site=found.site)

    def standing(self, site: str) -> tuple[Evidence, ...]:
        """
        What an assessment of `site` rests on: what is not withdrawn, as it was recorded.

        Results rest on it, so who may see the site may have it counted; who may read the
        records themselves is asked by `of_site` and `get`.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_SITE)
        return tuple(one.evidence for one in self._all(site) if one.withdrawn_at is None)

    def _all(self, site: str) -> tuple[EvidenceRecord, ...]:
        """Records in the order they came: of two on one day the later counts."""
        self._sites.get(site)
        query = (
            select(EvidenceRow)
            .where(EvidenceRow.tenant == self._tenant, EvidenceRow.site == site)
            .order_by(EvidenceRow.at, EvidenceRow.id)
        )
        return tuple(map(_record, self._session.scalars(query)))

    def _one(self, id: str) -> EvidenceRecord:
        query = select(EvidenceRow).where(
            EvidenceRow.tenant == self._tenant, EvidenceRow.id == known_form(id, "evidence")
        )
        row = self._session.scalars(query).one_or_none()
        if row is None:
            raise NotFoundError("There is no evidence with this id.")
        self._scope.require_site(row.site)
        return _record(row)

    def _same(self, site: str, data: bytes, files: bytes) -> EvidenceRecord | None:
        query = (
            select(EvidenceRow)
            .where(
                EvidenceRow.tenant == self._tenant,
                EvidenceRow.site == site,
                EvidenceRow.evidence_json == data,
                EvidenceRow.files_json == files,
                EvidenceRow.withdrawn_at.is_(None),
            )
            .limit(1)
        )
        row = self._session.scalars(query).one_or_none()
        return None if row is None else _record(row)

    def _count(self, site: str) -> int:
        query = select(func.count()).where(
            EvidenceRow.tenant == self._tenant, EvidenceRow.site == site
        )
        return int(self._session.execute(query).scalar_one())


class _Proven:
    """Records of runs and captures that count, by what they speak of."""

    def __init__(self, records: Iterable[EvidenceRecord]) -> None:
        self._known: dict[_Key, dict[str, EvidenceRecord]] = {}
        for one in records:
            if one.withdrawn_at is None:
                self.keep(one)

    def of(self, evidence: Evidence) -> tuple[EvidenceRecord, ...]:
        """Those of the same control, assets, check, run and account."""
        return tuple(self._known.get(_key(evidence), {}).values())

    def keep(self, record: EvidenceRecord) -> None:
        """Know it from now on, in the place of what had its id."""
        if record.evidence.lab is not None and not record.files:
            self._known.setdefault(_key(record.evidence), {})[record.id] = record

    def overtaken(self, made: Iterable[EvidenceRecord]) -> tuple[EvidenceRecord, ...]:
        """Unsigned ones about what signed records in `made` speak of."""
        keys = {_key(one.evidence): None for one in made if _signer(one.evidence)}
        known = (one for key in keys for one in self._known.get(key, {}).values())
        return tuple(one for one in known if not _signer(one.evidence))


_Key: TypeAlias = tuple[str, tuple[str, ...], str, str, str]


def _key(evidence: Evidence) -> _Key:
    lab = evidence.lab
    proof = (lab.check, lab.run, lab.record) if lab else ("", "", "")
    return (evidence.mitigation, evidence.scope, *proof)


def _signer(evidence: Evidence) -> str:
    return evidence.lab.signed_by if evidence.lab else ""


def _unsigned(evidence: Evidence) -> Evidence:
    lab = replace(evidence.lab, signed_by="") if evidence.lab else None
    return replace(evidence, lab=lab)


def _traced(evidence: Evidence) -> dict[str, Any]:
    """What the audit log keeps of a lab check or a capture: where it can be traced to."""
    lab = evidence.lab
    if lab is None:
        return {}
    return {
        "check": lab.check,
        "run": lab.run,
        "record_sha256": lab.record,
        "capture_sha256": lab.capture,
        "packets": lab.packets,
        "signed_by": lab.signed_by,
    }


def _record(row: EvidenceRow) -> EvidenceRecord:
    names: Any = tuple[str, ...]
    return EvidenceRecord(
        id=row.id,
        site=row.site,
        evidence=adapter_of(Evidence).validate_json(row.evidence_json, strict=True),
        files=adapter_of(names).validate_json(row.files_json, strict=True),
        by_name=row.by_name,
        at=moment_of(row.at),
        withdrawn_at=None if row.withdrawn_at is None else moment_of(row.withdrawn_at),
        withdrawn_by=row.withdrawn_by or "",
        withdrawn_why=row.withdrawn_why,
    )
