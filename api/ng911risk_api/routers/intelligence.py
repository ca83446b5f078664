"""What others report: the threat feeds of the organisation."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from ng911risk.access import Permission
from ng911risk.importers.intel import NAME_MAX
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Sent, Stored, Using
from ng911risk_api.media import file_name
from ng911risk_api.reading import require_media
from ng911risk_api.responses import CREATED, problems
from ng911risk_api.work.feed_desk import (
    FeedHead,
    SentFeed,
    TakenFeed,
    heads,
    remove_feed,
    take_feed,
)

router = APIRouter(prefix="/intelligence", tags=["intelligence"])

_MEDIA: Final = ("application/json", "application/stix+json")

_EXAMPLE: Final = {
    "title": "CISA Catalog of Known Exploited Vulnerabilities",
    "catalogVersion": "2026.11.24",
    "dateReleased": "2026-11-24T15:00:00.0000Z",
    "count": 1,
    "vulnerabilities": [
        {
            "cveID": "CVE-2024-41713",
            "vendorProject": "Mitel",
            "product": "MiCollab",
            "vulnerabilityName": "Mitel MiCollab Path Traversal Vulnerability",
            "dateAdded": "2025-01-07",
            "shortDescription": "Path traversal.",
            "requiredAction": "Apply mitigations.",
            "dueDate": "2025-01-28",
            "knownRansomwareCampaignUse": "Unknown",
            "notes": "",
            "cwes": ["CWE-22"],
        }
    ],
}


def _takes_feeds() -> dict[str, Any]:
    """Describe the body for OpenAPI: formats of others, which their publishers describe."""
    content: dict[str, Any] = {media: {"schema": {}} for media in _MEDIA}
    content["application/json"]["example"] = _EXAMPLE
    return {"requestBody": {"required": True, "content": content}}


@router.get(
    "",
    dependencies=[allow(Permission.READ_SITE)],
    summary="Every feed that counts",
)
def index(stored: Stored, parts: Using) -> tuple[FeedHead, ...]:
    """By name, without their content. They speak of all sites of your organisation."""
    return heads(stored, at=parts.now())


@router.post(
    "",
    dependencies=[allow(Permission.ADD_EVIDENCE)],
    status_code=HTTPStatus.CREATED,
    summary="Import a feed",
    responses=problems(403, 409, 413, 415, 422),
    openapi_extra=_takes_feeds(),
)
@apart
def post(
    sent: Sent,
    stored: Stored,
    parts: Using,
    response: Response,
    *,
    name: Annotated[
        str, Query(description="What to call the feed; one of the same name is replaced.")
    ] = "",
    file: Annotated[
        str, Query(description="What you call the file; names the feed if nothing else does.")
    ] = "",
    good_objects_only: Annotated[
        bool, Query(description="Leave out objects that are wrong, and say which.")
    ] = False,
) -> TakenFeed:
    """
    Read and keep a STIX 2.1 bundle, CISA's list of exploited flaws, or a CSAF advisory.

    Its content says what it is. It is taken whole, or not at all. ATT&CK and CAPEC are
    imported on the server: ``ng911risk intel import FILE --store DATABASE``.
    """
    require_media(sent, _MEDIA)
    called = file_name(file or f"{name[:NAME_MAX] or 'intelligence'}.json", ".json")
    taken = take_feed(
        stored,
        parts,
        SentFeed(data=sent.body, file=called, name=name, good_objects_only=good_objects_only),
    )
    response.headers[CREATED] = "/api/v1/intelligence"
    return taken


@router.delete(
    "/{id}",
    dependencies=[allow(Permission.ADD_EVIDENCE)],
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    summary="Let a feed count no more",
    responses=problems(403, 404),
)
def remove(id: str, stored: Stored, parts: Using) -> Response:
    """Sealed assessments keep what they used of it."""
    remove_feed(stored, id, at=parts.now())
    return Response(status_code=HTTPStatus.NO_CONTENT)
