"""The first account of an installation, by the one-time link of the terminal."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from ng911risk.access import Role
from ng911risk.store import LOCAL, Store
from ng911risk_api.auth.first_start import require_first_link
from ng911risk_api.auth.password_rules import complaint
from ng911risk_api.auth.passwords import hashed
from ng911risk_api.auth.secrets import hash_of
from ng911risk_api.auth.signing_in import begin
from ng911risk_api.auth.visitor import anyone
from ng911risk_api.deps import Using
from ng911risk_api.settings import Settings
from ng911risk_api.web.fields import (
    login_complaint,
    name_complaint,
    password_of,
)
from ng911risk_api.web.forms import Form, Stranger
from ng911risk_api.web.render import page, see_other

router = APIRouter(include_in_schema=False)

_KINDS = {"psap": Role.PSAP_ADMINISTRATOR, "state": Role.STATE_COORDINATOR}
_LABELS = {
    "name": "Your name",
    "login": "Name to sign in with",
    "centre": "Name of your centre",
    "password": "Password",
    "again": "The password again",
    "kind": "What it is",
}
_FIRST = replace(LOCAL, name="first start", via="link")


@router.get("/start/{secret}", dependencies=[anyone("the secret is the key")])
def show(request: Request, secret: str, parts: Using) -> Response:
    """Ask who begins here."""
    require_first_link(request.app.state.store, secret, at=parts.now())
    return _asked(request, secret)


@router.post("/start/{secret}", dependencies=[anyone("the secret is the key")])
def start(request: Request, secret: str, form: Stranger, parts: Using) -> Response:
    """Make the first administrator and sign them in."""
    require_first_link(request.app.state.store, secret, at=parts.now())
    wrong = _wrong(form)
    if wrong:
        return _asked(request, secret, form, wrong)
    store: Store = request.app.state.store
    settings: Settings = request.app.state.settings
    now, login, kind = parts.now(), form.text("login").casefold(), form.text("kind")
    with store.write(_FIRST) as rooms:
        rooms.invites.begin(
            hash_of(secret),
            login=login,
            name=form.text("name"),
            role=_KINDS[kind],
            password_hash=hashed(password_of(form), settings.password_hash),
            at=now,
        )
        rooms.tenants.describe(form.text("centre"), kind, at=now)
    with store.door() as door:
        user = door.user_named(login)
    begun = begin(request, user, "/", at=now) if user is not None else None
    return begun or see_other("/sign-in")


def _wrong(form: Form) -> dict[str, str]:
    """What is wrong, by field."""
    found = {
        "name": name_complaint(form.text("name")),
        "login": login_complaint(form.text("login")),
        "centre": name_complaint(form.text("centre")),
        "password": complaint(
            password_of(form), [form.text("name"), form.text("login"), form.text("centre")]
        ),
        "again": (
            "" if password_of(form, "again") == password_of(form) else "This is not the same."
        ),
        "kind": "" if form.text("kind") in _KINDS else "Choose one of the two.",
    }
    return {field: text for field, text in found.items() if text}


def _asked(
    request: Request, secret: str, form: Form | None = None, wrong: dict[str, str] | None = None
) -> Response:
    kept = ("name", "login", "centre", "kind")
    return page(
        request,
        "start/first.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        secret=secret,
        said={field: form.text(field) if form else "" for field in kept},
        wrong=wrong or {},
        labels=_LABELS,
    )
