"""Signing in and out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ng911risk.store import Store
from ng911risk_api.auth.passwords import fits
from ng911risk_api.auth.secrets import hash_of, new_secret
from ng911risk_api.auth.visitor import ABSOLUTE, COOKIE, anyone, scope_of, signed_in
from ng911risk_api.deps import Stored, Using, Who
from ng911risk_api.web.forms import Posted, Stranger
from ng911risk_api.web.render import page

router = APIRouter(include_in_schema=False)


@router.get("/sign-in", dependencies=[anyone("to become known")])
def show(request: Request, next: Annotated[str, Query()] = "/") -> Response:  # noqa: A002 - as in the address
    """Ask for name and password."""
    return page(request, "sign_in.html", next=_own(next), wrong="")


@router.post("/sign-in", dependencies=[anyone("to become known")])
def sign_in(request: Request, form: Stranger, parts: Using) -> Response:
    """Begin a session."""
    store: Store = request.app.state.store
    with store.door() as door:
        user = door.user_named(form.text("login").casefold())
    good = fits(user.password_hash if user else "", form.text("password"))
    if user is None or not good or user.status != "active":
        wrong = "The name or the password is not right."
        return page(
            request,
            "sign_in.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            next=_own(form.text("next")),
            wrong=wrong,
        )
    secret, now = new_secret(), parts.now()
    with store.write(scope_of(user)) as rooms:
        rooms.sessions.add(
            hash_of(secret),
            user=user.id,
            agent=request.headers.get("user-agent", "")[:200],
            at=now,
            until=now + ABSOLUTE,
        )
    response = Response(
        status_code=HTTPStatus.SEE_OTHER, headers={"Location": _own(form.text("next"))}
    )
    response.set_cookie(COOKIE, secret, secure=True, httponly=True, samesite="lax", path="/")
    return response


@router.post("/sign-out", dependencies=[signed_in()])
def sign_out(form: Posted, stored: Stored, who: Who, parts: Using) -> Response:  # noqa: ARG001 - the form carries the token
    """End the session."""
    with stored.write() as rooms:
        rooms.sessions.end(who.session_id, at=parts.now())
    response = Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": "/sign-in"})
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")
    return response


def _own(address: str) -> str:
    """`address` if it is a path of ours, else the first page."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if ours and address.isprintable() else "/"
