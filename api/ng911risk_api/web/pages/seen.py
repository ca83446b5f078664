"""What captures saw at a site, and the decision that others may be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, InputError, NotFoundError, Problem
from ng911risk.intel.fitting import fits
from ng911risk.intel.promotion import LONGEST, Ground, without_address
from ng911risk.model.catalog import ThreatVector
from ng911risk.model.inventory import Inventory
from ng911risk.model.observation import Observation, ObservationFile, ObservedKind, Promotion
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.web.around import Around, Here
from ng911risk_api.web.fields import day_of
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.seen_desk import (
    REASON_MAX,
    NewPromotion,
    add_seen,
    decision_about,
    observation_in,
    promote,
    withdraw,
)

router = APIRouter(include_in_schema=False)

PAGE: Final = 25
"""Observations of one page."""

_ADDRESS: Final = "/sites/{id}/evidence/seen"
_USUAL: Final = timedelta(days=30)
_READ: Final = allow(Permission.READ_EVIDENCE)
_DECIDE: Final = allow(Permission.PUBLISH)

KINDS: Final = {
    ObservedKind.SIP_SCAN: "A scan",
    ObservedKind.CALL_BURST: "A burst of calls",
    ObservedKind.REGISTRATION_ATTEMPTS: "Attempts to sign in as a device",
    ObservedKind.MALFORMED: "Malformed messages",
    ObservedKind.OTHER_TRAFFIC: "Other traffic",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One observation and what was decided about it."""

    seen: Observation
    decision: Promotion | None
    kind: str
    """What it looked like, in words."""

    over: bool
    """Whether the decision stands, but its time is over."""


