"""What the region and state see of this centre: its own to grant, with a look at each level."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from ng911risk.access import Permission
from ng911risk.access.shared import Share
from ng911risk.editing.wording import words_for
from ng911risk.errors import ConflictError, InputError, Problem
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.web.forms import Posted
from ng911risk_api.web.render import page, see_other

router = APIRouter(include_in_schema=False)

_LEVELS: Final = (
    (Share.NOTHING, "Only the name of your centre."),
    (
        Share.TOTALS,
        (
            "The name of the site and a few numbers: odds, hours and calls a year, how many "
            "findings are high, how many questions are open. Nothing about how."
        ),
    ),
    (
        Share.FINDINGS,
        (
            "Also what could go wrong in words of the catalogue, what kind of organisation can fix "
            "it, outside companies by name, and what to do first. No system, network or person of "
            "yours is named."
        ),
    ),
    (
        Share.PATHS,
        (
            "Also the worst attack paths, step by step, with the names of your systems and zones. "
            "Whoever has them knows how to hurt you."
        ),
    ),
)


@router.get("/settings/sharing", dependencies=[allow(Permission.SHARE)])
def show(request: Request, stored: Stored, done: Annotated[str, Query()] = "") -> Response:
    """Show what is granted, and what each level means, made from the newest reports."""
    return _shown(request, stored, done=bool(done))


@router.post("/settings/sharing", dependencies=[allow(Permission.SHARE)])
def change(request: Request, form: Posted, stored: Stored, parts: Using) -> Response:
    """Grant another level from now on."""
    wanted, was = _level(form.text("share")), _level(form.text("was"))
    try:
        with stored.write() as rooms:
            rooms.organisations.share(wanted, was=was, at=parts.now())
    except ConflictError as error:
        return _shown(request, stored, conflict=str(error))
    return see_other("/settings/sharing?done=yes")


def _shown(request: Request, stored: Desk, *, done: bool = False, conflict: str = "") -> Response:
    with stored.read() as rooms:
        own, above = rooms.organisations.own(), rooms.organisations.above()
        preview = rooms.organisations.preview()
    return page(
        request,
        "sharing/page.html",
        status=HTTPStatus.CONFLICT if conflict else HTTPStatus.OK,
        own=own,
        above=above,
        levels=_LEVELS,
        preview=preview,
        sites=any(preview.values()),
        words_for=words_for,
        done=done,
        conflict=conflict,
    )


def _level(text: str) -> Share:
    """
    Return the level of a form.

    Raises:
        InputError: It is none.
    """
    if text not in {one.value for one in Share}:
        raise InputError([Problem(file="the form", message="Choose what they see.")])
    return Share(text)
