"""What came back from people who were asked. It counts for nothing until it is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Scope
from ng911risk.errors import ConflictError, NotFoundError
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.asking import NAME_MAX, NOTE_MAX, Ask, Decision, NewReply, Reply
from ng911risk.store.audit import AuditLog
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.repository import Repository
from ng911risk.store.sites import Sites
from ng911risk.store.work_tables import AskRow, ReplyRow

VERSIONS_MAX: Final = 50
"""Most versions of one reply, so that a link cannot fill the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an ask is."""

    replied: int
    """Questions with a reply."""
    waiting: int
    """Of these, replies that nobody has decided about."""


class Replies(Repository):
    """Replies are added, never overwritten; the newest number counts."""

    def __init__(self, session: Session, scope: Scope, log: AuditLog) -> None:
        super().__init__(session, scope, log)
        self._sites = Sites(session, scope, log)

    def save(self, ask: Ask, new: NewReply, *, name: str, role: str, at: datetime) -> Reply:
        """
        Keep what somebody says by their link.

        Args:
            ask: `Asks.mine()`.
            new: Their answer.
            name: Who they are.
            role: What they are there.
            at: Now.

        Raises:
            NotFoundError: It is not the ask of their link, or has no such question.
            ConflictError: It was changed too often, or is no longer open.
            ForbiddenError: The scope is not that of a link.
        """
        self._scope.require(Permission.REPLY)
        if self._scope.token != ask.id:
            raise NotFoundError("There is no such request.")
        self._still_open(ask, at)
        self._signed(ask, name, role)
        return self._add(ask, new, ask.said_by(name, role), at, "link")[0]

    def take(
        self, ask: Ask, news: tuple[NewReply, ...], *, name: str, role: str, at: datetime
    ) -> int:
        """
        Keep what came back in a file, and return how many replies are new.

        What a file says that was said before changes nothing, so the same file may be
        taken twice, and an old one does not push a newer reply aside in silence.

        Raises:
            NotFoundError: The ask is somebody else's, or has no such question.
            ConflictError: It was taken back, or changed too often.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.ASK)
        self._sites.hold(ask.site)
        if ask.revoked:
            raise ConflictError("This request was taken back; its answers are not taken.")
        said_by = ask.said_by(name, role)
        known = self._ever(ask)
        added = 0
        for one in news:
            if (one.subject, one.value.value, one.note, said_by) not in known:
                added += self._add(ask, one, said_by, at, "file")[1]
        return added

    def of_ask(self, ask: Ask) -> Mapping[str, Reply]:
        """Return the newest reply of every subject that has one."""
        if not self._scope.may(Permission.REPLY) or self._scope.token != ask.id:
            self._scope.require(Permission.READ_SITE)
        self._scope.require_site(ask.site)
        query = (
            select(ReplyRow)
            .where(ReplyRow.tenant == self._tenant, ReplyRow.ask == ask.id)
            .order_by(ReplyRow.subject, ReplyRow.number)
            .execution_options(populate_existing=True)
        )
        return {row.subject: _reply(row) for row in self._session.scalars(query)}

    def undecided(self, ask: Ask) -> Mapping[str, tuple[Reply, ...]]:
        """
        Return what nobody decided about yet, by subject, the newest first.

        Whoever says the same twice is listed once, with what they said last; what came
        before a decision is past.
        """
        self._scope.require(Permission.READ_SITE)
        self._scope.require_site(ask.site)
        query = (
            select(ReplyRow)
            .where(ReplyRow.tenant == self._tenant, ReplyRow.ask == ask.id)
            .order_by(ReplyRow.subject, ReplyRow.number.desc())
            .execution_options(populate_existing=True)
        )
        found: dict[str, list[Reply]] = {}
        over: set[str] = set()
        for one in map(_reply, self._session.scalars(query)):
            if one.decision is not Decision.WAITING:
                over.add(one.subject)
            known = found.setdefault(one.subject, [])
            same = any((one.value, one.said_by) == (it.value, it.said_by) for it in known)
            if one.subject not in over and not same:
                known.append(one)
        return {subject: tuple(replies) for subject, replies in found.items()}

    def decide(
        self,
        ask: Ask,
        subject: str,
        *,
        number: int,
        decision: Decision,
        at: datetime,
        chosen: int | None = None,
    ) -> Reply:
        """
        Accept or refuse a reply; that an accepted one becomes an answer is the caller's to do.

        Args:
            ask: `Asks.get()`.
            subject: Of the question.
            number: The newest reply that was seen.
            decision: accepted or refused.
            at: Now.
            chosen: An earlier reply that is accepted in place of the newest, which is
                refused then.

        Raises:
            NotFoundError: There is no such reply.
            ConflictError: They sent another one meanwhile, or it was decided already.
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.ASK)
        self._sites.hold(ask.site)
        newest = self.of_ask(ask).get(subject)
        if newest is None:
            raise NotFoundError("There is no such reply.")
        if newest.number != number:
            raise ConflictError("They have sent another answer meanwhile. Look at it first.")
        if newest.decision is not Decision.WAITING:
            raise ConflictError(f"This reply was {newest.decision.value} already.")
        if chosen is None or chosen == number:
            self._decided(newest, decision, ask, at)
            return newest
        earlier = {one.number: one for one in self.undecided(ask)[subject]}.get(chosen)
        if earlier is None:
            raise NotFoundError("There is no such reply.")
        self._decided(earlier, decision, ask, at)
        self._decided(newest, Decision.REFUSED, ask, at)
        return earlier

    def _decided(self, reply: Reply, decision: Decision, ask: Ask, at: datetime) -> None:
        self._session.execute(
            update(ReplyRow)
            .where(
                ReplyRow.tenant == self._tenant,
                ReplyRow.ask == ask.id,
                ReplyRow.subject == reply.subject,
                ReplyRow.number == reply.number,
            )
            .values(
                decision=decision.value,
                decided_by=self._scope.name,
                decided_at=moment_text(at),
            )
        )
        self._log.add(
            f"reply.{decision.value}",
            ask.id,
            at=at,
            site=ask.site,
            subject=reply.subject,
            number=reply.number,
        )

    def progress(self, site: str) -> Mapping[str, Progress]:
        """
        Return how far every ask of `site` is; those without a reply are left out.

        Raises:
            NotFoundError: No site has that id, or it is somebody else's.
        """
        self._scope.require(Permission.READ_SITE)
        self._sites.get(site)
        query = (
            select(ReplyRow.ask, ReplyRow.subject, ReplyRow.decision)
            .join(AskRow, (AskRow.tenant == ReplyRow.tenant) & (AskRow.id == ReplyRow.ask))
            .where(ReplyRow.tenant == self._tenant, AskRow.site == site)
            .order_by(ReplyRow.ask, ReplyRow.subject, ReplyRow.number)
        )
        newest: dict[str, dict[str, str]] = {}
        for ask, subject, decision in self._session.execute(query):
            newest.setdefault(ask, {})[subject] = decision
        return {
            ask: Progress(
                replied=len(found),
                waiting=sum(one == Decision.WAITING for one in found.values()),
            )
            for ask, found in newest.items()
        }

    def _add(
        self, ask: Ask, new: NewReply, said_by: str, at: datetime, came_by: str
    ) -> tuple[Reply, bool]:
        """Return the reply, and whether it is new: the same again is none."""
        if new.subject not in ask.subjects:
            raise NotFoundError("This question was not asked.")
        note = new.note[:NOTE_MAX]
        newest = self._newest(ask, new.subject)
        if newest and (newest.value, newest.note, newest.said_by) == (new.value, note, said_by):
            return newest, False
        number = newest.number + 1 if newest else 1
        if number > VERSIONS_MAX:
            raise ConflictError("This answer was changed too often. Write to whoever asked you.")
        values = {
            "ask": ask.id,
            "subject": new.subject,
            "number": number,
            "note": note,
            "said_by": said_by,
        }
        self._session.execute(
            insert(ReplyRow).values(
                tenant=self._tenant,
                value=new.value.value,
                at=moment_text(at),
                decision=Decision.WAITING.value,
                **values,
            )
        )
        self._log.add(
            "reply.saved", ask.id, at=at, site=ask.site, subject=new.subject, number=number,
            came_by=came_by,
        )  # fmt: skip
        return Reply(
            **values,  # type: ignore[arg-type] # one dict, two types
            value=new.value,
            at=at,
            decision=Decision.WAITING,
            decided_by="",
            decided_at=None,
        ), True

    def _newest(self, ask: Ask, subject: str) -> Reply | None:
        query = (
            select(ReplyRow)
            .where(
                ReplyRow.tenant == self._tenant,
                ReplyRow.ask == ask.id,
                ReplyRow.subject == subject,
            )
            .order_by(ReplyRow.number.desc())
            .limit(1)
        )
        row = self._session.scalars(query).one_or_none()
        return None if row is None else _reply(row)

    def _ever(self, ask: Ask) -> frozenset[tuple[str, str, str, str]]:
        query = select(ReplyRow.subject, ReplyRow.value, ReplyRow.note, ReplyRow.said_by).where(
            ReplyRow.tenant == self._tenant, ReplyRow.ask == ask.id
        )
        return frozenset((a, b, c, d) for a, b, c, d in self._session.execute(query))

    def _still_open(self, ask: Ask, now: datetime) -> None:
        """Hold the ask, and look again: it may have been taken back while they wrote."""
        query = select(func.count()).where(
            AskRow.tenant == self._tenant,
            AskRow.id == ask.id,
            AskRow.closed_at.is_(None),
            AskRow.expires_at > moment_text(now),
        )
        self._sites.hold(ask.site)
        if self._session.execute(query).scalar_one() == 0:
            raise ConflictError("This request is no longer open.")

    def _signed(self, ask: Ask, name: str, role: str) -> None:
        """Remember who answers, for the next time they come."""
        if (ask.who_name, ask.who_role) == (name, role):
            return
        self._session.execute(
            update(AskRow)
            .where(AskRow.tenant == self._tenant, AskRow.id == ask.id)
            .values(who_name=name[:NAME_MAX], who_role=role[:NAME_MAX])
        )


def _reply(row: ReplyRow) -> Reply:
    return Reply(
        ask=row.ask,
        subject=row.subject,
        number=row.number,
        value=AnswerValue(row.value),
        note=row.note,
        said_by=row.said_by,
        at=moment_of(row.at),
        decision=Decision(row.decision),
        decided_by=row.decided_by or "",
        decided_at=None if row.decided_at is None else moment_of(row.decided_at),
    )
