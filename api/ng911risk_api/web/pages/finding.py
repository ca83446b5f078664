"""One finding: the auditor's five parts, and every number followed to where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import NotFoundError, Problem
from ng911risk.exporters import words
from ng911risk.exporters.first_page import becomes
from ng911risk.model.catalog import Catalog, Source
from ng911risk.model.report import Fact, Finding, RiskReport
from ng911risk.store.acceptances import LONGEST_YEARS, USUAL_YEARS, RiskOwner, latest_day
from ng911risk_api.auth.visitor import allow
from ng911risk_api.web.live_result import ResultDesk, Results, Seen, report_of, waiting
from ng911risk_api.web.pages.results import decided_at
from ng911risk_api.web.render import page
from ng911risk_api.work.consequences import way_in_words
from ng911risk_api.work.finding_lines import line_of

router = APIRouter(include_in_schema=False)

_RANGE: Final = re.compile(r"([\d.e-]+) to ([\d.e-]+), likely ([\d.e-]+)")
_SHARES: Final = (".success", ".effect", "if_unknown")
"""Ends of the places of the catalogue where a share stands."""

_SHOWN: Final = 8
"""Measures that are told with what they buy."""


@router.get("/sites/{id}/results/findings/{finding}", dependencies=[allow(Permission.READ_SITE)])
def show(request: Request, id: str, finding: str, desk: Results) -> Response:
    """Show one finding."""
    seen = desk.see(id)
    if seen.result is None:
        return waiting(request, seen, "Finding")
    desk.was_read(seen)
    return finding_page(request, desk, seen, finding_of(report_of(seen), finding))


def finding_of(report: RiskReport, id: str) -> Finding:
    """
    Return the finding with that id.

    Raises:
        NotFoundError: The result has none.
    """
    found = next((one for one in report.findings if one.id == id), None)
    if found is None:
        raise NotFoundError(
            "The result as it stands has no such finding. What was there may be mended."
        )
    return found


def finding_page(
    request: Request,
    desk: ResultDesk,
    seen: Seen,
    finding: Finding,
    *,
    problems: tuple[Problem, ...] = (),
    sent: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    """
    Return the page of a finding, with what is wrong with a form that was sent.

    Args:
        request: What it answers.
        desk: Of the request.
        seen: The site with its result.
        finding: Which.
        problems: Of the form.
        sent: Its fields.
        status: HTTP status.
    """
    report = report_of(seen)
    today = desk.parts.now().date()
    with desk.stored.read() as rooms:
        history = [
            one for one in rooms.acceptances.of_site(seen.site.id) if one.finding == finding.id
        ]
    actions = {one.mitigation: one for one in report.actions}
    fields = {
        "owner_role": RiskOwner.DIRECTOR.value,
        "owner_name": "",
        "reason": "",
        "until": latest_day(today, USUAL_YEARS).isoformat(),
    }
    return page(
        request,
        "results/finding.html",
        site=seen.site,
        seen=seen,
        report=report,
        finding=finding,
        line=line_of(finding, decided_at(desk, seen.site.id)),
        paths=[
            (number, path)
            for number, path in enumerate(report.paths, start=1)
            if any(step.finding == finding.id for step in path.steps)
        ],
        actions=[actions[name] for name in finding.mitigations if name in actions][:_SHOWN],
        more=[name for name in finding.mitigations if name not in actions],
        becomes=becomes,
        way=way_in_words,
        value=value_in_words,
        vector=desk.parts.catalog.vectors.get(finding.vector),
        sources=sources_of(desk.parts.catalog, finding),
        history=history,
        problems=problems,
        wrong={one.field: one.message for one in problems},
        sent=fields | dict(sent or {}),
        first_day=(today + timedelta(days=1)).isoformat(),
        last_day=latest_day(today).isoformat(),
        longest_years=LONGEST_YEARS,
        risk_owners=[(one.value, one.words) for one in RiskOwner],
        status=status,
    )


def value_in_words(fact: Fact) -> str:
    """Value of a fact; a share of the catalogue in percent, as nobody reads bare decimals."""
    numbers = _RANGE.fullmatch(fact.value)
    if numbers is None or not fact.place.endswith(_SHARES):
        return fact.value
    low, high, likely = (words.share(float(number)) for number in numbers.groups())
    return f"{low} to {high}, likely {likely}"


def sources_of(catalog: Catalog, finding: Finding) -> tuple[tuple[str, Source], ...]:
    """Sources of the catalogue files that its numbers stand in, each with its file."""
    found: list[tuple[str, Source]] = []
    vector = catalog.vectors.get(finding.vector)
    if vector is not None:
        found += [(f"threat_catalog/{finding.vector}.yaml", one) for one in vector.sources]
    named = dict.fromkeys(
        fact.place.split(" ", 1)[0].removeprefix("mitigations/").removesuffix(".yaml")
        for step in finding.steps
        for factor in step.factors
        for fact in factor.facts
        if fact.place.startswith("mitigations/")
    )
    for name in named:
        entry = catalog.mitigations.get(name)
        found += [(f"mitigations/{name}.yaml", one) for one in (entry.sources if entry else ())]
    return tuple(found)
