"""Reports of sealed assessments, as JSON, HTML or CSV."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from starlette.exceptions import HTTPException

from ng911risk.access import Permission
from ng911risk.exporters import render
from ng911risk.store import Assessment, require_seal
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.caching import CACHE_CONTROL, has_already, report_tag
from ng911risk_api.deps import Stored, Using
from ng911risk_api.headers import report_policy
from ng911risk_api.media import ReportFormat, accepted, saved_as
from ng911risk_api.responses import problems
from ng911risk_api.work.document_desk import as_page

router = APIRouter(tags=["reports"])


class Edition(StrEnum):
    """Who may read it."""

    FULL = "full"
    PUBLIC = "public"


@router.get(
    "/assessments/{id}/report",
    dependencies=[allow(Permission.READ_REPORT)],
    summary="The report",
    response_class=Response,
    responses={
        200: {
            "description": "The report",
            "content": {"application/json": {}, "text/html": {}, "text/csv": {}},
        },
        304: {"description": "You have it already"},
        **problems(404, 406, 422),
    },
)
@apart
def show(
    id: str,
    stored: Stored,
    parts: Using,
    format: Annotated[ReportFormat | None, Query(description="Instead of Accept.")] = None,  # noqa: A002 - the word everyone uses
    edition: Annotated[Edition, Query(description="full is confidential.")] = Edition.FULL,
    accept: Annotated[str, Header()] = "",
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """The report as it was sealed; a broken seal is an error, never a report."""
    form = format or accepted(accept)
    if form is None:
        raise HTTPException(HTTPStatus.NOT_ACCEPTABLE)
    public = edition is Edition.PUBLIC
    with stored.read() as rooms:
        # the seal first: what a browser kept is not confirmed for a damaged assessment
        assessment = require_seal(rooms.assessments.get(id))
        head = assessment.head
        site = rooms.sites.get(head.site).name
    tag = report_tag(head.content_hash, form.value, public=public, tool_version=parts.tool_version)
    headers = {"ETag": tag, "Cache-Control": CACHE_CONTROL, "Vary": "Accept"}
    kept = has_already(if_none_match, tag)
    content = b"" if kept else _rendered(assessment, form, public=public)
    # a browser that has it already shows it again, which is a reading too
    stored.was_read("report.read", id, parts.now(), form=form.value, edition=edition.value)
    if kept:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    name = saved_as(site, f"{head.made_at:%Y-%m-%d}", form, public=public)
    shown = "inline" if form is ReportFormat.HTML else "attachment"
    headers["Content-Disposition"] = f'{shown}; filename="{name}"'
    if form is ReportFormat.HTML:
        headers["Content-Security-Policy"] = report_policy(content)
    return Response(content, media_type=form.media_type, headers=headers)


def _rendered(assessment: Assessment, form: ReportFormat, *, public: bool) -> bytes:
    if form is ReportFormat.JSON and not public:
        return assessment.report_json
    if form is ReportFormat.HTML:
        return as_page(assessment, public=public)
    return render(assessment.report, form.value, public=public)
