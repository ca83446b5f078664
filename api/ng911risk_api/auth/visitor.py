"""
Who sent this request, and the scope that follows: from a session cookie or a token.

Scopes for HTTP are made here; those of an auditor's link, which opens no other door, in
`ng911risk_api.auth.reader`. A route names the permission it needs
with `allow`, or says `anyone`; one that does neither is refused by a house test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from fastapi import Depends, Request

from ng911risk.access import Permission, Scope, permissions_of
from ng911risk.access.permissions import Role
from ng911risk.store import Store
from ng911risk.store.door import KnownAsk, KnownToken, KnownUser, OpenSession
from ng911risk_api.auth.secrets import hash_of

COOKIE: Final = "__Host-ng911risk"
"""Browsers keep a __Host- cookie only from a secure origin; loopback counts as one."""

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
_SEEN_EVERY: Final = timedelta(minutes=1)

# What a token may do at most: it is made for programs, never for administration.
_READ: Final = frozenset(
    {Permission.READ_SITE, Permission.READ_REPORT, Permission.READ_EVIDENCE, Permission.EXPORT}
)
_WRITE: Final = _READ | {
    Permission.MAKE_SITE,
    Permission.EDIT_INVENTORY,
    Permission.ANSWER,
    Permission.ADD_EVIDENCE,
    Permission.SEAL,
    Permission.PUBLISH,
}
# A token of one sealed assessment reads that and nothing else.
_ONE: Final = frozenset({Permission.READ_REPORT})


class NotSignedIn(Exception):  # noqa: N818 - it is no error of ours or theirs
    """Nobody, or somebody whose session has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who sent a request."""

    scope: Scope
    user: KnownUser | None = None
    """None for a token or a link."""
    session_id: str = ""
    secret: str = field(default="", repr=False)
    """Secret of the session, for the token of its forms."""


async def visitor(request: Request) -> Visitor:
    """
    Return who sent this request; looked up once.

    Raises:
        NotSignedIn: Nobody known.
    """
    found: Visitor | None = getattr(request.state, "visitor", None)
    if found is None:
        from starlette.concurrency import run_in_threadpool  # noqa: PLC0415 - only here

        found = await run_in_threadpool(_look_up, request)
        request.state.visitor = found
    return found


def _look_up(request: Request) -> Visitor:
    store: Store = request.app.state.store
    now: datetime = request.app.state.parts.now()
    kind, _, bearer = request.headers.get("authorization", "").partition(" ")
    if kind.casefold() == "bearer" and bearer:
        return visitor_by_token(store, bearer.strip(), now)
    secret = request.cookies.get(COOKIE, "")
    # a form of another site cannot carry a token, so what changes something over the
    # interface needs one; pages have the token of their form
    if request.url.path.startswith("/api/") and request.method not in {"GET", "HEAD"}:
        secret = ""
    if not secret:
        raise NotSignedIn
    with store.door() as door:
        session = door.session(hash_of(secret))
    return _by_session(store, session, secret, now)


def visitor_by_token(store: Store, secret: str, now: datetime) -> Visitor:
    """
    Return the program that holds this access token.

    Raises:
        NotSignedIn: It is none, it has ended, or its maker was shut out.
    """
    with store.door() as door:
        token = door.token(hash_of(secret))
    return _by_token(store, token, now)


def _by_token(store: Store, token: KnownToken | None, now: datetime) -> Visitor:
    if token is None or token.revoked or token.expires_at <= now or token.kind != "api":
        raise NotSignedIn
    if not token.by_machine and not is_active(token.maker, now):
        raise NotSignedIn  # whoever is shut out takes their tokens along
    scope = Scope(
        tenant=token.tenant,
        user="",
        name=token.name,
        via="token",
        role=None,
        permissions=_held(token),
        site=token.site,
        assessment=token.assessment,
        token=token.id,
    )
    if token.used_at is None or token.used_at + _SEEN_EVERY <= now:
        with store.write(scope) as rooms:
            rooms.tokens.used(token.id, at=now)
    return Visitor(scope=scope)


def _held(token: KnownToken) -> frozenset[Permission]:
    """What a token may do: what it was made for, and never more than its maker holds now."""
    wanted = _ONE if token.assessment else _WRITE if token.may_write else _READ
    return wanted if token.maker is None else wanted & permissions_of(Role(token.maker.role))


def is_active(user: KnownUser | None, now: datetime) -> bool:
    """Whether somebody may come in now: there, not shut out, and not past their last day."""
    return (
        user is not None
        and user.status == "active"
        and (user.expires_at is None or user.expires_at > now)
    )


def _by_session(store: Store, session: OpenSession | None, secret: str, now: datetime) -> Visitor:
    if session is None or session.expires_at <= now or session.seen_at + IDLE <= now:
        raise NotSignedIn
    user = session.user
    if not is_active(user, now):
        raise NotSignedIn
    scope = scope_of(user)
    if session.seen_at + _SEEN_EVERY <= now:
        with store.write(scope) as rooms:
            rooms.sessions.seen(session.id, at=now)
    return Visitor(scope=scope, user=user, session_id=session.id, secret=secret)


def scope_of(user: KnownUser, via: str = "page") -> Scope:
    """Scope of a person in their own organisation."""
    return Scope(
        tenant=user.tenant,
        user=user.id,
        name=user.name,
        via=via,
        role=user.role,
        permissions=permissions_of(Role(user.role)),
    )


def scope_of_reply(ask: KnownAsk, name: str = "") -> Scope:
    """Scope of somebody who was asked, by their link: these questions and nothing else."""
    return Scope(
        tenant=ask.tenant,
        user="",
        name=name or ask.to_name,
        via="link",
        role=None,
        permissions=frozenset({Permission.REPLY}),
        site=ask.site,
        token=ask.id,
    )


class Allow:
    """The permission that a route needs; the role matrix of the tests reads it."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> None:
        """Refuse whoever does not hold the permission."""
        (await visitor(request)).scope.require(self.permission)


class SignedIn:
    """A route for whoever is signed in, whatever they may do."""

    async def __call__(self, request: Request) -> None:
        """Refuse nobody but strangers."""
        await visitor(request)


class Anyone:
    """A route that is open to strangers; each has its reason."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    async def __call__(self) -> None:
        """Let everybody in."""


def allow(permission: Permission) -> Any:  # noqa: ANN401 - what Depends gives
    """Dependency of a route that needs `permission`."""
    return Depends(Allow(permission))


def signed_in() -> Any:  # noqa: ANN401 - what Depends gives
    """Dependency of a route for everybody who is signed in."""
    return Depends(SignedIn())


def anyone(reason: str) -> Any:  # noqa: ANN401 - what Depends gives
    """Dependency of a route for strangers, with the reason."""
    return Depends(Anyone(reason))
