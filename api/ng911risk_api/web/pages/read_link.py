"""
What an auditor's link opens: one sealed assessment, its evidence, its seal.

The address with the secret shows a page that only asks whether to open. Opening is a
POST, so that a scanner of mails that follows links opens nothing; the answer leads on to
an address without the secret, which is what the browser keeps.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

from fastapi import APIRouter, Request, Response

from ng911risk.errors import NotFoundError
from ng911risk.exporters import render
from ng911risk.records import json_bytes
from ng911risk.store import Assessment, Rooms, Store, require_seal, verify
from ng911risk.store.evidence import EvidenceRecord
from ng911risk.store.files import FileHead
from ng911risk.store.seal import head_parts
from ng911risk.store.tokens import LINK_OPEN
from ng911risk_api.apart import apart
from ng911risk_api.auth.reader import COOKIE, Reading, link_of, scope_of_link
from ng911risk_api.auth.secrets import hash_of, new_secret
from ng911risk_api.auth.visitor import anyone
from ng911risk_api.deps import Using
from ng911risk_api.headers import report_policy
from ng911risk_api.media import ReportFormat, saved_as
from ng911risk_api.web.forms import Stranger
from ng911risk_api.web.pages.files import as_attachment
from ng911risk_api.web.render import page, see_other
from ng911risk_api.work.document_desk import as_page

router = APIRouter(include_in_schema=False)

_SECRET: Final = anyone("the secret of an auditor's link is asked for instead")
_COOKIE: Final = anyone("the cookie of an auditor's link is asked for instead")


@router.get("/read", dependencies=[_COOKIE])
def show(request: Request, reader: Reading, parts: Using) -> Response:
    """Show what was sealed, whether the seal holds, and how to check both."""
    with reader.desk.read() as rooms:
        assessment = rooms.assessments.get(reader.assessment)
        site = rooms.sites.get(assessment.head.site).name
        differences = verify(assessment)
        shown = () if differences else _evidence(rooms, assessment)
    found = "broken" if differences else "holds"
    reader.desk.was_read("report.read", reader.assessment, parts.now(), form="overview", seal=found)
    return page(
        request,
        "read/show.html",
        head=assessment.head,
        site_name=site,
        link=reader.link,
        differences=differences,
        evidence=shown,
    )


@router.post("/read", dependencies=[_SECRET])
def open_link(request: Request, form: Stranger, parts: Using) -> Response:
    """Open a link here, and close it where it was open."""
    store: Store = request.app.state.store
    link = link_of(store, form.text("secret"), parts.now())
    secret = new_secret()
    with store.write(scope_of_link(link)) as rooms:
        rooms.tokens.opened(link.id, session=hash_of(secret), at=parts.now())
    response = see_other("/read")
    response.set_cookie(
        COOKIE, secret, max_age=int(LINK_OPEN.total_seconds()), secure=True, httponly=True,
        samesite="strict", path="/",
    )  # fmt: skip
    return response


@router.get("/read/report/{format}", dependencies=[_COOKIE])
@apart
def report(format: str, reader: Reading, parts: Using) -> Response:  # noqa: A002 - the word everyone uses
    """Show or download the report; ``sealed`` is every part that the seal covers."""
    form = None if format == "sealed" else _format(format)
    with reader.desk.read() as rooms:
        assessment = require_seal(rooms.assessments.get(reader.assessment))
        site = rooms.sites.get(assessment.head.site).name
    content = _sealed_parts(assessment) if form is None else _rendered(assessment, form)
    reader.desk.was_read("report.read", reader.assessment, parts.now(), form=format)
    day = f"{assessment.head.made_at:%Y-%m-%d}"
    if form is None:
        name = saved_as(site, day, ReportFormat.JSON, public=False).removesuffix(".json")
        return as_attachment(f"{name}-sealed.zip", "application/zip", content)
    name = saved_as(site, day, form, public=False)
    if form is not ReportFormat.HTML:
        return as_attachment(name, form.media_type, content)
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": report_policy(content),
    }
    return Response(content, media_type=form.media_type, headers=headers)


@router.get("/read/evidence/{file}", dependencies=[_COOKIE])
def evidence(file: str, reader: Reading, parts: Using) -> Response:
    """Download a file that shows evidence which was sealed."""
    with reader.desk.read() as rooms:
        assessment = require_seal(rooms.assessments.get(reader.assessment))
        known = {one.id for _, files in _evidence(rooms, assessment) for one in files}
        if file not in known:
            raise NotFoundError("There is no file with this id.")
        found = rooms.files.get(file)
    reader.desk.was_read("evidence.read", file, parts.now())
    return as_attachment(found.head.name, found.head.media, found.content)


@router.get("/read/{secret}", dependencies=[_SECRET])
def ask(request: Request, secret: str, parts: Using) -> Response:
    """Ask whether to open the link; nothing is opened by looking."""
    link = link_of(request.app.state.store, secret, parts.now())
    return page(request, "read/open.html", secret=secret, name=link.name)


def _evidence(
    rooms: Rooms, assessment: Assessment
) -> tuple[tuple[EvidenceRecord, tuple[FileHead, ...]], ...]:
    """Evidence that was sealed, as it is kept, each with the files that show it."""
    head = assessment.head
    heads = {one.id: one for one in rooms.files.of_site(head.site)}
    sealed = assessment.evidence
    return tuple(
        (record, tuple(heads[file] for file in record.files if file in heads))
        for record in rooms.evidence.of_site(head.site)
        if record.evidence in sealed and record.at <= head.sealed_at
    )


def _format(name: str) -> ReportFormat:
    try:
        return ReportFormat(name)
    except ValueError:
        raise NotFoundError("A report has no such form.") from None


def _rendered(assessment: Assessment, form: ReportFormat) -> bytes:
    if form is ReportFormat.JSON:
        return assessment.report_json
    if form is ReportFormat.HTML:
        return as_page(assessment)
    return render(assessment.report, form.value, public=False)


def _sealed_parts(assessment: Assessment) -> bytes:
    """Return every part that the seal covers, so that anybody can compute it again."""
    head = {**head_parts(assessment.head), "content_hash": assessment.head.content_hash}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in (
            ("head.json", json_bytes(head)),
            ("inventory.json", assessment.inventory_json),
            ("evidence.json", assessment.evidence_json),
            ("places.json", assessment.places_json),
            ("report.json", assessment.report_json),
        ):
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, data)
    return out.getvalue()
