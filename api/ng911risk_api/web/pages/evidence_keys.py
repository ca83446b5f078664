"""Whose signed evidence is believed here: keys that an administrator puts in and takes out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, InputError, NotFoundError
from ng911risk.signing.keys import read_public
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.web.fields import wrong_fields
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.render import page, see_other

router = APIRouter(include_in_schema=False)

_KEYS: Final = "/settings/evidence-keys"


@router.get(_KEYS, dependencies=[allow(Permission.MANAGE_PEOPLE)])
def show(request: Request, stored: Stored) -> Response:
    """List the keys."""
    return _listed(request, stored)


@router.post(_KEYS, dependencies=[allow(Permission.MANAGE_PEOPLE)])
def add(request: Request, form: Posted, stored: Stored, parts: Using) -> Response:
    """Believe the owner of one more key."""
    name = form.text("name")
    try:
        key = read_public(form.text("pem").encode(), file="the key")
    except InputError as error:
        told = error.problems[0].message.capitalize()
        return _listed(request, stored, form, {"pem": f"{told}."})
    try:
        with stored.write() as rooms:
            rooms.evidence_keys.add(name, key, at=parts.now())
    except InputError as error:
        return _listed(request, stored, form, wrong_fields(error))
    except ConflictError as error:
        return _listed(request, stored, form, {"pem": str(error)})
    return see_other(_KEYS)


@router.post(f"{_KEYS}/remove", dependencies=[allow(Permission.MANAGE_PEOPLE)])
def remove(request: Request, form: Posted, stored: Stored, parts: Using) -> Response:
    """Believe a key no more."""
    try:
        with stored.write() as rooms:
            rooms.evidence_keys.remove(form.text("key"), at=parts.now())
    except NotFoundError:
        return _listed(request, stored)  # somebody else did it: what was wanted is so
    return see_other(_KEYS)


def _listed(
    request: Request,
    stored: Desk,
    form: Form | None = None,
    wrong: dict[str, str] | None = None,
) -> Response:
    with stored.read() as rooms:
        keys = rooms.evidence_keys.all()
    return page(
        request,
        "settings/evidence_keys.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        keys=keys,
        said={name: form.text(name) if form else "" for name in ("name", "pem")},
        wrong=wrong or {},
    )
