"""The answers of one tenant: added, never overwritten; the newest number counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, InputError, Problem
from ng911risk.model.record import Record
from ng911risk.questionnaire.answered import Answered, AnswerValue
from ng911risk.store.audit import AuditLog
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites
from ng911risk.store.work_tables import AnswerRow

NOTE_MAX: Final = 2_000
"""Longest note, in characters."""

WHO_MAX: Final = 200
"""Longest name of who said so, in characters."""

_COLUMNS: Final[tuple[Any, ...]] = (
    AnswerRow.subject,
    AnswerRow.number,
    AnswerRow.value,
    AnswerRow.note,
    AnswerRow.said_by,
    AnswerRow.by_name,
    AnswerRow.at,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAnswer(Record):
    """One version of one answer."""

    subject: str
    """Mitigation id, or ``weakness@asset``."""

    number: int
    """Higher than that of every version before it; send it back when you change the answer."""

    value: AnswerValue
    """yes, partly, no, unknown or not-available."""

    note: str
    """What it rests on."""

    said_by: str
    """Who said so."""

    by_name: str
    """Who entered it."""

    at: datetime
    """When it was entered, UTC."""

    @property
    def counts(self) -> Answered:
        """The same as it is laid over the inventory."""
        return Answered(
            subject=self.subject,
            value=self.value,
            said_by=self.said_by,
            on=self.at.date(),
            note=self.note,
        )

    def says(self, value: AnswerValue, note: str, said_by: str) -> bool:
        """Whether it says the very same."""
        return (self.value, self.note, self.said_by) == (value, note, said_by)


class AnsweredMeanwhileError(ConflictError):
    """Somebody else answered otherwise since the asker looked; nothing was overwritten."""

    def __init__(self, theirs: SavedAnswer) -> None:
        self.theirs = theirs
        super().__init__(f"{theirs.by_name} answered this meanwhile, and otherwise.")


class Answers(Repository):
    """The answers of one tenant: added, never overwritten; the newest number counts."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)

    def save(
        self,
        site: str,
        subjects: Sequence[str],
        *,
        value: AnswerValue,
        said_by: str,
        note: str = "",
        seen: int,
        at: datetime,
    ) -> SavedAnswer:
        """
        Answer one question; the version before stays and can be read.

        Saying again what stands already adds nothing, so that a form that was sent twice
        has one effect. Who changes their mind twice, faster than the answers come back,
        contradicts nobody.

        Args:
            site: Site id.
            subjects: What the question is about; several for assets that are alike.
            value: The answer.
            said_by: Who said so; whoever enters it if empty.
            note: What it rests on.
            seen: Number of the newest version that the asker saw; 0 for none.
            at: Now.

        Returns:
            What counts now, of the first subject.

        Raises:
            AnsweredMeanwhileError: Somebody else made a newer version than `seen`, and what
                counts now says otherwise.
            InputError: A text is too long.
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.ANSWER)
        self._sites.hold(site)
        said_by = said_by.strip() or self._scope.name
        note = note.strip()
        _check(note, said_by)
        newest = self._newest(site, subjects)
        if all(one in newest and newest[one].says(value, note, said_by) for one in subjects):
            return newest[subjects[0]]
        latest = max(newest.values(), key=lambda one: one.number, default=None)
        if latest is not None and self._others_since(site, subjects, seen):
            raise AnsweredMeanwhileError(latest)
        number = 1 if latest is None else latest.number + 1
        made = [
            SavedAnswer(
                subject=subject,
                number=number,
                value=value,
                note=note,
                said_by=said_by,
                by_name=self._scope.name,
                at=at,
            )
            for subject in subjects
        ]
        for one in made:
            self._add(site, one)
        return made[0]

    def standing(self, site: str) -> Mapping[str, SavedAnswer]:
        """
        What counts now, by subject.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_SITE)
        self._sites.get(site)
        return self._newest(site)

    def of_subject(self, site: str, subject: str) -> tuple[SavedAnswer, ...]:
        """
        Every version of one answer, newest first.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_SITE)
        self._sites.get(site)
        query = (
            select(*_COLUMNS)
            .where(
                AnswerRow.tenant == self._tenant,
                AnswerRow.site == site,
                AnswerRow.subject == subject,
            )
            .order_by(AnswerRow.number.desc())
        )
        return tuple(_answer(row) for row in self._session.execute(query))

    def _newest(self, site: str, subjects: Sequence[str] | None = None) -> dict[str, SavedAnswer]:
        query = (
            select(*_COLUMNS)
            .where(AnswerRow.tenant == self._tenant, AnswerRow.site == site)
            .order_by(AnswerRow.number)
        )
        if subjects is not None:
            query = query.where(AnswerRow.subject.in_(list(subjects)))
        return {row.subject: _answer(row) for row in self._session.execute(query)}

    def _others_since(self, site: str, subjects: Sequence[str], seen: int) -> bool:
        """Whether somebody else made a newer version; a token cannot tell itself from others."""
        query = select(AnswerRow.number).where(
            AnswerRow.tenant == self._tenant,
            AnswerRow.site == site,
            AnswerRow.subject.in_(list(subjects)),
            AnswerRow.number > seen,
        )
        if self._scope.user:
            query = query.where(AnswerRow.by != self._scope.user)
        return self._session.execute(query.limit(1)).first() is not None

    def _add(self, site: str, answer: SavedAnswer) -> None:
        self._session.execute(
            insert(AnswerRow).values(
                tenant=self._tenant,
                site=site,
                subject=answer.subject,
                number=answer.number,
                value=answer.value.value,
                note=answer.note,
                said_by=answer.said_by,
                by=self._scope.user,
                by_name=answer.by_name,
                at=moment_text(answer.at),
            )
        )
        # what was answered is in the table of answers; the log tells that it was
        self._log.add("answer.saved", answer.subject, at=answer.at, site=site, number=answer.number)


def _check(note: str, said_by: str) -> None:
    problems = [
        Problem(file="the answer", field=field, message=f"longer than {most} characters")
        for field, text, most in (("note", note, NOTE_MAX), ("said_by", said_by, WHO_MAX))
        if len(text) > most
    ]
    if problems:
        raise InputError(problems)


def _answer(row: Row[Any]) -> SavedAnswer:
    return SavedAnswer(
        subject=row.subject,
        number=row.number,
        value=AnswerValue(row.value),
        note=row.note,
        said_by=row.said_by,
        by_name=row.by_name,
        at=moment_of(row.at),
    )
