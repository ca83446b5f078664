"""The people of one tenant, as whoever manages them sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from ng911risk.access import Permission, Role, permissions_of
from ng911risk.access.scope import Scope
from ng911risk.errors import ConflictError, ForbiddenError, InputError, NotFoundError, Problem
from ng911risk.store.ids import known_form, new_id
from ng911risk.store.moments import moment_of, moment_text
from ng911risk.store.people_tables import InviteRow, SessionRow, UserRow
from ng911risk.store.repository import Repository

AUDITOR_LONGEST: Final = timedelta(days=366)
"""An auditor comes for one audit; whoever needs longer is invited again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account; nothing of how they prove who they are."""

    id: str
    login: str
    name: str
    role: Role
    status: str
    """``active`` or ``disabled``."""
    second_factor: bool
    elsewhere: bool
    """Whether they sign in with the provider of the organisation."""
    created_at: datetime
    seen_at: datetime | None
    expires_at: datetime | None


class Users(Repository):
    """The people of one tenant."""

    def add(
        self,
        *,
        login: str,
        name: str,
        role: Role,
        password_hash: str,
        at: datetime,
        until: datetime | None = None,
        subject: str | None = None,
    ) -> str:
        """
        Add somebody and return their id.

        Args:
            login: Name to sign in with, in lower case; unique in the installation.
            name: For people.
            role: At most what the scope may do itself.
            password_hash: Empty if no password can be used.
            at: Now.
            until: When the account ends.
            subject: Issuer and subject of the provider that they sign in with.

        Raises:
            ConflictError: The sign-in name is taken.
            ForbiddenError: The scope does not allow it, or not that role.
            InputError: An auditor without an end, or with one too far away.
        """
        self._scope.require(Permission.MANAGE_PEOPLE)
        require_grant(self._scope, role)
        require_end(role, until, at=at)
        id = add_user(
            self._session,
            self._tenant,
            login=login,
            name=name,
            role=role.value,
            password_hash=password_hash,
            oidc_subject=subject,
            created_at=moment_text(at),
            expires_at=None if until is None else moment_text(until),
        )
        self._log.add("user.added", id, at=at, role=role.value)
        return id

    def all(self) -> tuple[Person, ...]:
        """
        Everybody, by name.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.MANAGE_PEOPLE)
        rows = self._session.scalars(select(UserRow).where(UserRow.tenant == self._tenant))
        return tuple(sorted(map(_person, rows), key=lambda one: (one.name.casefold(), one.id)))

    def get(self, id: str) -> Person:
        """
        One of them.

        Raises:
            ForbiddenError: The scope does not allow it.
            NotFoundError: Nobody of this organisation has that id.
        """
        self._scope.require(Permission.MANAGE_PEOPLE)
        return _person(self._row(id, hold=False))

    def change_role(
        self, id: str, role: Role, *, was: Role, until: datetime | None, at: datetime
    ) -> None:
        """
        Give somebody another role, or another end; they stay signed in, with the new role.

        Args:
            id: Of whom.
            role: The new one; at most what the scope may do itself.
            was: The role that whoever decides saw.
            until: When the account ends; None: never.
            at: Now.

        Raises:
            ConflictError: Their role is another by now, or they are the last administrator.
            ForbiddenError: The scope does not allow it, for either of the roles.
            InputError: An auditor without an end, or with one too far away.
            NotFoundError: Nobody of this organisation has that id.
        """
        row = self._may_change(id)
        if row.role != was.value:
            raise ConflictError(f"Somebody else made this person: {Role(row.role).words}.")
        require_grant(self._scope, role)
        require_end(role, until, at=at)
        if Permission.MANAGE_PEOPLE not in permissions_of(role) or until is not None:
            self._keep_one_administrator(id, at)
        self._set(id, role=role.value, expires_at=None if until is None else moment_text(until))
        self._withdraw_invites_of(id, at)
        self._log.add("user.role-changed", id, at=at, was=was.value, role=role.value)

    def disable(self, id: str, *, at: datetime) -> None:
        """
        Shut somebody out, at once and wherever they are signed in.

        Raises:
            ConflictError: They are the last administrator.
            ForbiddenError: The scope does not allow it.
            NotFoundError: Nobody of this organisation has that id.
        """
        self._may_change(id)
        self._keep_one_administrator(id, at)
        self._set(id, status="disabled")
        self._end_sessions_of(id)
        self._withdraw_invites_of(id, at)
        self._end_links_to(id, at)
        self._log.add("user.disabled", id, at=at)

    def enable(self, id: str, *, at: datetime) -> None:
        """
        Let somebody in again.

        Raises:
            ForbiddenError: The scope does not allow it.
            NotFoundError: Nobody of this organisation has that id.
        """
        self._may_change(id)
        self._set(id, status="active", failed=0, failed_at=None, locked_until=None)
        self._log.add("user.enabled", id, at=at)

    def drop_second_factor(self, id: str, *, at: datetime) -> None:
        """
        Let somebody who lost their telephone sign in with the password alone.

        Raises:
            ForbiddenError: The scope does not allow it.
            NotFoundError: Nobody of this organisation has that id.
        """
        self._may_change(id)
        self._set(id, totp_secret="", totp_step=0, recovery="")
        self._end_sessions_of(id)
        self._log.add("user.second-factor-dropped", id, at=at)

    def sign_out(self, id: str, *, at: datetime) -> None:
        """
        End every session of somebody.

        Raises:
            ForbiddenError: The scope does not allow it.
            NotFoundError: Nobody of this organisation has that id.
        """
        self._may_change(id)
        self._end_sessions_of(id)
        self._log.add("user.signed-out", id, at=at)

    def follow(self, id: str, role: Role, *, until: datetime | None, at: datetime) -> None:
        """
        Give somebody the role that their groups at the provider say; nothing if it is the same.

        Raises:
            ForbiddenError: The scope does not allow it.
            NotFoundError: Nobody of this organisation has that id.
        """
        row = self._may_change(id)
        end = None if until is None else moment_text(until)
        if row.role == role.value and (end is None) == (row.expires_at is None):
            if end is not None:
                self._set(id, expires_at=end)
                self._log.add("user.end-moved", id, at=at)
            return
        require_grant(self._scope, role)
        require_end(role, until, at=at)
        was = row.role
        self._set(id, role=role.value, expires_at=end)
        self._withdraw_invites_of(id, at)
        self._log.add("user.role-changed", id, at=at, was=was, role=role.value)

    def _may_change(self, id: str) -> UserRow:
        """Row of somebody who may do no more than the scope may."""
        self._scope.require(Permission.MANAGE_PEOPLE)
        row = self._row(id)
        require_grant(self._scope, Role(row.role))
        return row

    def _row(self, id: str, *, hold: bool = True) -> UserRow:
        """Row of somebody; nobody else changes it until the transaction ends, if it is held."""
        query = select(UserRow).where(
            UserRow.tenant == self._tenant, UserRow.id == known_form(id, "person")
        )
        query = query.with_for_update() if hold else query
        row = self._session.execute(query).scalar_one_or_none()
        if row is None:
            raise NotFoundError("There is no person with this id.")
        return row

    def _set(self, id: str, **values: str | int | None) -> None:
        self._session.execute(
            update(UserRow).where(UserRow.tenant == self._tenant, UserRow.id == id).values(**values)
        )

    def _keep_one_administrator(self, id: str, at: datetime) -> None:
        """Refuse what would leave nobody who can let others in."""
        # All of them are held, so that two cannot shut each other out in the same moment.
        query = select(UserRow).where(UserRow.tenant == self._tenant).order_by(UserRow.id)
        rows = self._session.scalars(query.with_for_update()).all()
        if not any(row.id == id and _administers(row, at) for row in rows):
            return
        if not any(row.id != id and _administers(row, at) for row in rows):
            raise ConflictError(
                "This is the last administrator: make somebody else administrator first."
            )

    def _end_sessions_of(self, id: str) -> None:
        self._session.execute(
            delete(SessionRow).where(SessionRow.tenant == self._tenant, SessionRow.user == id)
        )

    def _withdraw_invites_of(self, id: str, at: datetime) -> None:
        """Take back the open invitations that somebody made while they were allowed to."""
        self._session.execute(
            update(InviteRow)
            .where(
                InviteRow.tenant == self._tenant,
                InviteRow.made_by == id,
                InviteRow.used_at.is_(None),
            )
            .values(used_at=moment_text(at))
        )

    def _end_links_to(self, id: str, at: datetime) -> None:
        """End the links with which somebody could set a password, or show a second factor."""
        self._session.execute(
            update(InviteRow)
            .where(
                InviteRow.tenant == self._tenant,
                InviteRow.user == id,
                InviteRow.used_at.is_(None),
            )
            .values(used_at=moment_text(at))
        )


