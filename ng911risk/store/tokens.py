"""Access tokens of programs and links of auditors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update

from ng911risk.access import Permission
from ng911risk.store.ids import new_id
from ng911risk.store.moments import moment_text
from ng911risk.store.people_tables import TokenRow
from ng911risk.store.repository import Repository
from ng911risk.store.session_options import UNTOLD_OPTION


class Tokens(Repository):
    """Access tokens of programs and links of auditors; only a hash of each is kept."""

    def add_api(
        self,
        *,
        name: str,
        hash: str,  # noqa: A002 - what it is
        may_write: bool,
        site: str | None,
        at: datetime,
        until: datetime,
    ) -> str:
        """Add a token of a program and return its id; `hash` is the SHA-256 of the secret."""
        self._scope.require(Permission.MAKE_TOKEN)
        id = new_id()
        self._session.execute(
            insert(TokenRow).values(
                tenant=self._tenant,
                id=id,
                kind="api",
                name=name,
                hash=hash,
                site=site,
                assessment=None,
                may_write=may_write,
                made_by=self._scope.user,
                created_at=moment_text(at),
                expires_at=moment_text(until),
            )
        )
        self._log.add("token.made", id, at=at, may_write=may_write, site=site)
        return id

    def used(self, id: str, *, at: datetime) -> None:
        """Note that it was used; no entry, as what was done with it has its own."""
        self._session.execute(
            update(TokenRow)
            .where(TokenRow.tenant == self._tenant, TokenRow.id == id)
            .values(used_at=moment_text(at))
            .execution_options(**{UNTOLD_OPTION: True})
        )
