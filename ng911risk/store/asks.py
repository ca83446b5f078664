"""Questions sent to people without an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, InputError, NotFoundError, Problem
from ng911risk.model.inventory import OwnerClass
from ng911risk.questionnaire.asking import (
    NAME_MAX,
    NOTE_MAX,
    QUESTIONS_MAX,
    Ask,
    AskedQuestion,
    NewAsk,
    check_of,
)
from ng911risk.records import json_bytes, to_tree
from ng911risk.records.read import adapter_of
from ng911risk.store.audit import AuditLog
from ng911risk.store.ids import known_form
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.replies import Replies
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites
from ng911risk.store.work_tables import AskRow


class Asks(Repository):
    """Questions sent to people without an account; only the hash of each link is kept."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)
        self.replies = Replies(session, scope, log)
        """What came back."""

    def send(
        self,
        site: str,
        new: NewAsk,
        *,
        id: str,
        hash: str,  # noqa: A002 - what it is
        at: datetime,
    ) -> Ask:
        """
        Keep what is sent to somebody.

        Args:
            site: Site id.
            new: What is asked of whom.
            id: Made by `new_id` when the form was shown, so that sending it twice asks once.
            hash: SHA-256 of the secret of the link.
            at: Now.

        Raises:
            InputError: Nobody or nothing is named, or too much.
            ConflictError: It was sent already.
            NotFoundError: No site has that id, or it is somebody else's.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.ASK)
        self._sites.hold(site)
        _check(new)
        if self._row(id) is not None:
            raise ConflictError("These questions were sent already.")
        self._session.execute(
            insert(AskRow).values(
                tenant=self._tenant,
                id=id,
                site=site,
                to_name=new.to_name,
                owner_class=new.owner_class.value,
                subjects_json=json_bytes([to_tree(one) for one in new.questions]),
                note=new.note,
                hash=hash,
                expires_at=moment_text(new.expires_at),
                revoked=False,
                who_name="",
                who_role="",
                by=self._scope.user,
                by_name=self._scope.name,
                at=moment_text(at),
            )
        )
        self._log.add(
            "ask.sent", id, at=at, site=site, to=new.to_name, questions=len(new.questions)
        )
        return self._one(id)

    def of_site(self, site: str) -> tuple[Ask, ...]:
        """
        Every ask of `site`, newest first.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_SITE)
        self._sites.get(site)
        query = (
            select(AskRow)
            .where(AskRow.tenant == self._tenant, AskRow.site == site)
            .order_by(AskRow.at.desc(), AskRow.id)
        )
        return tuple(map(_ask, self._session.scalars(query)))

    def get(self, id: str) -> Ask:
        """
        One ask.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_SITE)
        return self._one(id)

    def mine(self) -> Ask:
        """
        Return the ask whose link was used.

        Raises:
            NotFoundError: No link was used.
        """
        self._scope.require(Permission.REPLY)
        return self._one(self._scope.token)

    def opened(self, *, at: datetime) -> None:
        """Note that whoever was asked has opened the link, the first time."""
        found = self.mine()
        if found.opened_at is None:
            self._change(found.id, opened_at=moment_text(at))
            self._log.add("ask.opened", found.id, at=at, site=found.site)

    def reminded(self, id: str, *, at: datetime) -> Ask:
        """
        Note that they were reminded.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            ConflictError: It is closed.
        """
        found = self._open(id)
        self._change(id, reminded_at=moment_text(at))
        self._log.add("ask.reminded", id, at=at, site=found.site)
        return self._one(id)

    def extend(self, id: str, *, expires_at: datetime, at: datetime) -> Ask:
        """
        Let the link hold until another moment, also when it had run out.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            ConflictError: It is closed.
        """
        found = self._open(id)
        self._change(id, expires_at=moment_text(expires_at))
        self._log.add("ask.extended", id, at=at, site=found.site, until=moment_text(expires_at))
        return self._one(id)

    def renew(self, id: str, *, hash: str, at: datetime) -> Ask:  # noqa: A002 - what it is
        """
        Give it another link: the one before, and files made with it, are refused from now on.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            ConflictError: It is closed.
        """
        found = self._open(id)
        self._change(id, hash=hash)
        self._log.add("ask.renewed", id, at=at, site=found.site)
        return self._one(id)

    def close(self, id: str, *, at: datetime, revoked: bool = False) -> None:
        """
        End it: the link leads nowhere any more. What came back stays.

        Args:
            id: Of the ask.
            at: Now.
            revoked: It was a mistake, or the link fell into wrong hands.

        Raises:
            NotFoundError: None has that id, or it is somebody else's.
            ConflictError: It is closed already.
        """
        found = self._open(id)
        self._change(id, closed_at=moment_text(at), revoked=revoked)
        self._log.add("ask.revoked" if revoked else "ask.closed", id, at=at, site=found.site)

    def _open(self, id: str) -> Ask:
        self._scope.require(Permission.ASK)
        found = self._one(id)
        self._sites.hold(found.site)
        if found.closed_at is not None:
            raise ConflictError("This is closed. Send the questions again instead.")
        return found

    def _change(self, id: str, **values: Any) -> None:  # noqa: ANN401 - of any column
        self._session.execute(
            update(AskRow).where(AskRow.tenant == self._tenant, AskRow.id == id).values(**values)
        )

    def _row(self, id: str) -> AskRow | None:
        query = (
            select(AskRow)
            .where(AskRow.tenant == self._tenant, AskRow.id == known_form(id, "request"))
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one_or_none()

    def _one(self, id: str) -> Ask:
        row = self._row(id)
        if row is None:
            raise NotFoundError("There is no such request.")
        self._scope.require_site(row.site)
        return _ask(row)


def _check(new: NewAsk) -> None:
    wrong = []
    if not new.to_name:
        wrong.append("Say whom you ask.")
    if len(new.to_name) > NAME_MAX:
        wrong.append(f"The name is longer than {NAME_MAX} characters.")
    if len(new.note) > NOTE_MAX:
        wrong.append(f"The note is longer than {NOTE_MAX:,} characters.")
    if not new.questions:
        wrong.append("Choose at least one question.")
    if len(new.questions) > QUESTIONS_MAX:
        wrong.append(f"Choose at most {QUESTIONS_MAX} questions; nobody answers more at once.")
    if len({one.subject for one in new.questions}) < len(new.questions):
        wrong.append("A question was chosen twice.")
    if wrong:
        raise InputError([Problem(file="", message=one) for one in wrong])


def _ask(row: AskRow) -> Ask:
    of: Any = tuple[AskedQuestion, ...]
    questions: tuple[AskedQuestion, ...] = adapter_of(of).validate_json(
        row.subjects_json, strict=True
    )
    return Ask(
        id=row.id,
        site=row.site,
        to_name=row.to_name,
        owner_class=OwnerClass(row.owner_class),
        questions=questions,
        note=row.note,
        by_name=row.by_name,
        at=moment_of(row.at),
        expires_at=moment_of(row.expires_at),
        opened_at=_moment(row.opened_at),
        reminded_at=_moment(row.reminded_at),
        closed_at=_moment(row.closed_at),
        revoked=row.revoked,
        who_name=row.who_name,
        who_role=row.who_role,
        check=check_of(row.hash, row.id, (one.subject for one in questions)),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else moment_of(text)
