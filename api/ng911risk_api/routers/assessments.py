"""Assessments: made once, sealed, never changed."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Response

from ng911risk.access import Permission
from ng911risk.store import AssessmentHead, verify
from ng911risk_api.apart import apart
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Sent, Stored, Using
from ng911risk_api.messages import NewAssessment, Verification
from ng911risk_api.reading import read_json, takes_json
from ng911risk_api.responses import CREATED, problems
from ng911risk_api.work.sealing import seal

router = APIRouter(tags=["assessments"])


@router.post(
    "/sites/{id}/assessments",
    dependencies=[allow(Permission.SEAL)],
    status_code=HTTPStatus.CREATED,
    summary="Assess a site",
    responses=problems(404, 413, 415, 422),
    openapi_extra=takes_json(
        NewAssessment, {"at": "2026-12-01T08:30:00Z", "seed": 1}, required=False
    ),
)
@apart
def assess(
    id: str,
    sent: Sent,
    stored: Stored,
    parts: Using,
    response: Response,
) -> AssessmentHead:
    """Assess the latest inventory with the answers and the evidence, and seal the result."""
    wanted = read_json(NewAssessment, sent, may_be_empty=True)
    head = seal(stored, parts, id, at=wanted.at, seed=wanted.seed)
    response.headers[CREATED] = f"/api/v1/assessments/{head.id}"
    return head


@router.get(
    "/sites/{id}/assessments",
    dependencies=[allow(Permission.READ_REPORT)],
    summary="Every assessment of a site",
    responses=problems(404),
)
def index(id: str, stored: Stored) -> tuple[AssessmentHead, ...]:
    """Newest first."""
    with stored.read() as rooms:
        return rooms.assessments.of_site(id)


@router.get(
    "/assessments/{id}",
    dependencies=[allow(Permission.READ_REPORT)],
    summary="One assessment",
    responses=problems(404),
)
def show(id: str, stored: Stored) -> AssessmentHead:
    """What it was made from and with; the report is beside it."""
    with stored.read() as rooms:
        return rooms.assessments.head(id)


@router.get(
    "/assessments/{id}/verify",
    dependencies=[allow(Permission.READ_REPORT)],
    summary="Check a seal",
    responses=problems(404),
)
def check(id: str, stored: Stored, parts: Using) -> Verification:
    """Recompute the content hash and compare the parts with each other."""
    with stored.read() as rooms:
        assessment = rooms.assessments.get(id)
    differences = verify(assessment)
    stored.was_read("seal.checked", id, parts.now(), found="broken" if differences else "holds")
    return Verification(assessment=assessment.head, holds=not differences, differences=differences)
