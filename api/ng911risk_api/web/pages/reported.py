"""What others report: the feeds of the organisation, and what they say about this site."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import ConflictError, InputError, Problem
from ng911risk.importers.intel import NAME_MAX
from ng911risk.model.report import IntelligenceUse
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.messages import ProblemLine
from ng911risk_api.settings import Settings
from ng911risk_api.web.forms import Posted
from ng911risk_api.web.live_result import ResultDesk, Results, Seen
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.feed_desk import FeedHead, SentFeed, heads, remove_feed, take_feed
from ng911risk_api.work.reported_lines import MatchLine, RaisedLine, match_lines, raised_lines

router = APIRouter(include_in_schema=False)

MATCHES_MAX: Final = 100
"""Most lines of what feeds name here."""

_ADDRESS: Final = "/sites/{id}/evidence/reported"
_FORM_BYTES: Final = 1024**2
"""Of the longest request, what the form around a file may take."""


@router.get(_ADDRESS, dependencies=[allow(Permission.READ_SITE)])
def show(
    request: Request, id: str, desk: Results, added: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """Show the feeds, and what of them is about this site."""
    return _shown(request, desk, id, added=added)


@router.get(f"{_ADDRESS}/here", dependencies=[allow(Permission.READ_SITE)])
def here(request: Request, id: str, desk: Results) -> Response:
    """Show what is about this site; the page asks for this part until it is worked out."""
    seen = desk.see(id)
    imported = seen.draft is None or bool(seen.draft.intelligence.feeds)
    return page(
        request,
        "evidence/reported_here.html",
        site=seen.site,
        seen=seen,
        imported=imported,
        **_about(desk, seen),
    )


@router.post(_ADDRESS, dependencies=[allow(Permission.ADD_EVIDENCE)])
@apart
def take(request: Request, id: str, form: Posted, desk: Results) -> Response:
    """Take a file of what others report."""
    with desk.stored.read() as rooms:
        rooms.sites.get(id)
    sent = form.file("feed")
    if sent is None:
        return _shown(request, desk, id, problems=(_said("Choose a file."),))
    wanted = SentFeed(
        data=sent.content,
        file=sent.name,
        name=form.text("name"),
        good_objects_only=form.flag("good"),
    )
    try:
        taken = take_feed(desk.stored, desk.parts, wanted)
    except InputError as error:
        return _shown(request, desk, id, problems=error.problems)
    except ConflictError as error:
        return _shown(request, desk, id, problems=(_said(str(error)),))
    if taken.left_out:
        return _shown(request, desk, id, added=taken.feed.id, left_out=taken.left_out)
    return see_other(f"/sites/{id}/evidence/reported?added={taken.feed.id}")


@router.post(f"{_ADDRESS}/{{feed}}/remove", dependencies=[allow(Permission.ADD_EVIDENCE)])
def remove(id: str, feed: str, form: Posted, desk: Results) -> Response:  # noqa: ARG001 - the form carries the token
    """Let a feed count no more."""
    with desk.stored.read() as rooms:
        rooms.sites.get(id)
    remove_feed(desk.stored, feed, at=desk.parts.now())
    return see_other(f"/sites/{id}/evidence/reported")


def _shown(
    request: Request,
    desk: ResultDesk,
    id: str,
    *,
    added: str = "",
    problems: Sequence[Problem] = (),
    left_out: Sequence[ProblemLine] = (),
) -> Response:
    seen = desk.see(id)
    feeds = heads(desk.stored, at=desk.parts.now())
    settings: Settings = request.app.state.settings
    return page(
        request,
        "evidence/reported.html",
        site=seen.site,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        seen=seen,
        feeds=feeds,
        imported=bool(feeds),
        added=_named(feeds, added),
        problems=problems,
        left_out=left_out,
        name_max=NAME_MAX,
        largest=max(1, (settings.max_body_bytes - _FORM_BYTES) // 1024**2),
        **_about(desk, seen),
    )


def _about(desk: ResultDesk, seen: Seen) -> dict[str, Any]:
    """Return what the part about this site shows."""
    compared = _compared(seen)
    raised, matched = _lines(desk, seen) if compared else ((), ())
    return {
        "compared": compared,
        "raised": raised,
        "matched": matched[:MATCHES_MAX],
        "more": max(0, len(matched) - MATCHES_MAX),
    }


def _compared(seen: Seen) -> bool:
    """Whether the result that is there was made with the feeds that stand now."""
    if seen.draft is None or seen.result is None:
        return False
    made, now = (
        {(one.name, one.digest) for one in draft.intelligence.feeds}
        for draft in (seen.result.draft, seen.draft)
    )
    return made == now


def _lines(desk: ResultDesk, seen: Seen) -> tuple[tuple[RaisedLine, ...], tuple[MatchLine, ...]]:
    """Return what was raised and what matches, of the result that is there."""
    if seen.result is None:
        return (), ()
    desk.was_read(seen)
    report = seen.result.report
    uses: tuple[IntelligenceUse, ...] = report.intelligence
    return (
        raised_lines(uses, report.findings, desk.parts.catalog),
        match_lines(uses, seen.result.draft.described),
    )


def _named(feeds: Sequence[FeedHead], id: str) -> FeedHead | None:
    return next((one for one in feeds if id and one.id == id), None)


def _said(message: str) -> Problem:
    return Problem(file="", message=message)
