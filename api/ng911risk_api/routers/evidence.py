"""Evidence of a site: what captures and checks on other machines have seen."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from ng911risk.access import Permission
from ng911risk.importers.evidence import read_evidence, read_signed
from ng911risk.store.evidence import EvidenceRecord
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Sent, Stored, Using
from ng911risk_api.media import EVIDENCE_ENDINGS, SIGNED_EVIDENCE, file_name
from ng911risk_api.reading import require_media
from ng911risk_api.responses import CREATED, problems

router = APIRouter(prefix="/sites/{id}/evidence", tags=["evidence"])

NEW: Final = "New-Records"
"""Header that says how many of the records that were posted were not there before."""

_EXAMPLE: Final = {
    "evidence": [
        {
            "mitigation": "tested-offline-backups",
            "verdict": "effective",
            "observed": "Restored last night's backup on a spare server in 3 h 40 min.",
            "method": "Test or drill",
            "on": "2026-11-20",
            "reviewer": "County IT",
            "period": "November 2026",
            "sample": "1 of 1 servers",
        }
    ]
}


def _takes_evidence() -> dict[str, Any]:
    """Describe the body for OpenAPI; the file format has a schema of its own."""
    content: dict[str, Any] = {media: {"schema": {}} for media in EVIDENCE_ENDINGS}
    content["application/json"]["example"] = _EXAMPLE
    content[SIGNED_EVIDENCE] = {"schema": {"type": "string", "format": "binary"}}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "",
    dependencies=[allow(Permission.ADD_EVIDENCE)],
    status_code=HTTPStatus.CREATED,
    summary="Post evidence",
    responses=problems(404, 409, 413, 415, 422),
    openapi_extra=_takes_evidence(),
)
def post(
    id: str,
    sent: Sent,
    stored: Stored,
    parts: Using,
    response: Response,
    *,
    file: Annotated[str, Query(description="What you call the file; for messages only.")] = "",
) -> tuple[EvidenceRecord, ...]:
    """
    Record observations: JSON or YAML, as ``ng911risk assess --evidence`` takes it.

    It is taken whole, or not at all. What was recorded before is not recorded again, so
    the same file may be posted twice; the header ``New-Records`` says how many were new. Of
    one run what is signed wins. Signed evidence is taken if one of the keys signed it
    that an administrator of this organisation put in.
    """
    require_media(sent, (*EVIDENCE_ENDINGS, SIGNED_EVIDENCE))
    with stored.read() as rooms:
        inventory = rooms.inventories.latest(id).inventory
        site, keys = rooms.sites.get(id).name, rooms.evidence_keys.all()
    ending = EVIDENCE_ENDINGS.get(sent.media, ".json")
    name = file_name(file, ending) if file else f"evidence{ending}"
    if sent.media == SIGNED_EVIDENCE:
        seen = read_signed(
            sent.body,
            [one.key for one in keys],
            parts.catalog,
            inventory,
            file=name,
            also_called=(site,),
            today=parts.now().date(),
        )
    else:
        today = parts.now().date()
        seen = read_evidence(sent.body, parts.catalog, inventory, file=name, today=today)
    with stored.write() as rooms:
        added = rooms.evidence.add_all(id, seen, at=parts.now())
    response.headers[CREATED] = f"/api/v1/sites/{id}/evidence"
    response.headers[NEW] = str(added.new)
    return added.records


@router.get(
    "",
    dependencies=[allow(Permission.READ_EVIDENCE)],
    summary="Every record of evidence",
    responses=problems(404),
)
def index(id: str, stored: Stored, parts: Using) -> tuple[EvidenceRecord, ...]:
    """Latest observation first, withdrawn ones included."""
    with stored.read() as rooms:
        found = rooms.evidence.of_site(id)
    stored.was_read("evidence.listed", id, parts.now())
    return found
