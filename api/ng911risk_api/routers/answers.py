"""Answers: programs may answer too, and overwrite nobody either."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from ng911risk.access import Permission
from ng911risk.model.record import Record
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.store.answers import SavedAnswer
from ng911risk_api.auth.visitor import allow
from ng911risk_api.deps import Sent, Stored, Using
from ng911risk_api.reading import read_json, takes_json
from ng911risk_api.responses import problems
from ng911risk_api.work.answering import check_subjects

router = APIRouter(tags=["answers"])


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer(Record):
    """What is answered to one question."""

    value: AnswerValue
    """yes, partly, no, unknown or not-available."""

    said_by: str = ""
    """Who said so; the name of the token if left out."""

    note: str = ""
    """What it rests on, up to 2000 characters."""

    seen: int = 0
    """Number of the newest version you saw; 0 if you saw none."""


@router.get(
    "/sites/{id}/answers",
    dependencies=[allow(Permission.READ_SITE)],
    summary="Every answer of a site that counts",
    responses=problems(404),
)
def index(id: str, stored: Stored) -> tuple[SavedAnswer, ...]:
    """By subject; older versions are kept and not listed."""
    with stored.read() as rooms:
        standing = rooms.answers.standing(id)
    return tuple(standing[subject] for subject in sorted(standing))


@router.put(
    "/sites/{id}/answers/{subject}",
    dependencies=[allow(Permission.ANSWER)],
    summary="Answer a question",
    responses=problems(404, 409, 413, 415, 422),
    openapi_extra=takes_json(
        NewAnswer, {"value": "partly", "said_by": "County IT", "note": "all but two", "seen": 0}
    ),
)
def save(id: str, subject: str, sent: Sent, stored: Stored, parts: Using) -> SavedAnswer:
    """
    Answer the question about a mitigation, or a weakness of an asset (`weakness@asset`).

    The version before is kept. If somebody has answered otherwise since the version you
    saw, nothing is changed and the status is 409: read theirs, and send its number as
    `seen` if yours still counts.
    """
    wanted = read_json(NewAnswer, sent)
    with stored.write() as rooms:
        check_subjects([subject], rooms.inventories.latest(id).inventory, parts.catalog)
        return rooms.answers.save(
            id,
            [subject],
            value=wanted.value,
            said_by=wanted.said_by,
            note=wanted.note,
            seen=wanted.seen,
            at=parts.now(),
        )
