"""The people of one tenant."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from ng911risk.access import Permission, Role
from ng911risk.store.ids import new_id
from ng911risk.store.moments import moment_text
from ng911risk.store.people_tables import UserRow
from ng911risk.store.repository import Repository


class Users(Repository):
    """The people of one tenant."""

    def add(self, *, login: str, name: str, role: Role, password_hash: str, at: datetime) -> str:
        """
        Add somebody and return their id.

        Raises:
            ForbiddenError: The scope does not allow it.
        """
        self._scope.require(Permission.MANAGE_PEOPLE)
        id = new_id()
        self._session.execute(
            insert(UserRow).values(
                tenant=self._tenant,
                id=id,
                login=login,
                name=name,
                role=role.value,
                status="active",
                password_hash=password_hash,
                totp_secret="",
                totp_step=0,
                created_at=moment_text(at),
                failed=0,
            )
        )
        self._log.add("user.added", id, at=at, role=role.value)
        return id
