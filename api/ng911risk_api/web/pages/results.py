"""Results: the first screen of the report drawn live, and every finding as a table."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from ng911risk.access import Permission
from ng911risk.exporters.first_page import (
    CALL_LINE,
    MARKING,
    becomes,
    certainty,
    entries,
    people,
)
from ng911risk.exporters.html_report import picture_of_paths
from ng911risk.exporters.html_report.lanes import SHOWN_PATHS
from ng911risk.exporters.html_report.odds_chart import odds_chart
from ng911risk.exporters.ties import told_tie
from ng911risk.store import Rooms
from ng911risk.store.tracked import Progress
from ng911risk_api.auth.visitor import allow
from ng911risk_api.web.forms import Posted
from ng911risk_api.web.live_result import ResultDesk, Results, report_of, waiting
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.consequences import way_in_words
from ng911risk_api.work.finding_lines import (
    PAGE,
    Decided,
    Filter,
    State,
    lines_of,
    owners_of,
    services_of,
)

router = APIRouter(include_in_schema=False)

TOP: Final = 25
"""Findings on the first screen."""

_READS = allow(Permission.READ_SITE)


async def _filter(request: Request) -> Filter:
    asked = request.query_params
    return Filter(**{name: asked.get(name, "")[:200] for name in Filter.__slots__})


@router.get("/sites/{id}/results", dependencies=[_READS])
def show(request: Request, id: str, desk: Results) -> Response:
    """Show the first screen, or how far it is."""
    seen = desk.see(id)
    if seen.result is None:
        return waiting(request, seen, "Results")
    desk.was_read(seen)
    report = report_of(seen)
    lines = lines_of(report.findings, decided_at(desk, id))
    return page(
        request,
        "results/first.html",
        site=seen.site,
        seen=seen,
        report=report,
        marking=MARKING,
        call_line=CALL_LINE,
        people=people(report),
        entries=entries(report),
        certainty=certainty(report),
        becomes=becomes,
        tie=told_tie(report),
        heard=len({one.about for one in report.intelligence if one.raised}),
        picture=picture_of_paths(report),
        shown_paths=SHOWN_PATHS,
        way=way_in_words,
        chart=odds_chart(report),
        lines=lines[:TOP],
        accepted=[one for one in lines if one.state is State.ACCEPTED],
        reopened=[one for one in lines if one.state is State.REOPENED],
        owners=owners_of(report.findings),
    )


@router.get("/sites/{id}/results/state", dependencies=[_READS])
def state(request: Request, id: str, desk: Results, first: str = "") -> Response:
    """Say how far it is; the page asks for this part again and again."""
    seen = desk.see(id)
    if first and seen.result is not None:
        return Response(status_code=HTTPStatus.OK, headers={"HX-Refresh": "true"})
    return page(
        request, "results/state.html", site=seen.site, seen=seen, first=bool(first), ready=True
    )


@router.post("/sites/{id}/results/again", dependencies=[_READS])
def again(id: str, desk: Results, form: Posted) -> Response:  # noqa: ARG001 - the form carries the token
    """Try once more to work it out."""
    seen = desk.see(id)
    if seen.draft is not None:
        desk.bench.again(seen.draft)
    return see_other(f"/sites/{seen.site.id}/results")


@router.get("/sites/{id}/results/findings", dependencies=[_READS])
def findings(
    request: Request,
    id: str,
    desk: Results,
    wanted: Annotated[Filter, Depends(_filter)],
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """List every finding, a page at a time."""
    seen = desk.see(id)
    if seen.result is None:
        return waiting(request, seen, "Findings")
    desk.was_read(seen)
    report = report_of(seen)
    lines = [one for one in lines_of(report.findings, decided_at(desk, id)) if wanted(one)]
    pages = max(1, -(-len(lines) // PAGE))
    number = min(number, pages)
    return page(
        request,
        "results/findings.html",
        site=seen.site,
        seen=seen,
        report=report,
        total=len(lines),
        lines=lines[(number - 1) * PAGE : number * PAGE],
        wanted=wanted,
        query=urlencode(wanted.query),
        number=number,
        pages=pages,
        owners=owners_of(report.findings),
        services=services_of(report.findings),
        states=tuple(State),
    )


def decided_at(desk: ResultDesk, id: str) -> Decided:
    """What was decided at a site, as of now."""
    with desk.stored.read() as rooms:
        return decided_in(rooms, id, desk)


def decided_in(rooms: Rooms, id: str, desk: ResultDesk) -> Decided:
    """Return the same within a transaction that is open."""
    today = desk.parts.now().date()
    tracked = rooms.tracked.of_site(id)
    return Decided(
        standing=rooms.acceptances.standing(id, today),
        ended={one.finding: one for one in rooms.acceptances.expired(id, today)},
        tracked={one.mitigation: one for one in tracked if one.status is not Progress.DROPPED},
        today=today,
    )
