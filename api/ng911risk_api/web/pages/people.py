"""The people of an organisation: who may do what, links for new ones, and who is shut out."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission, Role, permissions_of
from ng911risk.errors import ConflictError, InputError
from ng911risk_api.auth.secrets import hash_of, new_secret
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.parts import Parts
from ng911risk_api.web.fields import end_of_day, last_day_of, login_complaint, name_complaint
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.render import address_of_server, page, see_other

router = APIRouter(include_in_schema=False)

_PEOPLE = "/settings/people"


@router.get(_PEOPLE, dependencies=[allow(Permission.MANAGE_PEOPLE)])
def show(request: Request, stored: Stored, parts: Using) -> Response:
    """List everybody, and the links that nobody has used yet."""
    return _listed(request, stored, parts)


@router.post(f"{_PEOPLE}/invite", dependencies=[allow(Permission.MANAGE_PEOPLE)])
def invite(request: Request, form: Posted, stored: Stored, parts: Using) -> Response:
    """Make a link for somebody new; it is shown once."""
    wrong, role, until = _read(form)
    for field in ("name", "login"):
        complain = name_complaint if field == "name" else login_complaint
        if complaint := complain(form.text(field)):
            wrong[field] = complaint
    if wrong or role is None:
        return _listed(request, stored, parts, form, wrong)
    secret, name = new_secret(), form.text("name")
    try:
        with stored.write() as rooms:
            rooms.invites.join(
                hash_of(secret),
                login=form.text("login").casefold(),
                name=name,
                role=role,
                until=until,
                at=parts.now(),
            )
    except InputError as error:
        return _listed(request, stored, parts, form, {"until": error.problems[0].message})
    except ConflictError as error:
        return _listed(request, stored, parts, form, {"login": str(error)})
    return _link_shown(request, secret, name, "7 days", "make their account")


@router.post(f"{_PEOPLE}/withdraw", dependencies=[allow(Permission.MANAGE_PEOPLE)])
def withdraw(form: Posted, stored: Stored, parts: Using) -> Response:
    """End a link that nobody has used yet."""
    with stored.write() as rooms:
        rooms.invites.withdraw(form.text("invite"), at=parts.now())
    return see_other(_PEOPLE)


@router.get(f"{_PEOPLE}/{{id}}", dependencies=[allow(Permission.MANAGE_PEOPLE)])
def one(request: Request, id: str, stored: Stored) -> Response:
    """Show one person and what can be done."""
    return _person(request, id, stored)


@router.post(f"{_PEOPLE}/{{id}}/role", dependencies=[allow(Permission.MANAGE_PEOPLE)])
def change_role(request: Request, id: str, form: Posted, stored: Stored, parts: Using) -> Response:
    """Give somebody another role or another last day."""
    wrong, role, until = _read(form)
    was = _role(form.text("was"))
    if role is None or was is None or wrong:
        return _person(request, id, stored, wrong or {"role": "Choose a role."})
    try:
        with stored.write() as rooms:
            rooms.users.change_role(id, role, was=was, until=until, at=parts.now())
    except InputError as error:
        return _person(request, id, stored, {"until": error.problems[0].message})
    except ConflictError as error:
        return _person(request, id, stored, {"role": str(error)})
    return see_other(_PEOPLE)


@router.post(f"{_PEOPLE}/{{id}}/disable", dependencies=[allow(Permission.MANAGE_PEOPLE)])
def disable(request: Request, id: str, form: Posted, stored: Stored, parts: Using) -> Response:  # noqa: ARG001 - the form carries the token
    """Shut somebody out at once."""
    try:
        with stored.write() as rooms:
            rooms.users.disable(id, at=parts.now())
    except ConflictError as error:
        return _person(request, id, stored, {"disable": str(error)})
    return see_other(_PEOPLE)


@router.post(f"{_PEOPLE}/{{id}}/enable", dependencies=[allow(Permission.MANAGE_PEOPLE)])
def enable(id: str, form: Posted, stored: Stored, parts: Using) -> Response:  # noqa: ARG001 - the form carries the token
    """Let somebody in again."""
    with stored.write() as rooms:
        rooms.users.enable(id, at=parts.now())
    return see_other(_PEOPLE)


@router.post(f"{_PEOPLE}/{{id}}/reset", dependencies=[allow(Permission.MANAGE_PEOPLE)])
def reset(request: Request, id: str, form: Posted, stored: Stored, parts: Using) -> Response:  # noqa: ARG001 - the form carries the token
    """Make a link to set a new password; it is shown once."""
    secret = new_secret()
    with stored.write() as rooms:
        person = rooms.users.get(id)
        rooms.invites.reset(hash_of(secret), id, at=parts.now())
    return _link_shown(request, secret, person.name, "24 hours", "set a new password")


@router.post(f"{_PEOPLE}/{{id}}/second-factor", dependencies=[allow(Permission.MANAGE_PEOPLE)])
def drop_second_factor(id: str, form: Posted, stored: Stored, parts: Using) -> Response:  # noqa: ARG001 - the form carries the token
    """Let somebody who lost their telephone in without it."""
    with stored.write() as rooms:
        rooms.users.drop_second_factor(id, at=parts.now())
    return see_other(_PEOPLE)


def _read(form: Form) -> tuple[dict[str, str], Role | None, datetime | None]:
    """Role and last day of a form, and what is wrong with them."""
    wrong: dict[str, str] = {}
    role, until = _role(form.text("role")), None
    if role is None:
        wrong["role"] = "Choose a role."
    try:
        until = end_of_day(form.text("until"))
    except ValueError:
        wrong["until"] = "Write the day as year-month-day, for instance 2027-03-31."
    return wrong, role, until


def _role(text: str) -> Role | None:
    try:
        return Role(text)
    except ValueError:
        return None


def _grantable(stored: Desk) -> tuple[tuple[str, str], ...]:
    """Roles that whoever asks may give."""
    return tuple(
        (role.value, role.words)
        for role in Role
        if permissions_of(role) <= stored.scope.permissions
    )


def _listed(
    request: Request,
    stored: Desk,
    parts: Parts,
    form: Form | None = None,
    wrong: dict[str, str] | None = None,
) -> Response:
    now = parts.now()
    with stored.read() as rooms:
        people, invites = rooms.users.all(), rooms.invites.open(at=now)
    fields = ("name", "login", "role", "until")
    return page(
        request,
        "people/people.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        people=people,
        invites=invites,
        now=now,
        roles=_grantable(stored),
        said={field: form.text(field) if form else "" for field in fields},
        wrong=wrong or {},
    )


def _person(
    request: Request, id: str, stored: Desk, wrong: dict[str, str] | None = None
) -> Response:
    with stored.read() as rooms:
        person = rooms.users.get(id)
    return page(
        request,
        "people/person.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        person=person,
        last_day=last_day_of(person.expires_at),
        roles=_grantable(stored),
        may_change=permissions_of(person.role) <= stored.scope.permissions,
        wrong=wrong or {},
    )


def _link_shown(request: Request, secret: str, name: str, lasts: str, does: str) -> Response:
    return page(
        request,
        "people/link.html",
        link=f"{address_of_server(request)}/invite/{secret}",
        name=name,
        lasts=lasts,
        does=does,
    )
