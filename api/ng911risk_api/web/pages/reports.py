"""Reports: every sealed assessment and its documents, grouped by who reads them."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from ng911risk.access import Permission
from ng911risk.errors import NotFoundError
from ng911risk.exporters.documents import DocumentInput, documents
from ng911risk.exporters.documents.discovery import Edition, Form, Reader
from ng911risk.exporters.documents.print_page import fragment
from ng911risk.exporters.documents.typeset import missing_fonts
from ng911risk.store import AssessmentHead, Rooms, require_seal
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.caching import CACHE_CONTROL
from ng911risk_api.deps import Signing
from ng911risk_api.routers.documents import Addressed, sent
from ng911risk_api.web.forms import Posted
from ng911risk_api.web.live_result import ResultDesk, Results, Seen
from ng911risk_api.web.pages.reports_exports import Downloads
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.document_desk import (
    Offer,
    Source,
    bare,
    draft_source,
    for_one,
    form_of,
    made,
    offered,
    saved_name,
    sealed_source,
    zipped,
)
from ng911risk_api.work.sealing import seal

router = APIRouter(include_in_schema=False)

DRAFT: Final = "draft"
"""Stands for an assessment in the address of a document that is not sealed."""

_FIRST: Final = frozenset({"board", "call-sheet", "plan"})
"""What most directors need before anything else."""

_READS = allow(Permission.READ_REPORT)


@router.get("/sites/{id}/reports", dependencies=[_READS])
def show(
    request: Request,
    id: str,
    desk: Results,
    key: Signing,
    assessment: Annotated[str, Query()] = "",
) -> Response:
    """List the documents of the newest sealed assessment, or of the one that is asked for."""
    seen = desk.see(id)
    with desk.stored.read() as rooms:
        heads = rooms.assessments.of_site(id)
        chosen = _chosen(heads, assessment)
        found = _of_sealed(rooms, chosen) if chosen else ()
    return page(
        request,
        "reports/page.html",
        site=seen.site,
        seen=seen,
        heads=heads,
        chosen=chosen,
        groups=_groups(found),
        drafts=_groups(_of_draft(seen)),
        draft=DRAFT,
        first=_FIRST,
        public=Edition.PUBLIC,
        note=missing_fonts(),
        downloads=Downloads.of(desk.stored.scope, can_sign=key is not None),
    )


@router.post("/sites/{id}/reports/seal", dependencies=[allow(Permission.SEAL)])
@apart
def seal_now(id: str, desk: Results, form: Posted) -> Response:  # noqa: ARG001 - the form carries the token
    """Seal what there is now, and show its documents."""
    seen = desk.see(id)
    shown = seen.result if seen.live and seen.live.current else None
    head = seal(desk.stored, desk.parts, id, shown=shown)
    address = f"/sites/{id}/reports?assessment={head.id}"
    return see_other(address)


@router.get("/sites/{id}/reports/{assessment}/{document}.{ending}", dependencies=[_READS])
@apart
def download(
    id: str, assessment: str, document: str, ending: str, desk: Results, to: Addressed = ""
) -> Response:
    """One document as a file; the web page is shown."""
    form = form_of(document, ending)
    site, source = _source(desk, id, assessment)
    if not documents()[document].applies(source.given):
        raise NotFoundError("There is no such document.")
    _enter(desk, id, assessment, f"{document}.{ending}")
    content = made(for_one(source, to), document, form.value, desk.parts.tool_version)
    day = f"{source.given.report.made_at.astimezone(UTC):%Y-%m-%d}"
    called = f"{document}-{to}" if to else document
    name = saved_name(site, day, called, form, draft=source.given.draft)
    return sent(content, form, name)


@router.get("/sites/{id}/reports/{assessment}.zip", dependencies=[_READS])
def everything(id: str, assessment: str, desk: Results) -> Response:
    """Every document of an assessment in one file."""
    site, source = _source(desk, id, assessment)
    _enter(desk, id, assessment, "all.zip")
    offers = offered(f"{source.key} zip", lambda: source.given)
    content = zipped(source, offers, desk.parts.tool_version)
    day = f"{source.given.report.made_at.astimezone(UTC):%Y-%m-%d}"
    name = saved_name(site, day, "documents", Form.JSON, draft=source.given.draft)
    name = f"{name.rpartition('.')[0]}.zip"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": CACHE_CONTROL,
    }
    return Response(content, media_type="application/zip", headers=headers)


@router.get("/sites/{id}/reports/{assessment}/{document}", dependencies=[_READS])
@apart
def read(
    request: Request, id: str, assessment: str, document: str, desk: Results, to: Addressed = ""
) -> Response:
    """Show a document inside a page."""
    known = documents().get(document)
    if known is None or known.build is None:
        raise NotFoundError("There is no such document.")
    with desk.stored.read() as rooms:
        site = rooms.sites.get(id)
    _, source = _source(desk, id, assessment)
    if not known.applies(source.given):
        raise NotFoundError("There is no such document.")
    _enter(desk, id, assessment, document)
    paper = known.build(for_one(source, to).given)
    return page(
        request,
        "reports/read.html",
        site=site,
        document=known,
        assessment=assessment,
        paper=paper,
        to=to,
        text=fragment(paper),
    )


def _chosen(heads: tuple[AssessmentHead, ...], wanted: str) -> AssessmentHead | None:
    """
    Return the assessment that is asked for, else the newest.

    Raises:
        NotFoundError: This site has none with that id.
    """
    if not wanted:
        return heads[0] if heads else None
    for head in heads:
        if head.id == wanted:
            return head
    raise NotFoundError("There is no assessment with this id.")


def _of_sealed(rooms: Rooms, head: AssessmentHead) -> tuple[Offer, ...]:
    return offered(head.content_hash, lambda: bare(rooms.assessments.get(head.id)))


def _of_draft(seen: Seen) -> tuple[Offer, ...]:
    if seen.result is None:
        return ()
    result = seen.result
    given = DocumentInput(report=result.report, inventory=result.draft.inventory)
    return offered(result.draft.key, lambda: given)


def _groups(found: tuple[Offer, ...]) -> tuple[tuple[Reader, tuple[Offer, ...]], ...]:
    """Documents by who reads them."""
    return tuple(
        (reader, mine)
        for reader in Reader
        if (mine := tuple(one for one in found if one.document.reader is reader))
    )


def _source(desk: ResultDesk, id: str, assessment: str) -> tuple[str, Source]:
    """
    Name of the site, and what its documents are made from.

    Raises:
        NotFoundError: No such site or assessment of it, or no result yet.
        SealBrokenError: It was changed after it was sealed.
    """
    today = desk.parts.now().astimezone(UTC).date()
    if assessment == DRAFT:
        seen = desk.see(id)
        if seen.result is None:
            raise NotFoundError("There is no result of this site yet; look at its reports again.")
        with desk.stored.read() as rooms:
            return seen.site.name, draft_source(rooms, desk.stored.scope, seen.result, today)
    with desk.stored.read() as rooms:
        site = rooms.sites.get(id)
        held = rooms.assessments.get(assessment)
        if held.head.site != id:
            raise NotFoundError("There is no assessment with this id.")
        source = sealed_source(rooms, desk.stored.scope, require_seal(held), today)
    return site.name, source


def _enter(desk: ResultDesk, id: str, assessment: str, document: str) -> None:
    """Enter in the audit log that a document is read, before it is."""
    is_draft = assessment == DRAFT
    action, object_id = ("result.read", id) if is_draft else ("report.read", assessment)
    with desk.stored.write() as rooms:
        rooms.audit.add(action, object_id, at=desk.parts.now(), site=id, document=document)
