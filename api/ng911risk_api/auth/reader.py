"""
An auditor with a link: the scope of one sealed assessment, and of nothing else.

The secret of the link is given up once for a cookie of its own, which only the pages of
the link ask for: `ng911risk_api.auth.visitor` does not know it, so nothing else in this
application can be reached with it. A link is open in one browser at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import Depends, Request

from ng911risk.access import Permission, Scope, permissions_of
from ng911risk.errors import NotFoundError
from ng911risk.store import Store
from ng911risk.store.door import KnownToken, KnownUser
from ng911risk_api.auth.secrets import hash_of
from ng911risk_api.auth.visitor import is_active
from ng911risk_api.deps import Desk

COOKIE: Final = "__Host-ng911risk-read"

_HELD: Final = frozenset({Permission.READ_REPORT, Permission.READ_EVIDENCE})
_ENDED: Final = (
    "This link opens nothing, or nothing any more: it may have ended, been taken back, or been "
    "opened in another browser. Open it again, or ask whoever sent it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who reads by a link."""

    desk: Desk
    link: KnownToken

    @property
    def assessment(self) -> str:
        """Id of the one assessment."""
        return self.link.assessment


def link_of(store: Store, secret: str, now: datetime) -> KnownToken:
    """
    Return the link with that secret.

    Raises:
        NotFoundError: There is none, or it has ended.
    """
    with store.door() as door:
        return _holding(door.token(hash_of(secret)), now)


def scope_of_link(link: KnownToken) -> Scope:
    """Scope of one sealed assessment."""
    return Scope(
        tenant=link.tenant,
        user="",
        name=link.name,
        via="link",
        role=None,
        permissions=_HELD,
        site=link.site,
        assessment=link.assessment,
        token=link.id,
    )


def _reader(request: Request) -> Reader:
    """
    Return who reads with the cookie of a link.

    Raises:
        NotFoundError: The link is not open here, or has ended.
    """
    store: Store = request.app.state.store
    now: datetime = request.app.state.parts.now()
    secret = request.cookies.get(COOKIE, "")
    with store.door() as door:
        link = _holding(door.open_link(hash_of(secret)) if secret else None, now)
    if link.session_until is None or link.session_until <= now:
        raise NotFoundError(_ENDED)
    return Reader(desk=Desk(store=store, scope=scope_of_link(link)), link=link)


def _holding(link: KnownToken | None, now: datetime) -> KnownToken:
    held = (
        link is not None
        and link.kind == "auditor"
        and not link.revoked
        and link.expires_at > now
        and (link.by_machine or _may_still_lend(link.maker, now))
    )
    if link is None or not held:
        raise NotFoundError(_ENDED)
    return link


def _may_still_lend(maker: KnownUser | None, now: datetime) -> bool:
    """Whether somebody may come in now, and may give such a link now."""
    return (
        maker is not None
        and is_active(maker, now)
        and Permission.LINK_AUDITOR in permissions_of(maker.role)
    )


Reading = Annotated[Reader, Depends(_reader, scope="function")]
"""What a page of a link asks for."""
