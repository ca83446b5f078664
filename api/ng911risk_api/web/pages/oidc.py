"""Signing in with the provider of the organisation: there, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote, unquote

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from ng911risk.access import Role, Scope, command_line
from ng911risk.errors import ConflictError
from ng911risk.store import LOCAL, Store
from ng911risk.store.door import KnownUser
from ng911risk.store.users import AUDITOR_LONGEST
from ng911risk_api.auth.secrets import new_secret
from ng911risk_api.auth.signing_in import begin, own_path
from ng911risk_api.auth.single_sign_on import (
    Known,
    SignInRefusedError,
    address_to_go,
    whoever_came,
)
from ng911risk_api.auth.visitor import anyone
from ng911risk_api.deps import Using
from ng911risk_api.settings import Grant, Settings
from ng911risk_api.web.render import address_of_server, page, see_other

router = APIRouter(include_in_schema=False)

COOKIE: Final = "__Host-ng911risk-there"
_MINUTES: Final = 10


@router.get("/oidc/begin", dependencies=[anyone("to become known elsewhere")])
def there(request: Request, next: Annotated[str, Query()] = "/") -> Response:  # noqa: A002 - as in the address
    """Send the browser to the provider."""
    settings = _settings(request)
    secret = new_secret()
    try:
        address = address_to_go(settings, secret, _redirect(request))
    except SignInRefusedError as error:
        return _refused(request, str(error))
    response = see_other(address)
    response.set_cookie(
        COOKIE,
        f"{secret}.{quote(own_path(next), safe='')}",
        max_age=_MINUTES * 60,
        secure=True,
        httponly=True,
        samesite="lax",
        path="/",
    )
    return response


@router.get("/oidc/callback", dependencies=[anyone("to become known elsewhere")])
def back(request: Request, parts: Using) -> Response:
    """Begin a session for whom the provider knows."""
    settings, store = _settings(request), request.app.state.store
    secret, _, wanted = request.cookies.get(COOKIE, "").partition(".")
    try:
        known = whoever_came(
            settings, secret, _redirect(request), request.query_params, at=parts.now()
        )
        user = _account(store, settings, known, parts.now())
    except (SignInRefusedError, ConflictError) as error:
        response = _refused(request, str(error))
    else:
        response = begin(request, user, own_path(unquote(wanted)), at=parts.now()) or _refused(
            request, "Your account here is shut or has ended."
        )
    # An answer is good for one return.
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")
    return response


def _account(store: Store, settings: Settings, known: Known, at: datetime) -> KnownUser:
    """
    Account of somebody of the provider, made at their first sign-in; the role follows the groups.

    Raises:
        ConflictError: Somebody with a password here has that sign-in name.
        SignInRefusedError: None of their groups lets them in.
    """
    with store.door() as door:
        user = door.user_known_as(known.subject)
    grant = settings.granted(known.groups)
    if grant is None or (user is not None and user.tenant != grant.tenant):
        with store.write(_provider_scope(user.tenant if user else LOCAL.tenant)) as rooms:
            rooms.credentials.refused(user.id if user else "", why="groups", at=at)
            if user is not None:
                rooms.users.sign_out(user.id, at=at)
        raise SignInRefusedError("None of your groups lets you in here.")
    _follow(store, grant, known, user, at)
    with store.door() as door:
        found = door.user_known_as(known.subject)
    if found is None:
        raise SignInRefusedError("Your account was removed just now.")
    return found


def _follow(store: Store, grant: Grant, known: Known, user: KnownUser | None, at: datetime) -> None:
    until = at + AUDITOR_LONGEST if grant.role is Role.AUDITOR else None
    with store.door() as door:
        taken = door.user_named(known.login)
    with store.write(_provider_scope(grant.tenant)) as rooms:
        if user is not None:
            rooms.users.follow(user.id, grant.role, until=until, at=at)
            return
        if taken is not None:
            raise ConflictError("Somebody signs in here with a password by your name already.")
        rooms.users.add(
            login=known.login,
            name=known.name,
            role=grant.role,
            password_hash="",
            subject=known.subject,
            until=until,
            at=at,
        )


def _provider_scope(tenant: str) -> Scope:
    """Scope of the provider: whoever runs the server lets it say who has which role."""
    return replace(command_line(tenant, "single sign-on"), via="page")


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    if not settings.oidc_issuer:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return settings


def _redirect(request: Request) -> str:
    return f"{address_of_server(request)}/oidc/callback"


def _refused(request: Request, why: str) -> Response:
    return page(request, "sign_in_refused.html", status=HTTPStatus.FORBIDDEN, why=why)