@router.get(_ADDRESS, dependencies=[_READ])
def show(
    id: str,
    here: Around,
    added: Annotated[int, Query(ge=-1, le=5_000)] = -1,
    undecided: Annotated[int, Query(ge=0, le=5_000)] = 0,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """List what was seen, the newest first."""
    return _list(here, id, added=added, undecided=undecided, number=number)


@router.post(_ADDRESS, dependencies=[allow(Permission.ADD_EVIDENCE)])
@apart
def take(id: str, form: Posted, here: Around) -> Response:
    """Take a file that reading a capture made."""
    with here.stored.read() as rooms:
        rooms.sites.get(id)
    sent = form.file("seen")
    if sent is None:
        nothing = Problem(file="", message="Choose a file of observations.")
        return _list(here, id, problems=(nothing,))
    try:
        made = add_seen(here.stored, here.parts, id, sent.content, file=sent.name)
    except InputError as error:
        return _list(here, id, problems=error.problems)
    except ConflictError as error:
        return _list(here, id, problems=(Problem(file=sent.name, message=str(error)),))
    told = f"?added={made.added}&undecided={made.decisions_not_taken}"
    return see_other(f"/sites/{id}/evidence/seen{told}")


@router.get(f"{_ADDRESS}/{{observation}}", dependencies=[_READ])
def show_one(id: str, observation: str, here: Around) -> Response:
    """Show one observation, and the form to tell others."""
    return _one(here, id, observation)


@router.post(f"{_ADDRESS}/{{observation}}", dependencies=[_DECIDE])
def tell(id: str, observation: str, form: Posted, here: Around) -> Response:
    """Decide that others may be told."""
    try:
        promote(here.stored, here.parts, id, observation, _wanted(form))
    except InputError as error:
        return _one(here, id, observation, form=form, problems=error.problems)
    except ConflictError as error:
        return _one(here, id, observation, problems=(Problem(file="", message=str(error)),))
    return see_other(f"/sites/{id}/evidence/seen/{observation}")


@router.post(f"{_ADDRESS}/{{observation}}/withdraw", dependencies=[_DECIDE])
def take_back(id: str, observation: str, form: Posted, here: Around) -> Response:  # noqa: ARG001 - the form carries the token
    """Take a decision back."""
    withdraw(here.stored, here.parts, id, observation)
    return see_other(f"/sites/{id}/evidence/seen/{observation}")


# --- the parts of it ----------------------------------------------------------------


def _list(
    here: Here,
    id: str,
    *,
    added: int = -1,
    undecided: int = 0,
    number: int = 1,
    problems: Sequence[Problem] = (),
) -> Response:
    with here.stored.read() as rooms:
        site, content = rooms.sites.get(id), rooms.observations.of_site(id)
    here.stored.was_read("observations.listed", id, here.now)
    ordered = sorted(content.observations, key=lambda one: (one.last_seen, one.id), reverse=True)
    pages = max(1, -(-len(ordered) // PAGE))
    number = min(number, pages)
    return page(
        here.request,
        "evidence/seen.html",
        site=site,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        total=len(ordered),
        lines=[_line(one, content, here) for one in ordered[(number - 1) * PAGE : number * PAGE]],
        number=number,
        pages=pages,
        added=added,
        undecided=undecided,
        problems=problems,
    )


def _one(
    here: Here,
    id: str,
    observation: str,
    *,
    form: Form | None = None,
    problems: Sequence[Problem] = (),
) -> Response:
    with here.stored.read() as rooms:
        site, content = rooms.sites.get(id), rooms.observations.of_site(id)
        seen = observation_in(content, observation)
        try:
            inventory = rooms.inventories.latest(id).inventory
        except NotFoundError:
            inventory = None  # the site is there, but nothing is said about it yet
    here.stored.was_read("observations.listed", id, here.now)
    vectors = here.parts.catalog.vectors
    return page(
        here.request,
        "evidence/seen_one.html",
        site=site,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        line=_line(seen, content, here),
        against=_against(seen, content, inventory, here) if inventory else (),
        inventory=inventory,
        unplaced=without_address(inventory) if inventory else (),
        vectors=_choice(seen, vectors),
        titles={name: one.title for name, one in vectors.items()},
        form=form or Form({}, {}),
        until=(form.text("until") if form else (here.now + _USUAL).date().isoformat()),
        last=(here.now + LONGEST).date().isoformat(),
        reason_max=REASON_MAX,
        longest=LONGEST.days,
        problems=problems,
    )


def _choice(seen: Observation, vectors: Mapping[str, ThreatVector]) -> list[tuple[str, str]]:
    """Ids and titles of all ways in, first those that it may well show."""
    ordered = sorted(vectors.items(), key=lambda one: (not fits(seen.kind, one[1]), one[1].title))
    return [(name, one.title) for name, one in ordered]


def _line(seen: Observation, content: ObservationFile, here: Here) -> Line:
    decision = decision_about(content, seen.id)
    return Line(
        seen=seen,
        decision=decision,
        kind=KINDS[seen.kind],
        over=decision is not None and decision.valid_until <= here.now,
    )


def _against(
    seen: Observation, content: ObservationFile, inventory: Inventory, here: Here
) -> tuple[str, ...]:
    """Every reason that no decision can do away with: it is told before anybody types."""
    best = Promotion(
        observation=seen.id,
        vector="",
        by="somebody",
        reason="for a good reason",
        on=here.now,
        valid_until=here.now + _USUAL,
        addresses_unknown=True,
    )
    return Ground(inventory, content.observations).refusals(seen, best)


def _wanted(form: Form) -> NewPromotion:
    """
    Return what a form decides.

    Raises:
        InputError: The day is none, or the reason too long.
    """
    problems = []
    until = _moment(form.text("until"))
    if until is None:
        problems.append(Problem(file="", message="say until which day it holds"))
    if len(form.text("reason")) > REASON_MAX:
        message = f"the reason has at most {REASON_MAX:,} characters"
        problems.append(Problem(file="", message=message))
    if until is None or problems:
        raise InputError(problems)
    return NewPromotion(
        vector=form.text("vector"),
        reason=form.text("reason"),
        valid_until=until,
        addresses_unknown=form.flag("sure"),
    )


def _moment(text: str) -> datetime | None:
    """Begin of a day, UTC."""
    try:
        return datetime.combine(day_of(text), time(), UTC)
    except ValueError:
        return None
