"""Documents of sealed assessments, for programs."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query, Response

from ng911risk.access import Permission
from ng911risk.errors import NotFoundError
from ng911risk.exporters.documents import documents
from ng911risk.exporters.documents.discovery import Form
from ng911risk.store import require_seal
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.caching import CACHE_CONTROL
from ng911risk_api.deps import Stored, Using
from ng911risk_api.headers import report_policy
from ng911risk_api.responses import problems
from ng911risk_api.work.document_desk import (
    DocumentLine,
    bare,
    for_one,
    form_of,
    line_of,
    made,
    offered,
    saved_name,
    sealed_source,
)

router = APIRouter(tags=["reports"])

Addressed: TypeAlias = Annotated[
    str, Query(max_length=100, description="Organisation that a letter is for, by its owner id.")
]


@router.get(
    "/assessments/{id}/documents",
    dependencies=[allow(Permission.READ_REPORT)],
    summary="Documents of an assessment",
    responses=problems(404),
)
def index(id: str, stored: Stored) -> tuple[DocumentLine, ...]:
    """What can be made from it, whom each serves, and in which formats."""
    with stored.read() as rooms:
        assessment = require_seal(rooms.assessments.get(id))
    offers = offered(assessment.head.content_hash, lambda: bare(assessment))
    return tuple(map(line_of, offers))


@router.get(
    "/assessments/{id}/documents/{name}.{ending}",
    dependencies=[allow(Permission.READ_REPORT)],
    summary="One document",
    response_class=Response,
    responses={
        200: {
            "description": "The document",
            "content": {one.media_type.partition(";")[0]: {} for one in Form},
        },
        **problems(404),
    },
)
@apart
def show(
    id: str, name: str, ending: str, stored: Stored, parts: Using, to: Addressed = ""
) -> Response:
    """The document of a sealed assessment; a broken seal is an error, never a document."""
    form = form_of(name, ending)
    now = parts.now()
    with stored.read() as rooms:
        assessment = require_seal(rooms.assessments.get(id))
        site = rooms.sites.get(assessment.head.site).name
        source = sealed_source(rooms, stored.scope, assessment, now.astimezone(UTC).date())
    source = for_one(source, to)
    if not documents()[name].applies(source.given):
        raise NotFoundError("There is no such document.")
    with stored.write() as rooms:
        rooms.audit.add("report.read", id, at=now, document=f"{name}.{form.value}")
    content = made(source, name, form.value, parts.tool_version)
    day = f"{assessment.head.made_at:%Y-%m-%d}"
    return sent(content, form, saved_name(site, day, name, form, draft=False))


def sent(content: bytes, form: Form, name: str) -> Response:
    """Answer with a document: a page is shown, everything else is saved."""
    shown = "inline" if form is Form.HTML else "attachment"
    headers = {
        "Content-Disposition": f'{shown}; filename="{name}"',
        "Cache-Control": CACHE_CONTROL,
    }
    if form is Form.HTML:
        headers["Content-Security-Policy"] = report_policy(content)
    return Response(content, media_type=form.media_type, headers=headers)
