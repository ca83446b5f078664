"""History: every sealed assessment over time, and why the result moved from one to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from ng911risk.access import Permission
from ng911risk.engine.history import Cause, Moved
from ng911risk.errors import NotFoundError
from ng911risk.exporters import words
from ng911risk.exporters.charts import Bar, Dot, bars, trend
from ng911risk.model.scales import Band
from ng911risk.store import Assessment, AssessmentHead
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Comparing, Desk, Stored, Using
from ng911risk_api.web.render import is_part, page
from ng911risk_api.work.comparing import Compared, Load, Point
from ng911risk_api.work.kept import Asked

router = APIRouter(include_in_schema=False)

SHOWN: Final = 40
"""Newest assessments that are drawn and listed."""

LISTED: Final = 60
"""Most lines of each list of changes."""

YEAR: Final = timedelta(days=365)
_ABOUT: Final = timedelta(days=95)

_TITLES: Final = {
    Cause.INVENTORY: "What you have",
    Cause.ANSWERS: "Answers",
    Cause.EVIDENCE: "Evidence",
    Cause.REPORTED: "What others report",
    Cause.TIME: "Time that passed",
    Cause.CATALOGUE: "Catalogue and program",
}

_MEANINGS: Final = {
    Cause.INVENTORY: "Systems, connections, people and services that came, changed or went.",
    Cause.ANSWERS: "What was answered about protection.",
    Cause.EVIDENCE: "What checks, documents and interviews confirmed or refuted.",
    Cause.REPORTED: "Threat feeds that came, changed or went: what is used somewhere now.",
    Cause.TIME: "Nothing was done: support ended, or a test or exercise grew old.",
    Cause.CATALOGUE: "What is known about attacks and fixes, and how this program reckons.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sealed assessment in the table."""

    head: AssessmentHead
    asked: Asked[Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One cause and its share, in words."""

    title: str
    meaning: str
    said: str
    again: str
    """What a second draw says."""
    unsure: bool
    """Whether another draw could turn it round."""


@router.get("/sites/{id}/history", dependencies=[allow(Permission.READ_REPORT)])
def show(
    request: Request,
    id: str,
    stored: Stored,
    parts: Using,
    comparing: Comparing,
    old: Annotated[str, Query()] = "",
    new: Annotated[str, Query()] = "",
) -> Response:
    """Draw the sealed assessments, and compare two of them."""
    with stored.read() as rooms:
        site = rooms.sites.get(id)
        heads = rooms.assessments.of_site(id)
    load = _loader(stored)
    pair = _pair(heads, old, new)
    points = comparing.points(heads[:SHOWN], load)
    compared = comparing.compared(*pair, load) if pair else None
    waiting = any(one.pending for one in points.values()) or bool(compared and compared.pending)
    if any(one.found is not None for one in points.values()):
        for name in [one.id for one in pair] if pair else [heads[0].id]:
            stored.was_read("report.read", name, parts.now())
    rows = [Row(head=one, asked=points[one.id]) for one in heads[:SHOWN]]
    return page(
        request,
        "history/body.html" if is_part(request) else "history/page.html",
        site=site,
        heads=heads,
        rows=rows,
        pair=pair,
        charts=() if waiting else _charts(rows),
        compared=compared,
        story=_story(compared.found) if compared and compared.found else None,
        waiting=waiting,
        listed=LISTED,
        here=_address(id, pair),
    )


def _loader(stored: Desk) -> Load:
    def load(name: str) -> Assessment:
        with stored.read() as rooms:
            return rooms.assessments.get(name)

    return load


def _address(site: str, pair: tuple[AssessmentHead, AssessmentHead] | None) -> str:
    tail = f"?old={pair[0].id}&new={pair[1].id}" if pair else ""
    return f"/sites/{site}/history{tail}"


def _pair(
    heads: Sequence[AssessmentHead], old: str, new: str
) -> tuple[AssessmentHead, AssessmentHead] | None:
    """
    The two that are compared, the older first.

    Left open, it is the latest with the one about a year before, else with the previous.

    Raises:
        NotFoundError: One that was named is not of this site.
    """
    known = {one.id: one for one in heads}
    for name in (old, new):
        if name and name not in known:
            raise NotFoundError("There is no assessment with this id.")
    if len(heads) < 2:  # noqa: PLR2004 - two make a pair
        return None
    later = known[new] if new else heads[0]
    earlier = known[old] if old else _year_before(heads, later)
    if earlier is None or earlier.id == later.id:
        return None
    first, second = sorted((earlier, later), key=lambda one: one.number)
    return first, second


def _year_before(heads: Sequence[AssessmentHead], later: AssessmentHead) -> AssessmentHead | None:
    before = [one for one in heads if one.number < later.number]
    wanted = later.made_at - YEAR
    near = [one for one in before if abs(one.made_at - wanted) <= _ABOUT]
    if near:
        return min(near, key=lambda one: abs(one.made_at - wanted))
    return before[0] if before else None


def _one_in(chance: float) -> str:
    """A line of the scale of chances."""
    return "every year" if chance >= 1.0 else f"1 in {round(1.0 / chance):,}"


def _charts(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Caption and picture of each number over time, the oldest first."""
    known = [(row.head, row.asked.found) for row in reversed(rows) if row.asked.found]
    if not known:
        return ()

    def dots(band: Callable[[Point], Band]) -> list[Dot]:
        return [
            Dot(at=head.made_at, name=f"number {head.number}", band=band(point))
            for head, point in known
        ]

    chance = "Chance in a year that 9-1-1 calls are not taken"
    hours, calls = "Hours a year without 9-1-1 calls", "Calls a year unanswered or delayed"
    return (
        (
            chance,
            trend(
                chance,
                dots(lambda one: one.headline.chance),
                words.chance,
                id="chance",
                mark=_one_in,
            ),
        ),
        (hours, trend(hours, dots(lambda one: one.hours), words.hours, id="hours")),
        (calls, trend(calls, dots(lambda one: one.calls), words.count, id="calls")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Why the result moved, ready to be read."""

    before: str
    after: str
    turn: str
    """``better``, ``worse`` or ``the same``."""
    by: str
    shares: tuple[Share, ...]
    picture: str
    """Empty where nothing moved."""


def _story(compared: Compared) -> Story:
    history = compared.history
    moved = [one for one in history.moved if one.amount != 0.0 or one.again != 0.0]
    return Story(
        before=_hours(history.before),
        after=_hours(history.after),
        turn=_turn(history.difference),
        by=_hours(abs(history.difference)),
        shares=tuple(map(_share, history.moved)),
        picture=bars(
            "Share of each cause in the difference",
            [
                Bar(label=_TITLES[one.cause], value=_shown(one.amount), said=_signed(one.amount))
                for one in history.moved
            ],
            id="shares",
        )
        if moved
        else "",
    )


def _share(moved: Moved) -> Share:
    unsure = (moved.amount > 0.0) != (moved.again > 0.0) and moved.amount != 0.0
    return Share(
        title=_TITLES[moved.cause],
        meaning=_MEANINGS[moved.cause],
        said=_signed(moved.amount),
        again=_signed(moved.again),
        unsure=unsure,
    )


_LEAST: Final = 0.005
"""Weighted hours that are told as nothing: half a minute's worth of a service lost."""


def _shown(amount: float) -> float:
    return 0.0 if abs(amount) < _LEAST else amount


def _turn(difference: float) -> str:
    if _shown(difference) == 0.0:
        return "the same"
    return "worse" if difference > 0.0 else "better"


def _hours(amount: float) -> str:
    return words.hours(amount) if _shown(amount) else "0 hours"


def _signed(amount: float) -> str:
    if not _shown(amount):
        return "nothing"
    return f"{words.hours(abs(amount))} {'more' if amount > 0.0 else 'less'}"
