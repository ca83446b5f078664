"""Observations that confirm or refute what was declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ng911risk.model.record import Record


class Verdict(StrEnum):
    """What an observation says about a control. Inconclusive is an answer."""

    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not-effective"
    INCONCLUSIVE = "inconclusive"


class Standing(StrEnum):
    """How firmly a control is known to stand."""

    DECLARED = "declared"
    VERIFIED = "verified"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Record):
    """One observation of one mitigation, with method, time and reviewer."""

    mitigation: str
    """File name, without .yaml, in mitigations/."""

    scope: tuple[str, ...] = ()
    """Zones, assets or owners observed; empty means the whole site."""

    verdict: Verdict
    """effective, not-effective or inconclusive."""

    observed: str
    """What was seen."""

    method: str
    """Interview, document, capture, lab check."""

    on: date
    """When."""

    reviewer: str = ""
    """Who reviewed it."""

    period: str = ""
    """The time that it speaks for, for instance 1 July to 30 September 2026."""

    sample: str = ""
    """What of it was looked at, for instance 5 of 40 positions, chosen at random."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile(Record):
    """What was observed: a file of evidence."""

    evidence: tuple[Evidence, ...]
    """Observations, in any order."""
