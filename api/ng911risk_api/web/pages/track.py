"""The plan of action: who does what by when, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, InputError, NotFoundError, Problem
from ng911risk.model.catalog import Catalog, Mitigation
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.report import Action, RiskReport
from ng911risk.store import Site
from ng911risk.store.tracked import Progress, TrackedAction
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Stored, Using
from ng911risk_api.web.fields import day_of
from ng911risk_api.web.forms import Form, Posted
from ng911risk_api.web.live_result import Results, Seen
from ng911risk_api.web.render import page, see_other

router = APIRouter(include_in_schema=False)

_NOBODY = "Nobody named yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One action of the board."""

    tracked: TrackedAction
    title: str
    action: Action | None
    """What it buys, while it is not fully in place and a result is there."""

    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What the form of an action shows."""

    mine: TrackedAction
    """What is in its fields; its number is that of the version it was made from."""

    action: Action | None = None
    clash: bool = False
    """Somebody changed the action meanwhile."""

    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Everything of one owner."""

    owner: str
    lines: tuple[Line, ...]

    @property
    def late(self) -> int:
        """How many are overdue."""
        return sum(one.late for one in self.lines)


@router.get("/sites/{id}/results/plan", dependencies=[allow(Permission.READ_SITE)])
def show(request: Request, id: str, desk: Results) -> Response:
    """Show the board: by owner, what is overdue first."""
    seen = desk.see(id)
    desk.was_read(seen)
    with desk.stored.read() as rooms:
        tracked = rooms.tracked.of_site(id)
    today = desk.parts.now().date()
    report = seen.result.report if seen.result else None
    lines = _lines(tracked, report, desk.parts.catalog, today)
    return page(
        request,
        "results/plan.html",
        site=seen.site,
        seen=seen,
        columns=columns([one for one in lines if not one.tracked.status.over]),
        over=[one for one in lines if one.tracked.status.over],
        today=today,
        untracked=_untracked(report, tracked),
    )


@router.post("/sites/{id}/results/plan", dependencies=[allow(Permission.PLAN)])
def take_up(id: str, desk: Results, form: Posted) -> Response:
    """Begin to track what was ticked."""
    owners: dict[str, str] = {}
    seen = desk.see(id)
    for name in form.texts("m"):
        owners[name] = _who(_entry(desk.parts.catalog, name), name, seen)
    with desk.stored.write() as rooms:
        rooms.tracked.take_up(id, owners, at=desk.parts.now())
    return _to(id)


@router.get("/sites/{id}/results/plan/{mitigation}", dependencies=[allow(Permission.READ_SITE)])
def edit(request: Request, id: str, mitigation: str, desk: Results) -> Response:
    """Show one action with its versions and the form that changes it."""
    seen = desk.see(id)
    desk.was_read(seen)
    entry = _entry(desk.parts.catalog, mitigation)
    with desk.stored.read() as rooms:
        versions = rooms.tracked.versions(id, mitigation)
    newest = versions[0] if versions else _unwritten(id, mitigation, entry, seen, desk.parts.now())
    action = None
    if seen.result is not None:
        found = (one for one in seen.result.report.actions if one.mitigation == mitigation)
        action = next(found, None)
    writing = Writing(mine=newest, action=action)
    return _form_page(request, seen.site, entry, versions, writing)


@router.post("/sites/{id}/results/plan/{mitigation}", dependencies=[allow(Permission.PLAN)])
def save(
    request: Request, id: str, mitigation: str, stored: Stored, parts: Using, form: Posted
) -> Response:
    """Save a version; what somebody else changed meanwhile is shown beside it."""
    entry = _entry(parts.catalog, mitigation)
    mine = _sent(id, mitigation, form, parts.now())
    try:
        with stored.write() as rooms:
            saved = rooms.tracked.save(
                id,
                mitigation,
                seen=mine.number,
                owner=mine.owner,
                due=_due(form),
                status=mine.status,
                note=mine.note,
                at=parts.now(),
            )
    except ConflictError:
        writing = Writing(mine=mine, clash=True)
    except InputError as error:
        writing = Writing(mine=mine, problems=error.problems)
    else:
        done = saved.status is Progress.DONE
        return _to(id, f"/{mitigation}?done=1" if done else f"#action-{mitigation}")
    with stored.read() as rooms:
        site, versions = rooms.sites.get(id), rooms.tracked.versions(id, mitigation)
    return _form_page(request, site, entry, versions, writing)


