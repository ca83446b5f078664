"""The report as JSON: the form that machines read and that everything else is checked against."""

from __future__ import annotations

import hashlib

from ng911risk.exporters.discovery import Format
from ng911risk.exporters.public import PublicReport, public_edition
from ng911risk.model.report import RiskReport
from ng911risk.records import schema_bytes, to_json

FORMAT = Format(name="json", media_type="application/json", ending=".json")

_CODE_LENGTH = 12


def render(report: RiskReport, *, public: bool) -> bytes:
    """Canonical JSON; `ng911risk.records.read_record` reads it back to an equal record."""
    return to_json(public_edition(report) if public else report, omit_defaults=False)


def verify_code(report: RiskReport | PublicReport) -> str:
    """First 12 hexadecimal digits of the SHA-256 over the report's JSON."""
    return hashlib.sha256(to_json(report, omit_defaults=False)).hexdigest()[:_CODE_LENGTH]


def report_id(report: RiskReport) -> str:
    """Short name of a report for the phone: its day and the first digits of the inventory's."""
    return f"{report.made_at:%Y%m%d}-{report.inventory_digest[:8]}"


def report_schema_bytes() -> bytes:
    """JSON Schema (2020-12) of the full report, as a file."""
    return schema_bytes(RiskReport, title="ng911risk report")


def public_schema_bytes() -> bytes:
    """JSON Schema (2020-12) of the public edition, as a file."""
    return schema_bytes(PublicReport, title="ng911risk report, public edition")