def add_user(session: Session, tenant: str, **values: str | None) -> str:
    """Add the row of a person and return their id; whether it is allowed was asked before."""
    id = new_id()
    session.execute(
        insert(UserRow).values(
            tenant=tenant,
            id=id,
            status="active",
            totp_secret="",
            totp_step=0,
            recovery="",
            failed=0,
            **values,
        )
    )
    return id


def require_grant(scope: Scope, role: Role) -> None:
    """
    Go on only if `role` may do nothing that the scope may not.

    Raises:
        ForbiddenError: It may do more.
    """
    if not permissions_of(role) <= scope.permissions:
        raise ForbiddenError(f"to make somebody: {role.words}")


def require_end(role: Role, until: datetime | None, *, at: datetime) -> None:
    """
    Go on only if an account of `role` may end at `until`.

    Raises:
        InputError: It is past, or it is an auditor's and missing or too far away.
    """
    message = ""
    if until is not None and until <= at:
        message = "The last day is over already."
    elif role is Role.AUDITOR and until is None:
        message = "An auditor needs a last day."
    elif role is Role.AUDITOR and until is not None and until > at + AUDITOR_LONGEST:
        message = "An auditor can be let in for a year at most."
    if message:
        raise InputError([Problem(file="the form", field="until", message=message)])


def _administers(row: UserRow, at: datetime) -> bool:
    return (
        row.status == "active"
        and Permission.MANAGE_PEOPLE in permissions_of(Role(row.role))
        and (row.expires_at is None or row.expires_at > moment_text(at))
    )


def _person(row: UserRow) -> Person:
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        status=row.status,
        second_factor=bool(row.totp_secret),
        elsewhere=row.oidc_subject is not None,
        created_at=moment_of(row.created_at),
        seen_at=None if row.seen_at is None else moment_of(row.seen_at),
        expires_at=None if row.expires_at is None else moment_of(row.expires_at),
    )
