"""Who of one tenant is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.people_tables import SessionRow, UserRow
from ng911risk.store.repository import Repository
from ng911risk.store.session_options import UNTOLD_OPTION


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """One browser in which somebody is signed in."""

    id: str
    """SHA-256 of the secret in its cookie."""
    agent: str
    """What the browser says it is."""
    created_at: datetime
    seen_at: datetime


class Sessions(Repository):
    """Who of one tenant is signed in."""

    def add(self, id: str, *, user: str, agent: str, at: datetime, until: datetime) -> None:
        """Begin a session; `id` is the SHA-256 of the secret in the cookie."""
        self._session.execute(
            insert(SessionRow).values(
                tenant=self._tenant,
                id=id,
                user=user,
                created_at=moment_text(at),
                seen_at=moment_text(at),
                expires_at=moment_text(until),
                agent=agent,
            )
        )
        self._log.add("session.begun", user, at=at)

    def seen(self, id: str, *, at: datetime) -> None:
        """Note that it was used; no entry, as what was done in it has its own."""
        self._session.execute(
            update(SessionRow)
            .where(SessionRow.tenant == self._tenant, SessionRow.id == id)
            .values(seen_at=moment_text(at))
        )
        self._session.execute(
            update(UserRow)
            .where(UserRow.tenant == self._tenant, UserRow.id == self._scope.user)
            .values(seen_at=moment_text(at))
            .execution_options(**{UNTOLD_OPTION: True})
        )

    def mine(self, *, at: datetime) -> tuple[SignedIn, ...]:
        """Where whoever asks is signed in, last used first."""
        query = select(SessionRow).where(
            SessionRow.tenant == self._tenant,
            SessionRow.user == self._scope.user,
            SessionRow.expires_at > moment_text(at),
        )
        rows = self._session.scalars(query.order_by(SessionRow.seen_at.desc(), SessionRow.id))
        return tuple(
            SignedIn(
                id=row.id,
                agent=row.agent,
                created_at=moment_of(row.created_at),
                seen_at=moment_of(row.seen_at),
            )
            for row in rows
        )

    def end_others(self, keep: str, *, at: datetime) -> None:
        """End every session of whoever asks but one."""
        self._session.execute(
            delete(SessionRow).where(
                SessionRow.tenant == self._tenant,
                SessionRow.user == self._scope.user,
                SessionRow.id != keep,
            )
        )
        self._log.add("session.others-ended", self._scope.user, at=at)

    def sweep(self, *, at: datetime) -> None:
        """Forget the sessions that have ended by themselves."""
        self._session.execute(
            delete(SessionRow).where(
                SessionRow.tenant == self._tenant, SessionRow.expires_at <= moment_text(at)
            )
        )

    def end(self, id: str, *, at: datetime) -> None:
        """End a session of whoever asks."""
        self._session.execute(
            delete(SessionRow).where(
                SessionRow.tenant == self._tenant,
                SessionRow.id == id,
                SessionRow.user == self._scope.user,
            )
        )
        self._log.add("session.ended", self._scope.user, at=at)