def columns(lines: Sequence[Line]) -> tuple[Column, ...]:
    """Lines by owner: who is late first, then by name; in each what is overdue first."""
    by_owner: dict[str, list[Line]] = {}
    for one in lines:
        by_owner.setdefault(one.tracked.owner or _NOBODY, []).append(one)
    found = [
        Column(owner=owner, lines=tuple(sorted(members, key=_urgency)))
        for owner, members in by_owner.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.late, one.owner.casefold())))


def _urgency(line: Line) -> tuple[bool, date, str]:
    return (not line.late, line.tracked.due or date.max, line.title)


def _lines(
    tracked: Sequence[TrackedAction], report: RiskReport | None, catalog: Catalog, today: date
) -> list[Line]:
    actions = {one.mitigation: one for one in report.actions} if report else {}
    return [
        Line(
            tracked=one,
            title=catalog.mitigations[one.mitigation].title
            if one.mitigation in catalog.mitigations
            else one.mitigation,
            action=actions.get(one.mitigation),
            late=one.overdue(today),
        )
        for one in tracked
    ]


def _untracked(report: RiskReport | None, tracked: Sequence[TrackedAction]) -> tuple[Action, ...]:
    """The first three that nobody tracks."""
    known = {one.mitigation for one in tracked if one.status is not Progress.DROPPED}
    actions = report.actions if report else ()
    return tuple(one for one in actions if one.available and one.mitigation not in known)[:3]


def _form_page(
    request: Request,
    site: Site,
    entry: Mitigation,
    versions: Sequence[TrackedAction],
    writing: Writing,
) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if writing.problems else HTTPStatus.OK
    return page(
        request,
        "results/action.html",
        site=site,
        entry=entry,
        mine=writing.mine,
        action=writing.action,
        versions=versions,
        newest=versions[0] if versions else None,
        clash=writing.clash,
        problems=writing.problems,
        wrong={one.field: one.message for one in writing.problems},
        statuses=[(one.value, one.words) for one in Progress],
        done=request.query_params.get("done") == "1",
        status=HTTPStatus.CONFLICT if writing.clash else status,
    )


def _sent(id: str, mitigation: str, form: Form, at: datetime) -> TrackedAction:
    """What the form says, as far as it can be read."""
    try:
        due: date | None = _due(form)
    except InputError:
        due = None
    seen, words = form.text("seen"), form.text("status")
    known = words in {one.value for one in Progress}
    return TrackedAction(
        site=id,
        mitigation=mitigation,
        number=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,  # noqa: PLR2004 - digits of a number
        owner=form.text("owner"),
        due=due,
        status=Progress(words) if known else Progress.OPEN,
        note=form.text("note"),
        by_name="",
        at=at,
    )


def _due(form: Form) -> date | None:
    text = form.text("due")
    if not text:
        return None
    try:
        return day_of(text)
    except ValueError as error:
        problem = Problem(
            file="the form", field="due", message="Give the day as year-month-day, or leave it."
        )
        raise InputError([problem]) from error


def _unwritten(
    id: str, mitigation: str, entry: Mitigation, seen: Seen, at: datetime
) -> TrackedAction:
    return TrackedAction(
        site=id,
        mitigation=mitigation,
        number=0,
        owner=_who(entry, mitigation, seen),
        due=None,
        status=Progress.OPEN,
        note="",
        by_name="",
        at=at,
    )


def _who(entry: Mitigation, mitigation: str, seen: Seen) -> str:
    """Who would do it, in words."""
    actions = seen.result.report.actions if seen.result else ()
    owner = next((one.owner_class for one in actions if one.mitigation == mitigation), entry.who[0])
    return "Us" if owner is OwnerClass.PSAP else owner.words


def _entry(catalog: Catalog, mitigation: str) -> Mitigation:
    entry = catalog.mitigations.get(mitigation)
    if entry is None:
        raise NotFoundError("The catalogue has no such measure.")
    return entry


def _to(id: str, tail: str = "") -> Response:
    return see_other(f"/sites/{id}/results/plan{tail}")
