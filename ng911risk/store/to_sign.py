"""A sealed assessment as what is signed: every part keeps the bytes that the seal covers."""

from __future__ import annotations

from ng911risk.signing.signed_report import SignedReport, of_report
from ng911risk.store.values import Assessment


def parts_of(assessment: Assessment, installation: str) -> SignedReport:
    """
    Gather the report and everything that it was made from.

    Args:
        assessment: Its seal was checked.
        installation: UUID of the installation.
    """
    return of_report(
        assessment.report,
        report_json=assessment.report_json,
        inventory_json=assessment.inventory_json,
        evidence_json=assessment.evidence_json,
        places_json=assessment.places_json,
        intelligence_json=assessment.intelligence_json or b"",
        site=assessment.head.site,
        installation=installation,
        seal=assessment.head.content_hash,
    )
