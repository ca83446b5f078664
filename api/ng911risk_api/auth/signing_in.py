"""
Signing in, step by step: the password, the second factor, the session.

Whether a name is known, locked or wrong cannot be told from an answer or its time: each
refused try hashes once, and all get the same sentence. Of names that nobody has, one try a
minute from each address is told in the log, so that nobody fills it with them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response

from ng911risk.access import Scope
from ng911risk.store import LOCAL, Rooms, Store
from ng911risk.store.door import KnownUser
from ng911risk_api.auth.pace import Pace
from ng911risk_api.auth.passwords import Scheme, fits, hashed, is_dated
from ng911risk_api.auth.second_factor import recovery_hash, step_of
from ng911risk_api.auth.secrets import hash_of, new_secret
from ng911risk_api.auth.visitor import ABSOLUTE, COOKIE, is_active, scope_of
from ng911risk_api.settings import Settings

REFUSED = (
    "The name and the password do not fit, or there were too many attempts. "
    "After five wrong ones an account rests for 15 minutes."
)


TRIES: Final = 20
"""Tries to sign in that one address has in a minute."""

_WITHIN: Final = timedelta(minutes=1)


class Paces:
    """
    How often one address may try, and how often a name that nobody has is told in the log.

    Hashing a password is costly on purpose, so who tries without end is refused before it.
    """

    def __init__(self) -> None:
        self.tries = Pace(TRIES, _WITHIN)
        self.unknown = Pace(1, _WITHIN)


def doorstep(tenant: str) -> Scope:
    """Scope of somebody who is not known yet: it may do nothing."""
    return Scope(
        tenant=tenant,
        user="",
        name="not signed in",
        via="page",
        role=None,
        permissions=frozenset(),
    )


def proven(
    store: Store,
    login: str,
    password: str,
    *,
    at: datetime,
    scheme: Scheme,
    tells: Callable[[], bool] = lambda: True,
) -> KnownUser | None:
    """
    Whoever signs in by that name with that password, if they may come in now.

    Args:
        store: Where they are looked for.
        login: The name.
        password: The password.
        at: Now.
        scheme: How passwords are hashed.
        tells: Asked for a name that nobody has: whether it is told in the log.
    """
    with store.door() as door:
        user = door.user_named(login.casefold())
    if not confirmed(store, user, password, at=at, scheme=scheme, tells=tells):
        return None
    if user is not None and is_dated(user.password_hash, scheme):
        with store.write(scope_of(user)) as rooms:
            rooms.credentials.rehash(user.id, hashed(password, scheme), at=at)
    return user


def confirmed(
    store: Store,
    user: KnownUser | None,
    password: str,
    *,
    at: datetime,
    scheme: Scheme,
    tells: Callable[[], bool] = lambda: True,
) -> bool:
    """Whether this is the password of `user`; a wrong one counts and is told in the log."""
    right = fits(user.password_hash if user else "", password, scheme)
    locked = user is not None and user.locked_until is not None and user.locked_until > at
    if user is not None and right and not locked and is_active(user, at):
        return True
    with store.write(doorstep(user.tenant) if user else doorstep(LOCAL.tenant)) as rooms:
        if user is None and not tells():
            return False
        why = "locked" if locked else "password" if not right else "no access"
        rooms.credentials.refused(user.id if user else "", why=why, at=at)
    return False


def paces_of(app: FastAPI) -> Paces:
    """How often somebody may try to sign in, counted by the running server."""
    found: Paces | None = getattr(app.state, "sign_in_paces", None)
    if found is None:
        found = app.state.sign_in_paces = Paces()
    return found


def peer_of(request: Request) -> str:
    """Address that a request comes from, as far as this server can see."""
    return request.client.host if request.client else ""


def is_behind_proxy(request: Request) -> bool:
    """Whether another server passed this on, so that everybody comes from one address."""
    settings: Settings = request.app.state.settings
    return settings.secure and request.url.scheme != "https"


def code_ticket(store: Store, user: KnownUser, *, at: datetime) -> str:
    """Secret that says for five minutes whose password was right."""
    ticket = new_secret()
    with store.write(doorstep(user.tenant)) as rooms:
        rooms.invites.second(hash_of(ticket), user.id, at=at)
    return ticket


def user_of_ticket(store: Store, ticket: str, *, at: datetime) -> KnownUser | None:
    """Whose password was right."""
    with store.door() as door:
        found = door.invite(hash_of(ticket))
        if found is None or found.purpose != "second" or found.used or found.expires_at <= at:
            return None
        return door.user(found.tenant, found.user)


def code_taken(store: Store, user: KnownUser, ticket: str, code: str, *, at: datetime) -> bool:
    """Use up a code of `user` together with the ticket; a wrong one counts."""
    with store.write(doorstep(user.tenant)) as rooms:
        if not rooms.credentials.is_locked(user.id, at=at) and use_code(rooms, user, code, at=at):
            rooms.invites.redeem(hash_of(ticket), at=at)
            return True
        rooms.credentials.refused(user.id, why="second factor", at=at)
    return False


def use_code(rooms: Rooms, user: KnownUser, code: str, *, at: datetime) -> bool:
    """Use up a code of the app or of the drawer."""
    step = step_of(user.totp_secret, code, at)
    if step is not None:
        return rooms.credentials.use_step(user.id, step, at=at)
    return rooms.credentials.use_recovery(user.id, recovery_hash(code), at=at)


def begin(request: Request, user: KnownUser, location: str, *, at: datetime) -> Response | None:
    """
    Begin a session under a new secret, whatever cookie came; None: not admitted after all.

    Raises:
        StoreError: It cannot be entered in the log, so nobody is signed in.
    """
    store: Store = request.app.state.store
    _end_session_before(request, store, at)
    secret = new_secret()
    with store.write(scope_of(user)) as rooms:
        if not rooms.credentials.admitted(user.id, at=at):
            return None
        rooms.sessions.sweep(at=at)
        rooms.sessions.add(
            hash_of(secret), user=user.id, agent=agent_of(request), at=at, until=at + ABSOLUTE
        )
    response = Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": location})
    set_cookie(response, secret)
    return response


def _end_session_before(request: Request, store: Store, at: datetime) -> None:
    secret = request.cookies.get(COOKIE, "")
    if not secret:
        return
    with store.door() as door:
        before = door.session(hash_of(secret))
    if before is not None:
        with store.write(scope_of(before.user)) as rooms:
            rooms.sessions.end(before.id, at=at)


def agent_of(request: Request) -> str:
    """What the browser says it is."""
    return request.headers.get("user-agent", "")[:200]


def set_cookie(response: Response, secret: str) -> None:
    """Give the browser the secret of its session."""
    response.set_cookie(COOKIE, secret, secure=True, httponly=True, samesite="lax", path="/")


def own_path(address: str) -> str:
    """`address` if it is a path of ours, else the first page."""
    ours = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if ours and address.isprintable() else "/"
