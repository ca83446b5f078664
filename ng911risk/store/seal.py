"""
The seal of an assessment: one SHA-256 over everything in it.

It is the SHA-256 of a JSON text, keys sorted, without blanks, ASCII: the fields of
the head but the hash itself, and the SHA-256 of the inventory, the evidence, the
places and the report as stored, and of the intelligence where some went in. Anybody can
recompute it without this package.

A seal shows damage and careless edits. Who can rewrite the database can also
rewrite the seal: keep the hash of an important report somewhere else too.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Final

from pydantic import ValidationError

from ng911risk.errors import SealBrokenError
from ng911risk.model.report import RiskReport
from ng911risk.store.moments import moment_text
from ng911risk.store.values import Assessment, AssessmentHead

FORMAT: Final = "ng911risk-seal/1"


def sealed(assessment: Assessment) -> Assessment:
    """Return the same with the content hash that fits it."""
    return replace(assessment, head=replace(assessment.head, content_hash=content_hash(assessment)))


def content_hash(assessment: Assessment) -> str:
    """64 hexadecimal digits over all that is sealed, recomputed."""
    parts = head_parts(assessment.head) | {
        "format": FORMAT,
        "inventory_sha256": _sha256(assessment.inventory_json),
        "evidence_sha256": _sha256(assessment.evidence_json),
        "places_sha256": _sha256(assessment.places_json),
        "report_sha256": _sha256(assessment.report_json),
    }
    if assessment.intelligence_json is not None:  # seals made before there was any stay as they are
        parts["intelligence_sha256"] = _sha256(assessment.intelligence_json)
    return _sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode("ascii"))


def verify(assessment: Assessment) -> tuple[str, ...]:
    """
    Recompute the seal and compare the parts with each other.

    Returns:
        What is wrong, in plain words; empty if the seal holds.
    """
    found: list[str] = []
    if content_hash(assessment) != assessment.head.content_hash:
        found.append("The content no longer matches the hash it was sealed with.")
    try:
        report = assessment.report
        _ = assessment.inventory, assessment.evidence, assessment.places, assessment.intelligence
    except ValidationError:
        return (*found, "A part cannot be read any more.")
    if _sha256(assessment.inventory_json) != assessment.head.inventory_digest:
        found.append("The inventory is not the one that the report names.")
    return (*found, *_disagreements(assessment.head, report))


def require_seal(assessment: Assessment) -> Assessment:
    """
    Return `assessment` if its content hash fits.

    Raises:
        SealBrokenError: It does not; the content must not be shown as if it did.
    """
    if content_hash(assessment) != assessment.head.content_hash:
        raise SealBrokenError(
            f"Assessment {assessment.head.id} no longer matches the hash it was sealed with."
        )
    return assessment


def head_parts(head: AssessmentHead) -> dict[str, str | int]:
    """Fields of the head as the seal covers them, moments as text."""
    return {
        "id": head.id,
        "site": head.site,
        "number": head.number,
        "made_at": moment_text(head.made_at),
        "sealed_at": moment_text(head.sealed_at),
        "tool_version": head.tool_version,
        "catalog_version": head.catalog_version,
        "catalog_digest": head.catalog_digest,
        "inventory_digest": head.inventory_digest,
        "seed": head.seed,
    }


def _disagreements(head: AssessmentHead, report: RiskReport) -> tuple[str, ...]:
    """What the report says of itself and the head says otherwise."""
    names = (
        "made_at",
        "tool_version",
        "catalog_version",
        "catalog_digest",
        "inventory_digest",
        "seed",
    )
    return tuple(
        f"The report and its record disagree about {name}."
        for name in names
        if getattr(head, name) != getattr(report, name)
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
