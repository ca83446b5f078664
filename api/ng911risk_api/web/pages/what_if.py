"""What if: tick measures and see what goes, before anything is saved or spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from ng911risk.access import Permission
from ng911risk.engine.whatif import WhatIf
from ng911risk.model.report import Action, RiskReport
from ng911risk.model.scales import Status
from ng911risk_api.auth.visitor import allow
from ng911risk_api.web.live_result import ResultDesk, Results, report_of, waiting
from ng911risk_api.web.render import is_part, page
from ng911risk_api.work.consequences import Consequences, consequences
from ng911risk_api.work.workbench import Ladder, Result, Rung

router = APIRouter(include_in_schema=False)

_READS = allow(Permission.READ_SITE)
_OPEN: Final = 14
"""Measures that are shown without unfolding the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """The best sets that are found, and the one that is shown."""

    ladder: Ladder
    rung: Rung | None
    actions: tuple[Action, ...]
    """What is in it."""


Ticked = Annotated[list[str], Query(max_length=400)]


@router.get("/sites/{id}/results/what-if", dependencies=[_READS])
def show(
    request: Request,
    id: str,
    desk: Results,
    m: Ticked = [],  # noqa: B006 - FastAPI copies it
    budget: str = "",
    whole: str = "",
) -> Response:
    """
    Show the list of measures and what the ticked ones lead to.

    htmx asks for the answer alone: first from few worlds, then (`whole`) from all.
    """
    seen = desk.see(id)
    if seen.result is None:
        if is_part(request):
            return page(request, "results/what_if_late.html", site=seen.site, tried=m, seen=seen)
        return waiting(request, seen, "What if")
    report = report_of(seen)
    able = [one for one in report.actions if one.available]
    ticked = [one for one in able if one.mitigation in set(m)]
    gone = _not_there(desk, m, ticked)
    # without a script there is no second question, so the first one waits for all worlds
    found = answer(seen.result, report, ticked, whole=bool(whole) or not is_part(request))
    if is_part(request):
        return page(
            request,
            "results/what_if_answer.html",
            site=seen.site,
            ticked=ticked,
            found=found,
            gone=gone,
        )
    desk.was_read(seen)
    return page(
        request,
        "results/what_if.html",
        site=seen.site,
        ticked=ticked,
        found=found,
        gone=gone,
        seen=seen,
        report=report,
        names={one.mitigation for one in ticked},
        able=able[:_OPEN],
        others=able[_OPEN:],
        ask=[one for one in report.actions if not one.available],
        budgets=_budgets(desk, seen.result, report, budget),
    )


@router.get("/sites/{id}/results/what-if/sets", dependencies=[_READS])
def sets(
    request: Request,
    id: str,
    desk: Results,
    m: Ticked = [],  # noqa: B006 - FastAPI copies it
    budget: str = "",
) -> Response:
    """Show the best set for a budget, or how many are found so far: a part of the page."""
    seen = desk.see(id)
    if seen.result is None:
        return waiting(request, seen, "Best sets for a budget")
    report = report_of(seen)
    ticked = [one for one in report.actions if one.mitigation in set(m)]
    return page(
        request,
        "results/what_if_sets.html",
        site=seen.site,
        ticked=ticked,
        budgets=_budgets(desk, seen.result, report, budget),
    )


def answer(
    result: Result, report: RiskReport, ticked: Sequence[Action], *, whole: bool
) -> Consequences | None:
    """
    Return what ticked measures lead to; None where nothing is ticked.

    Args:
        result: Whose worlds answer.
        report: Of it.
        ticked: Measures in place everywhere.
        whole: From all worlds; else the first answer.
    """
    if not ticked or result.session is None:
        return None
    said = {one.mitigation: Status.YES for one in ticked}
    for found in result.answers(WhatIf(said=said, coins={})):
        if found.whole or not whole:
            return consequences(report, ticked, found)
    return None


def _not_there(desk: ResultDesk, asked: Sequence[str], ticked: Sequence[Action]) -> tuple[str, ...]:
    """Titles of measures that were ticked and that the newest result has no use for."""
    taken = {one.mitigation for one in ticked}
    known = desk.parts.catalog.mitigations
    return tuple(
        known[name].title for name in dict.fromkeys(asked) if name in known and name not in taken
    )


def _budgets(desk: ResultDesk, result: Result, report: RiskReport, budget: str) -> Budgets:
    ladder = desk.bench.ladder(result)
    actions = {one.mitigation: one for one in report.actions}
    rung = _chosen(ladder.rungs, budget)
    names = rung.mitigations if rung else ()
    return Budgets(
        ladder=ladder,
        rung=rung,
        actions=tuple(actions[name] for name in names if name in actions),
    )


def _chosen(rungs: Sequence[Rung], budget: str) -> Rung | None:
    """The rung of that amount, else the middle one of those that are found."""
    for one in rungs:
        if f"{one.budget:.0f}" == budget:
            return one
    return rungs[len(rungs) // 2] if rungs else None
