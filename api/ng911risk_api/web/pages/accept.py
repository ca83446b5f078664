"""Accepting a risk: who may, why, until when; and taking it back."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import InputError, Problem
from ng911risk.store.acceptances import RiskOwner
from ng911risk_api.auth.visitor import allow
from ng911risk_api.web.fields import day_of
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.live_result import Results, report_of
from ng911risk_api.web.pages.finding import finding_of, finding_page
from ng911risk_api.web.render import see_other

router = APIRouter(include_in_schema=False)

_FIELDS = ("owner_role", "owner_name", "reason", "until")


@router.post(
    "/sites/{id}/results/findings/{finding}/accept",
    dependencies=[allow(Permission.ACCEPT_RISK)],
)
def accept(request: Request, id: str, finding: str, desk: Results, form: Posted) -> Response:
    """Record that a risk was accepted."""
    seen = desk.see(id)
    one = finding_of(report_of(seen), finding)
    try:
        role, until = _role(form), _day(form)
        with desk.stored.write() as rooms:
            rooms.acceptances.add(
                id,
                finding=one.id,
                title=one.title,
                risk=one.risk,
                owner_role=role,
                owner_name=form.text("owner_name"),
                reason=form.text("reason"),
                until=until,
                at=desk.parts.now(),
            )
    except InputError as error:
        return finding_page(
            request,
            desk,
            seen,
            one,
            problems=error.problems,
            sent={name: form.text(name) for name in _FIELDS},
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    return _to(id, one.id)


@router.post(
    "/sites/{id}/results/acceptances/{acceptance}/withdraw",
    dependencies=[allow(Permission.ACCEPT_RISK)],
)
def withdraw(id: str, acceptance: str, desk: Results, form: Posted) -> Response:  # noqa: ARG001 - the form carries the token
    """Take an acceptance back; it stays readable."""
    with desk.stored.write() as rooms:
        found = rooms.acceptances.withdraw(id, acceptance, at=desk.parts.now())
    return _to(id, found.finding)


def _to(id: str, finding: str) -> Response:
    address = f"/sites/{id}/results/findings/{finding}#accept"
    return see_other(address)


def _role(form: Form) -> RiskOwner:
    try:
        return RiskOwner(form.text("owner_role"))
    except ValueError as error:
        raise _wrong("owner_role", "Choose who accepts it.") from error


def _day(form: Form) -> date:
    try:
        return day_of(form.text("until"))
    except ValueError as error:
        raise _wrong("until", "Give the last day as year-month-day.") from error


def _wrong(field: str, message: str) -> InputError:
    return InputError([Problem(file="the form", field=field, message=message)])
