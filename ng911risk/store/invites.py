"""
One-time links: to begin, to make an account, to set a new password, to show a second factor.

Whoever holds the secret of a link is who it was made for; the store keeps only its hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, insert, select, update

from ng911risk.access import Permission, Role
from ng911risk.errors import ConflictError, NotFoundError
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.people_tables import InviteRow, SessionRow, UserRow
from ng911risk.store.repository import Repository
from ng911risk.store.users import add_user, require_end, require_grant


class Purpose(StrEnum):
    """What a link is for."""

    FIRST = "first"
    """To make the first administrator of an installation."""

    JOIN = "join"
    """To make an account."""

    RESET = "reset"
    """To set a new password."""

    SECOND = "second"
    """To show the second factor after the password."""


LASTS: Final = {
    Purpose.FIRST: timedelta(hours=24),
    Purpose.JOIN: timedelta(days=7),
    Purpose.RESET: timedelta(hours=24),
    Purpose.SECOND: timedelta(minutes=5),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """A link to make an account, or to set a new password, that nobody has used yet."""

    id: str
    purpose: Purpose
    login: str
    name: str
    role: Role | None
    """Of the account that will be made; None: there is one already."""
    until: datetime | None
    """When the account will end."""
    expires_at: datetime
    """When the link ends."""


class Invites(Repository):
    """One-time links; the id of each is the SHA-256 of its secret."""

    def first(self, id: str, *, at: datetime) -> None:
        """Make the link for the first administrator; any made before ends."""
        self._scope.require(Permission.MANAGE_PEOPLE)
        self._session.execute(
            update(InviteRow)
            .where(
                InviteRow.tenant == self._tenant,
                InviteRow.purpose == Purpose.FIRST.value,
                InviteRow.used_at.is_(None),
            )
            .values(used_at=moment_text(at))
        )
        self._make(id, Purpose.FIRST, at=at)
        self._log.add("invite.made", id, at=at, purpose=Purpose.FIRST.value)

    def join(
        self, id: str, *, login: str, name: str, role: Role, until: datetime | None, at: datetime
    ) -> None:
        """
        Make a link for somebody who has no account yet.

        Raises:
            ConflictError: The sign-in name is taken.
            ForbiddenError: The scope does not allow it, or not that role.
            InputError: An auditor without an end, or with one too far away.
        """
        self._scope.require(Permission.MANAGE_PEOPLE)
        require_grant(self._scope, role)
        require_end(role, until, at=at)
        taken = select(UserRow.id).where(UserRow.tenant == self._tenant, UserRow.login == login)
        if self._session.execute(taken).one_or_none() is not None:
            raise ConflictError("Somebody signs in by this name already.")
        self._make(id, Purpose.JOIN, at=at, login=login, name=name, role=role.value, until=until)
        self._log.add("invite.made", id, at=at, purpose=Purpose.JOIN.value, role=role.value)

    def reset(self, id: str, user: str, *, at: datetime) -> None:
        """
        Make a link for somebody of this organisation to set a new password.

        Raises:
            ConflictError: They sign in with the provider of the organisation.
            ForbiddenError: The scope does not allow it, or they may do more than the scope.
            NotFoundError: Nobody of this organisation has that id.
        """
        self._scope.require(Permission.MANAGE_PEOPLE)
        row = self._user(user)
        require_grant(self._scope, Role(row.role))
        if row.oidc_subject is not None:
            raise ConflictError("They have no password here: they sign in with your provider.")
        self._make(id, Purpose.RESET, at=at, login=row.login, name=row.name, user=user)
        self._log.add("invite.made", id, at=at, purpose=Purpose.RESET.value, user=user)

    def second(self, id: str, user: str, *, at: datetime) -> None:
        """Make a ticket for somebody whose password was right and whose code is still due."""
        self._session.execute(
            delete(InviteRow).where(
                InviteRow.tenant == self._tenant,
                InviteRow.purpose == Purpose.SECOND.value,
                InviteRow.expires_at <= moment_text(at),
            )
        )
        self._make(id, Purpose.SECOND, at=at, user=user)
        self._log.add("sign-in.code-asked", user, at=at)

    def open(self, *, at: datetime) -> tuple[Invite, ...]:
        """
        Return the links that nobody has used yet, newest first.

        Those to make an account and those to set a new password: whoever holds one comes in.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.MANAGE_PEOPLE)
        query = (
            select(InviteRow)
            .where(
                InviteRow.tenant == self._tenant,
                InviteRow.purpose.in_([Purpose.JOIN.value, Purpose.RESET.value]),
                InviteRow.used_at.is_(None),
                InviteRow.expires_at > moment_text(at),
            )
            .order_by(InviteRow.created_at.desc(), InviteRow.id)
        )
        return tuple(map(_invite, self._session.scalars(query)))

    def withdraw(self, id: str, *, at: datetime) -> None:
        """
        End a link that nobody has used yet.

        Raises:
            ForbiddenError: The scope does not allow it.
            NotFoundError: There is none such in this organisation.
        """
        self._scope.require(Permission.MANAGE_PEOPLE)
        self._use(id, at)
        self._log.add("invite.withdrawn", id, at=at)

    def begin(
        self, id: str, *, login: str, name: str, role: Role, password_hash: str, at: datetime
    ) -> str:
        """
        Use the first link: make the first administrator and return their id.

        Raises:
            ConflictError: Somebody has an account already.
            NotFoundError: The link is none, has ended, or was used.
        """
        self._use(id, at, Purpose.FIRST)
        if self._session.execute(select(UserRow.id).limit(1)).one_or_none() is not None:
            raise ConflictError("There is an administrator already.")
        user = self._add_user(
            login=login, name=name, role=role, password_hash=password_hash, until=None, at=at
        )
        self._log.add("invite.used", id, at=at, purpose=Purpose.FIRST.value, user=user)
        return user

    def accept(self, id: str, *, password_hash: str, at: datetime) -> str:
        """
        Use a link to make the account that it was made for, and return its id.

        Raises:
            ConflictError: The sign-in name was taken meanwhile.
            NotFoundError: The link is none, has ended, or was used.
        """
        row = self._use(id, at, Purpose.JOIN)
        user = self._add_user(
            login=row.login,
            name=row.name,
            role=Role(row.role),
            password_hash=password_hash,
            until=None if row.until is None else moment_of(row.until),
            at=at,
        )
        self._log.add("invite.used", id, at=at, purpose=Purpose.JOIN.value, user=user)
        return user

    def renew(self, id: str, *, password_hash: str, at: datetime) -> str:
        """
        Use a link to set a new password, and return whose; all their sessions and locks end.

        Raises:
            NotFoundError: The link is none, has ended, or was used.
        """
        row = self._use(id, at, Purpose.RESET)
        user = self._user(row.user)
        self._session.execute(
            update(UserRow)
            .where(UserRow.tenant == self._tenant, UserRow.id == user.id)
            .values(password_hash=password_hash, failed=0, failed_at=None, locked_until=None)
        )
        # Whoever had stolen the account had perhaps made links of their own.
        self._end_sessions_and_resets(user.id, at)
        self._log.add("invite.used", id, at=at, purpose=Purpose.RESET.value, user=user.id)
        return user.id

    def redeem(self, id: str, *, at: datetime) -> str:
        """
        Use the ticket of a second factor, and return whose it was.

        Raises:
            NotFoundError: The ticket is none, has ended, or was used.
        """
        user: str = self._use(id, at, Purpose.SECOND).user
        self._log.add("sign-in.code-shown", user, at=at)
        return user

    def _make(
        self,
        id: str,
        purpose: Purpose,
        *,
        at: datetime,
        until: datetime | None = None,
        **texts: str,
    ) -> None:
        empty = dict.fromkeys(("login", "name", "role", "user"), "")
        self._session.execute(
            insert(InviteRow).values(
                tenant=self._tenant,
                id=id,
                purpose=purpose.value,
                **(empty | texts),
                until=None if until is None else moment_text(until),
                made_by=self._scope.user,
                created_at=moment_text(at),
                expires_at=moment_text(at + LASTS[purpose]),
                used_at=None,
            )
        )

    def _use(self, id: str, at: datetime, purpose: Purpose | None = None) -> InviteRow:
        """Row of a link that is used from now on; of two who come at once, one gets it."""
        query = select(InviteRow).where(
            InviteRow.tenant == self._tenant,
            InviteRow.id == id,
            InviteRow.used_at.is_(None),
            InviteRow.expires_at > moment_text(at),
        )
        if purpose is not None:
            query = query.where(InviteRow.purpose == purpose.value)
        row = self._session.execute(query.with_for_update()).scalar_one_or_none()
        if row is None:
            raise NotFoundError("This link was used already, has ended, or never was one.")
        self._session.execute(
            update(InviteRow)
            .where(InviteRow.tenant == self._tenant, InviteRow.id == id)
            .values(used_at=moment_text(at))
        )
        return row

    def _user(self, id: str) -> UserRow:
        query = select(UserRow).where(UserRow.tenant == self._tenant, UserRow.id == id)
        row = self._session.execute(query).scalar_one_or_none()
        if row is None:
            raise NotFoundError("There is no person with this id.")
        return row

    def _add_user(
        self,
        *,
        login: str,
        name: str,
        role: Role,
        password_hash: str,
        until: datetime | None,
        at: datetime,
    ) -> str:
        user = add_user(
            self._session,
            self._tenant,
            login=login,
            name=name,
            role=role.value,
            password_hash=password_hash,
            created_at=moment_text(at),
            expires_at=None if until is None else moment_text(until),
        )
        self._log.add("user.added", user, at=at, role=role.value)
        return user

    def _end_sessions_and_resets(self, user: str, at: datetime) -> None:
        self._session.execute(
            delete(SessionRow).where(SessionRow.tenant == self._tenant, SessionRow.user == user)
        )
        self._session.execute(
            update(InviteRow)
            .where(
                InviteRow.tenant == self._tenant,
                InviteRow.user == user,
                InviteRow.used_at.is_(None),
            )
            .values(used_at=moment_text(at))
        )


def _invite(row: InviteRow) -> Invite:
    return Invite(
        id=row.id,
        purpose=Purpose(row.purpose),
        login=row.login,
        name=row.name,
        role=Role(row.role) if row.role else None,
        until=None if row.until is None else moment_of(row.until),
        expires_at=moment_of(row.expires_at),
    )
