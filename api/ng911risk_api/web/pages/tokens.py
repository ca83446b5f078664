"""Access tokens of programs: for what, until when, last used; made, shown once, revoked."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, InputError, NotFoundError
from ng911risk.store.tokens import TOKEN_DAYS
from ng911risk_api.auth.secrets import API_PREFIX, hash_of, new_secret
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.parts import Parts
from ng911risk_api.web.fields import wrong_fields
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.render import page, see_other
from ng911risk_api.web.scoped import assessment_options, days_from, site_options

router = APIRouter(include_in_schema=False)

_TOKENS = "/settings/tokens"


@router.get(_TOKENS, dependencies=[allow(Permission.MAKE_TOKEN)])
def show(request: Request, stored: Stored, parts: Using) -> Response:
    """List the tokens."""
    return _listed(request, stored, parts)


@router.post(_TOKENS, dependencies=[allow(Permission.MAKE_TOKEN)])
def make(request: Request, form: Posted, stored: Stored, parts: Using) -> Response:
    """Make a token and show it this once."""
    at, secret, name = parts.now(), new_secret(API_PREFIX), form.text("name")
    until = days_from(form.text("days"), at)
    if until is None:
        return _listed(request, stored, parts, form, {"days": "Write a number of days."})
    try:
        with stored.write() as rooms:
            rooms.tokens.add_api(
                name=name,
                hash=hash_of(secret),
                may_write=form.text("kind") == "write",
                site=form.text("site") or None,
                assessment=form.text("assessment") or None,
                at=at,
                until=until,
            )
    except InputError as error:
        return _listed(request, stored, parts, form, wrong_fields(error))
    except NotFoundError as error:
        return _listed(request, stored, parts, form, {"assessment": str(error)})
    return page(request, "settings/token_made.html", secret=secret, name=name, until=until)


@router.post(f"{_TOKENS}/revoke", dependencies=[allow(Permission.MAKE_TOKEN)])
def revoke(request: Request, form: Posted, stored: Stored, parts: Using) -> Response:
    """End a token at once."""
    try:
        with stored.write() as rooms:
            rooms.tokens.revoke(form.text("token"), at=parts.now())
    except ConflictError:
        return _listed(request, stored, parts)  # somebody else did it: what was wanted is so
    return see_other(_TOKENS)


def _listed(
    request: Request,
    stored: Desk,
    parts: Parts,
    form: Form | None = None,
    wrong: dict[str, str] | None = None,
) -> Response:
    with stored.read() as rooms:
        tokens = rooms.tokens.all()
        sites = site_options(rooms)
        may_read = stored.scope.may(Permission.READ_REPORT)
        assessments = assessment_options(rooms, may_read=may_read)
    names = ("name", "kind", "site", "assessment", "days")
    return page(
        request,
        "settings/tokens.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        tokens=tokens,
        sites=[("", "All sites"), *sites],
        assessments=[("", "All assessments"), *assessments],
        said={name: form.text(name) if form else "" for name in names},
        wrong=wrong or {},
        days=str(TOKEN_DAYS),
        now=parts.now(),
    )
