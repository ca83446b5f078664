"""Signed reports, and the public key that they are checked with."""

from __future__ import annotations

from fastapi import APIRouter, Response

from ng911risk.access import Permission
from ng911risk.errors import NotFoundError
from ng911risk.signing import signed_report
from ng911risk.store.to_sign import parts_of
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow, anyone
from ng911risk_api.caching import CACHE_CONTROL
from ng911risk_api.deps import Desk, Signing, Stored, Using
from ng911risk_api.parts import Parts
from ng911risk_api.responses import problems
from ng911risk_api.work.exchange_desk import installation, saved_as, sealed

router = APIRouter(tags=["exports"])


@router.get(
    "/signing-key",
    dependencies=[anyone("a public key is for everybody, and tells nothing of a centre")],
    summary="Public key of signed reports",
    response_class=Response,
    responses={
        200: {"description": "Ed25519, PEM", "content": {"application/x-pem-file": {}}},
        **problems(404),
    },
)
def key(signing: Signing) -> Response:
    """What the signed reports of this server are checked with."""
    if signing is None:
        raise NotFoundError("This server signs nothing: it was given no key.")
    return Response(
        signing.public.pem,
        media_type="application/x-pem-file",
        headers={"ETag": f'"{signing.public.id}"', "Cache-Control": "no-cache"},
    )


@router.get(
    "/assessments/{id}/signed-report",
    dependencies=[allow(Permission.READ_EVIDENCE)],
    summary="Signed report",
    response_class=Response,
    responses={
        200: {"description": "The signed report", "content": {"application/json": {}}},
        **problems(404),
    },
)
@apart
def show(id: str, stored: Stored, parts: Using, signing: Signing) -> Response:
    """
    The report with its inventory, evidence and intelligence, signed by this server.

    Whoever has it and the public key can check it, and make the report again.
    """
    return sent(stored, parts, signing, id)


def sent(stored: Desk, parts: Parts, signing: Signing, id: str, *, site: str = "") -> Response:
    """
    Answer with a signed report, entered in the audit log.

    Raises:
        ForbiddenError: The role does not see all of what is in it.
        NotFoundError: The server signs nothing, or there is no such assessment of this site.
        SealBrokenError: It was changed after it was sealed.
    """
    for permission in (Permission.READ_SITE, Permission.READ_REPORT, Permission.READ_EVIDENCE):
        stored.scope.require(permission)
    if signing is None:
        raise NotFoundError("This server signs nothing: it was given no key.")
    with stored.read() as rooms:
        assessment = sealed(rooms, id, site)
        name = rooms.sites.get(assessment.head.site).name
    whole = parts_of(assessment, installation(stored, parts.now()))
    content = signed_report.sign(whole, signing)
    stored.was_read("report.signed", id, parts.now(), key=signing.public.id)
    saved = saved_as(name, f"{assessment.head.made_at:%Y-%m-%d}", "report", ".signed.json")
    headers = {
        "Content-Disposition": f'attachment; filename="{saved}"',
        "Cache-Control": CACHE_CONTROL,
    }
    return Response(content, media_type="application/json", headers=headers)
