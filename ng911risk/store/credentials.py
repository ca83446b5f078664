"""
How the people of one tenant prove who they are: failures, passwords, second factors.

These methods ask for no permission: they are about somebody who is not known yet, or
about whoever asks, and never about anybody else.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update

from ng911risk.errors import ForbiddenError, NotFoundError
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.people_tables import SessionRow, UserRow
from ng911risk.store.repository import Repository
from ng911risk.store.session_options import UNTOLD_OPTION

FAILURES: Final = 5
"""So many wrong tries within RESTS lock an account (CJIS Security Policy, AC-7)."""

RESTS: Final = timedelta(minutes=15)


class Credentials(Repository):
    """How the people of one tenant prove who they are."""

    def refused(self, user: str, *, why: str, at: datetime) -> None:
        """
        Note that somebody failed to prove that they are `user`; the fifth time locks.

        Args:
            user: Id; empty: there is nobody of the name that was tried.
            why: ``password``, ``second factor``, ``locked`` and the like; for the log, never shown.
            at: Now.
        """
        if user:
            self._count(user, at=at)
        self._log.add("sign-in.refused", user, at=at, outcome="refused", why=why)

    def _count(self, user: str, *, at: datetime) -> None:
        row = self._row(user)
        # Whoever signs in elsewhere has no password to guess, and is not to be locked out by it.
        if row.oidc_subject is not None or _is_locked(row, at):
            return
        recent = row.failed_at is not None and moment_of(row.failed_at) + RESTS > at
        failed = row.failed + 1 if recent else 1
        since = row.failed_at if recent else moment_text(at)
        if failed < FAILURES:
            self._set(user, failed=failed, failed_at=since)
            return
        self._set(user, failed=0, failed_at=None, locked_until=moment_text(at + RESTS))
        self._log.add("account.locked", user, at=at, outcome="refused")

    def is_locked(self, user: str, *, at: datetime) -> bool:
        """Whether `user` failed too often."""
        return _is_locked(self._row(user), at)

    def admitted(self, user: str, *, at: datetime) -> bool:
        """Whether `user` may come in at this moment; if so, the count of failures begins anew."""
        row = self._row(user)
        ended = row.expires_at is not None and moment_of(row.expires_at) <= at
        if row.status != "active" or ended or _is_locked(row, at):
            return False
        self._session.execute(
            update(UserRow)
            .where(UserRow.tenant == self._tenant, UserRow.id == user)
            .values(failed=0, failed_at=None, locked_until=None, seen_at=moment_text(at))
            # the session that follows has its own entry
            .execution_options(**{UNTOLD_OPTION: True})
        )
        return True

    def rehash(self, user: str, password_hash: str, *, at: datetime) -> None:
        """Keep the same password under another kind of hash."""
        self._require_own(user)
        self._set(user, password_hash=password_hash)
        self._log.add("user.password-rehashed", user, at=at)

    def rename(self, name: str, *, at: datetime) -> None:
        """Change one's own name for people."""
        self._require_own(self._scope.user)
        self._set(self._scope.user, name=name)
        self._log.add("user.renamed", self._scope.user, at=at)

    def change_password(self, password_hash: str, *, at: datetime) -> None:
        """Change one's own password; every session of this person ends."""
        self._require_own(self._scope.user)
        self._set(self._scope.user, password_hash=password_hash)
        self._end_own_sessions()
        self._log.add("user.password-changed", self._scope.user, at=at)

    def set_second_factor(
        self, secret: str, step: int, recovery: Collection[str], *, at: datetime
    ) -> None:
        """
        Ask for a code at every sign-in from now on; every session of this person ends.

        Args:
            secret: Of the authenticator app, base32.
            step: Number of the half-minute whose code was shown; it is used up.
            recovery: SHA-256 of each recovery code.
            at: Now.
        """
        self._require_own(self._scope.user)
        self._set(self._scope.user, totp_secret=secret, totp_step=step, recovery=" ".join(recovery))
        self._end_own_sessions()
        self._log.add("user.second-factor-set", self._scope.user, at=at)

    def drop_second_factor(self, *, at: datetime) -> None:
        """Sign in with the password alone from now on; every session of this person ends."""
        self._require_own(self._scope.user)
        self._set(self._scope.user, totp_secret="", totp_step=0, recovery="")
        self._end_own_sessions()
        self._log.add("user.second-factor-dropped", self._scope.user, at=at)

    def renew_recovery(self, recovery: Collection[str], *, at: datetime) -> None:
        """Replace one's own recovery codes; each is the SHA-256 of one."""
        self._require_own(self._scope.user)
        self._set(self._scope.user, recovery=" ".join(recovery))
        self._log.add("user.recovery-codes-made", self._scope.user, at=at)

    def use_step(self, user: str, step: int, *, at: datetime) -> bool:
        """Use up the code of a half-minute; False: this one or a later one was used before."""
        if self._row(user).totp_step >= step:
            return False
        self._set(user, totp_step=step)
        self._log.add("second-factor.used", user, at=at, kind="app")
        return True

    def use_recovery(self, user: str, hash: str, *, at: datetime) -> bool:  # noqa: A002 - what it is
        """Use up a recovery code by its SHA-256; False: there is none such (any more)."""
        left = self._row(user).recovery.split()
        if hash not in left:
            return False
        left.remove(hash)
        self._set(user, recovery=" ".join(left))
        self._log.add("second-factor.used", user, at=at, kind="recovery code", left=len(left))
        return True

    def recovery_left(self) -> int:
        """How many recovery codes of one's own are left."""
        self._require_own(self._scope.user)
        return len(self._row(self._scope.user, hold=False).recovery.split())

    def _require_own(self, user: str) -> None:
        if not user or user != self._scope.user:
            raise ForbiddenError("an account of your own")

    def _row(self, user: str, *, hold: bool = True) -> UserRow:
        """Row of somebody; nobody else changes it until the transaction ends, if it is held."""
        query = select(UserRow).where(UserRow.tenant == self._tenant, UserRow.id == user)
        query = query.with_for_update() if hold else query
        row = self._session.execute(query).scalar_one_or_none()
        if row is None:
            raise NotFoundError("There is no person with this id.")
        return row

    def _set(self, user: str, **values: str | int | None) -> None:
        self._session.execute(
            update(UserRow)
            .where(UserRow.tenant == self._tenant, UserRow.id == user)
            .values(**values)
        )

    def _end_own_sessions(self) -> None:
        self._session.execute(
            delete(SessionRow).where(
                SessionRow.tenant == self._tenant, SessionRow.user == self._scope.user
            )
        )


def _is_locked(row: UserRow, at: datetime) -> bool:
    return row.locked_until is not None and moment_of(row.locked_until) > at
