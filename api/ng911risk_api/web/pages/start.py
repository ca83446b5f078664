"""The first account of an installation, by the one-time link of the terminal."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from ng911risk.access import Role
from ng911risk.errors import NotFoundError
from ng911risk.store import LOCAL, Store
from ng911risk_api.auth.passwords import hashed
from ng911risk_api.auth.secrets import hash_of
from ng911risk_api.auth.signing_in import begin
from ng911risk_api.auth.visitor import anyone
from ng911risk_api.deps import Using
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from ng911risk_api.web.fields import (
    login_complaint,
    name_complaint,
    new_password_complaint,
    password_of,
)
from ng911risk_api.web.forms import Form, Stranger
from ng911risk_api.web.render import page

router = APIRouter(include_in_schema=False)

_KINDS = {"psap": Role.PSAP_ADMINISTRATOR, "state": Role.STATE_COORDINATOR}
_FIRST = replace(LOCAL, name="first start", via="link")


@router.get("/start/{secret}", dependencies=[anyone("the secret is the key")])
def show(request: Request, secret: str, parts: Using) -> Response:
    """Ask who begins here."""
    _require_open(request, secret, parts)
    return _asked(request, secret)


@router.post("/start/{secret}", dependencies=[anyone("the secret is the key")])
def start(request: Request, secret: str, form: Stranger, parts: Using) -> Response:
    """Make the first administrator and sign them in."""
    _require_open(request, secret, parts)
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
    return begun or Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": "/sign-in"})


def _require_open(request: Request, secret: str, parts: Parts) -> None:
    with request.app.state.store.door() as door:
        found, new = door.invite(hash_of(secret)), door.is_new()
    good = found is not None and found.purpose == "first" and not found.used
    if found is None or not (new and good) or found.expires_at <= parts.now():
        raise NotFoundError(
            "This link was used already, has ended, or was replaced by a newer one: the terminal "
            "in which ng911risk was started last shows the one that is good."
        )


def _wrong(form: Form) -> dict[str, str]:
    """What is wrong, by field."""
    found = {
        "name": name_complaint(form.text("name")),
        "login": login_complaint(form.text("login")),
        "centre": name_complaint(form.text("centre")),
        "password": new_password_complaint(
            form, [form.text("name"), form.text("login"), form.text("centre")]
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
    )
