"""Links for auditors: one sealed assessment, one person, some days."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, InputError, NotFoundError
from ng911risk_api.auth.secrets import LINK_PREFIX, hash_of, new_secret
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.parts import Parts
from ng911risk_api.web.fields import wrong_fields
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.render import address_of_server, page, see_other
from ng911risk_api.web.scoped import assessment_options, days_from

router = APIRouter(include_in_schema=False)

_LINKS = "/settings/links"


@router.get(_LINKS, dependencies=[allow(Permission.LINK_AUDITOR)])
def show(request: Request, stored: Stored, parts: Using, assessment: str = "") -> Response:
    """List the links; `assessment` is chosen beforehand, for a button on the page of reports."""
    return _listed(request, stored, parts, chosen=assessment)


@router.post(_LINKS, dependencies=[allow(Permission.LINK_AUDITOR)])
def make(request: Request, form: Posted, stored: Stored, parts: Using) -> Response:
    """Make a link and show it this once."""
    at, secret, name = parts.now(), new_secret(LINK_PREFIX), form.text("name")
    until = days_from(form.text("days"), at)
    if until is None:
        return _listed(request, stored, parts, form, {"days": "Write a number of days."})
    try:
        with stored.write() as rooms:
            rooms.tokens.add_link(
                form.text("assessment"), name=name, hash=hash_of(secret), at=at, until=until
            )
    except InputError as error:
        return _listed(request, stored, parts, form, wrong_fields(error))
    except NotFoundError:
        return _listed(request, stored, parts, form, {"assessment": "Choose an assessment."})
    link = f"{address_of_server(request)}/read/{secret}"
    return page(request, "settings/link_made.html", link=link, name=name, until=until)


@router.post(f"{_LINKS}/revoke", dependencies=[allow(Permission.LINK_AUDITOR)])
def revoke(request: Request, form: Posted, stored: Stored, parts: Using) -> Response:
    """End a link at once, also where it is open."""
    try:
        with stored.write() as rooms:
            rooms.tokens.revoke_link(form.text("link"), at=parts.now())
    except ConflictError:
        return _listed(request, stored, parts)  # somebody else did it: what was wanted is so
    return see_other(_LINKS)


def _listed(
    request: Request,
    stored: Desk,
    parts: Parts,
    form: Form | None = None,
    wrong: dict[str, str] | None = None,
    chosen: str = "",
) -> Response:
    with stored.read() as rooms:
        links = rooms.tokens.links()
        assessments = assessment_options(rooms, may_read=True)
    said = {name: form.text(name) if form else "" for name in ("name", "assessment", "days")}
    return page(
        request,
        "settings/links.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        links=links,
        assessments=assessments,
        said=said | {"assessment": said["assessment"] or chosen},
        wrong=wrong or {},
        now=parts.now(),
    )
