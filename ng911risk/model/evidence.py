"""Observations that confirm or refute what was declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
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


class Containment(StrEnum):
    """What kept the packets inside the scope."""

    KERNEL = "kernel"
    """
    A table of the kernel, on every interface that was there, raw frames too.

    One that appears later ends the run.
    """

    CODE = "code"
    """Only the code of this program: the kernel did not allow a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabProof(Record):
    """Where evidence of a lab check or of a capture comes from, so that it can be traced."""

    check: str
    """Id of the lab check or of what was looked for in a capture."""

    at: datetime
    """When it was seen, UTC."""

    run: str = ""
    """Id of the run; empty for a capture made by others."""

    record: str = ""
    """SHA-256 of the record of the run, or of the account of a capture."""

    capture: str = ""
    """SHA-256 of the capture or recording."""

    packets: int | None = None
    """Packets of the whole run on the wire; None: nobody counted. 0 for a capture."""

    containment: Containment | None = None
    """What kept the packets inside; None for a capture."""

    reason: str = ""
    """Why the capture was made, or the purpose of the scope."""

    cited: tuple[str, ...] = ()
    """Packets that show it, redacted: no voice, numbers, names, locations or keys."""

    expires: date | None = None
    """After that day it should be looked at again; None: nobody said."""

    signed_by: str = ""
    """
    Id of the key that signed the file it came in; empty: none did.

    Filled in by whoever checked the signature; a file cannot say it of itself.
    """


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

    lab: LabProof | None = None
    """Of a lab check or a capture: where it can be traced to; None for everything else."""

    @property
    def moment(self) -> datetime:
        """
        When it was seen, UTC: to the second where a machine saw it, else the end of the day.

        Of two on one day, where people gave the day only, the later recorded counts; what
        people saw on the day of a lab run counts after it, because they may have seen it.
        """
        return self.lab.at if self.lab else datetime.combine(self.on, time.max, UTC)

    @property
    def order(self) -> tuple[datetime, bool]:
        """Order in which it counts, the last one most: of one moment, what refutes comes last."""
        return self.moment, self.verdict is Verdict.NOT_EFFECTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile(Record):
    """What was observed: a file of evidence."""

    evidence: tuple[Evidence, ...]
    """Observations, in any order."""
