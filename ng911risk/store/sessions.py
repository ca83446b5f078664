"""Who of one tenant is signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, update

from ng911risk.store.moments import moment_text
from ng911risk.store.people_tables import SessionRow
from ng911risk.store.repository import Repository


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
        """Note that it was used."""
        self._session.execute(
            update(SessionRow)
            .where(SessionRow.tenant == self._tenant, SessionRow.id == id)
            .values(seen_at=moment_text(at))
        )

    def end(self, id: str, *, at: datetime) -> None:
        """End a session."""
        self._session.execute(
            delete(SessionRow).where(SessionRow.tenant == self._tenant, SessionRow.id == id)
        )
        self._log.add("session.ended", self._scope.user, at=at)
