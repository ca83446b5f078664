"""Signing in, in one step or two, and out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ng911risk.store import Store
from ng911risk_api.auth.signing_in import (
    REFUSED,
    begin,
    code_taken,
    code_ticket,
    is_behind_proxy,
    own_path,
    paces_of,
    peer_of,
    proven,
    user_of_ticket,
)
from ng911risk_api.auth.visitor import COOKIE, anyone, signed_in
from ng911risk_api.deps import Stored, Using, Who
from ng911risk_api.settings import Settings
from ng911risk_api.web.fields import NAME_MAX, password_of
from ng911risk_api.web.forms import Posted, Stranger
from ng911risk_api.web.render import address_of_server, page, see_other

router = APIRouter(include_in_schema=False)


@router.get("/sign-in", dependencies=[anyone("to become known")])
def show(
    request: Request,
    next: Annotated[str, Query()] = "/",  # noqa: A002 - as in the address
    back: Annotated[str, Query()] = "",
) -> Response:
    """Ask for name and password, or say how to begin where nobody has an account."""
    with request.app.state.store.door() as door:
        if door.is_new():
            return page(request, "start/not_yet.html", address=address_of_server(request))
    return _asked(request, next, back=bool(back))


@router.post("/sign-in", dependencies=[anyone("to become known")])
def sign_in(request: Request, form: Stranger, parts: Using) -> Response:
    """Begin a session, or ask for the second factor."""
    store: Store = request.app.state.store
    settings: Settings = request.app.state.settings
    now, wanted = parts.now(), form.text("next")
    if _is_too_fast(request, now):
        return _slowed(request, wanted)
    user = proven(
        store,
        form.text("login"),
        password_of(form),
        at=now,
        scheme=settings.password_hash,
        tells=lambda: paces_of(request.app).unknown.lets(peer_of(request), now),
    )
    if user is not None and user.totp_secret:
        return _code_asked(request, code_ticket(store, user, at=now), wanted)
    begun = begin(request, user, own_path(wanted), at=now) if user is not None else None
    return begun or _asked(request, wanted, wrong=REFUSED, login=form.text("login"))


@router.post("/sign-in/code", dependencies=[anyone("to become known, with a ticket of step one")])
def check_code(request: Request, form: Stranger, parts: Using) -> Response:
    """Begin a session if the code is right."""
    store: Store = request.app.state.store
    now, wanted, ticket = parts.now(), form.text("next"), form.text("ticket")
    if _is_too_fast(request, now):
        return _slowed(request, wanted)
    user = user_of_ticket(store, ticket, at=now)
    if user is None:
        return _asked(request, wanted, wrong="That took longer than five minutes. Begin again.")
    if not code_taken(store, user, ticket, form.text("code"), at=now):
        wrong = (
            "This is not the code that the app shows now, or it was used already. Wait for the "
            "next one. After five wrong codes the account rests for 15 minutes."
        )
        return _code_asked(request, ticket, wanted, wrong=wrong)
    begun = begin(request, user, own_path(wanted), at=now)
    return begun or _asked(request, wanted, wrong=REFUSED)


@router.post("/sign-out", dependencies=[signed_in()])
def sign_out(form: Posted, stored: Stored, who: Who, parts: Using) -> Response:  # noqa: ARG001 - the form carries the token
    """End the session."""
    with stored.write() as rooms:
        rooms.sessions.end(who.session_id, at=parts.now())
    response = see_other("/sign-in")
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")
    return response


def _is_too_fast(request: Request, now: datetime) -> bool:
    """Whether the address of this request has had its tries; nothing is hashed for it then."""
    if is_behind_proxy(request):
        return False  # everybody would share the tries of the proxy, which can count by itself
    return not paces_of(request.app).tries.lets(peer_of(request), now)


def _slowed(request: Request, wanted: str) -> Response:
    return _asked(
        request,
        wanted,
        wrong="There were too many attempts from this computer. Wait a minute, then try again.",
        status=HTTPStatus.TOO_MANY_REQUESTS,
        headers={"Retry-After": "60"},
    )


def _asked(
    request: Request,
    wanted: str,
    wrong: str = "",
    login: str = "",
    *,
    back: bool = False,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
    headers: Mapping[str, str] | None = None,
) -> Response:
    settings: Settings = request.app.state.settings
    return page(
        request,
        "sign_in.html",
        status=status if wrong else HTTPStatus.OK,
        headers=headers,
        next=own_path(wanted),
        wrong=wrong,
        back=back,
        login=login[:NAME_MAX],
        elsewhere=bool(settings.oidc_issuer),
    )


def _code_asked(request: Request, ticket: str, wanted: str, wrong: str = "") -> Response:
    return page(
        request,
        "sign_in_code.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        ticket=ticket,
        next=own_path(wanted),
        wrong=wrong,
    )
