"""Exports of sealed assessments for the tools of others: STIX, OSCAL and what is found beside."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final, TypeAlias

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError

from ng911risk.access import Permission
from ng911risk.exporters.exchange.discovery import Export, of_profile
from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.stix.profiles import sentinel
from ng911risk.model.tlp import Tlp
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.caching import CACHE_CONTROL, has_already
from ng911risk_api.deps import Desk, Stored, Using
from ng911risk_api.parts import Parts
from ng911risk_api.responses import problems
from ng911risk_api.work import exchange_desk
from ng911risk_api.work.exchange_desk import ExportLine

router = APIRouter(tags=["exports"])

_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The export", "content": {"application/json": {}}},
    304: {"description": "You have it already"},
    **problems(404, 409, 422),
}


_ONCE: Final = ("tlp", "sentinel_tlp", "people", "numbers", "confidence", "profile")


async def _wishes(
    request: Request,
    *,
    tlp: Annotated[
        Tlp | None,
        Query(description="Marking of everything; amber+strict, for indicators alone green."),
    ] = None,
    sentinel_tlp: Annotated[
        Tlp | None, Query(description="Marking for Sentinel, which knows no amber+strict.")
    ] = None,
    people: Annotated[bool, Query(description="With names of people.")] = False,
    numbers: Annotated[bool, Query(description="With telephone numbers.")] = False,
    confidence: Annotated[bool, Query(description="With how well sources were checked.")] = False,
) -> Wishes:
    _require_once(request)
    return Wishes(
        tlp=tlp,
        sentinel_tlp=sentinel_tlp,
        people=people,
        numbers=numbers,
        confidence=confidence,
    )


def _require_once(request: Request) -> None:
    """
    Refuse what is said twice: nobody could know which of the two counts.

    Raises:
        RequestValidationError: A parameter came several times.
    """
    twice = [one for one in _ONCE if len(request.query_params.getlist(one)) > 1]
    if twice:
        raise RequestValidationError(
            [{"type": "repeated", "loc": ("query", one), "msg": "may come once"} for one in twice]
        )


Wished: TypeAlias = Annotated[Wishes, Depends(_wishes)]
IfNoneMatch: TypeAlias = Annotated[str | None, Header()]


@router.get(
    "/assessments/{id}/exports",
    dependencies=[allow(Permission.READ_EVIDENCE)],
    summary="Exports of an assessment",
    responses=problems(404),
)
def index(id: str, stored: Stored) -> tuple[ExportLine, ...]:
    """What you may take out, whom each serves, and what they load it into."""
    with stored.read() as rooms:
        rooms.assessments.head(id)
    return tuple(map(exchange_desk.line_of, exchange_desk.offered(stored.scope)))


@router.get(
    "/assessments/{id}/exports/{name}",
    dependencies=[allow(Permission.READ_EVIDENCE)],
    summary="One export",
    response_class=Response,
    responses=_ANSWERS,
)
@apart
def show(
    id: str,
    name: str,
    stored: Stored,
    parts: Using,
    wishes: Wished,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """
    The sealed assessment in the form that a tool takes; a broken seal is an error.

    What is for auditors, whoever reads report and evidence may take; all else needs the
    permission to export, and so does every wish that lets more out.
    """
    export = exchange_desk.found(name)
    _choosable(export, wishes)
    return sent(stored, parts, id, export, wishes, if_none_match)


@router.get(
    "/assessments/{id}/stix",
    dependencies=[allow(Permission.EXPORT)],
    summary="STIX 2.1",
    response_class=Response,
    responses=_ANSWERS,
)
@apart
def stix(
    id: str,
    stored: Stored,
    parts: Using,
    wishes: Wished,
    profile: Annotated[
        str, Query(max_length=60, description="generic, opencti, misp or sentinel.")
    ] = "generic",
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The same as the export of that profile: one bundle, or bodies to upload."""
    export = of_profile(profile)
    _choosable(export, wishes)
    return sent(stored, parts, id, export, wishes, if_none_match)


def _choosable(export: Export, wishes: Wishes) -> None:
    """
    Refuse a parameter for what it is, before anything is read.

    Raises:
        InputError: A marking has to be chosen, or another one.
    """
    if export.name == f"stix-{sentinel.PROFILE.name}":
        sentinel.check(wishes)


def sent(
    stored: Desk,
    parts: Parts,
    id: str,
    export: Export,
    wishes: Wishes,
    if_none_match: str | None = None,
    *,
    site: str = "",
) -> Response:
    """
    Answer with an export of a sealed assessment, entered in the audit log.

    Args:
        stored: The store, in somebody's scope.
        parts: The catalogue and the clock.
        id: Of the assessment.
        export: What is asked for.
        wishes: What was chosen.
        if_none_match: What the client has already.
        site: Its site, if the address names one.

    Raises:
        NotFoundError: There is no such assessment, or not of this site.
        ForbiddenError: The role does not allow it.
        SealBrokenError: It was changed after it was sealed.
        NG911RiskError: It cannot be made of this.
    """
    exchange_desk.require(stored.scope, export, wishes)
    now = parts.now()
    found = exchange_desk.gathered(stored, id, parts.catalog, now, site=site)
    head, source = found.assessment.head, found.source
    tag = exchange_desk.tag_of(source, export, wishes, parts.tool_version)
    headers = {"ETag": tag, "Cache-Control": CACHE_CONTROL}
    kept = has_already(if_none_match, tag)
    content = b"" if kept else exchange_desk.made(source, export, wishes, parts.tool_version)
    # what a program has already it uses again, which is taking it out too
    stored.was_read("assessment.exported", id, now, **exchange_desk.told_of(export, wishes))
    if kept:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    day = f"{head.made_at:%Y-%m-%d}"
    saved = exchange_desk.saved_as(found.name, day, export.name, export.ending)
    headers["Content-Disposition"] = f'attachment; filename="{saved}"'
    return Response(content, media_type=export.media_type, headers=headers)
