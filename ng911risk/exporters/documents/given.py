"""What a document is made from: a report, and what people did with it since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from ng911risk.exporters.json_report import report_id
from ng911risk.model.evidence import Evidence
from ng911risk.model.inventory import Inventory, OwnerClass
from ng911risk.model.report import RiskReport
from ng911risk.records import to_json

_CHECK_DIGITS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A risk that somebody who may has accepted, until a date."""

    finding: str
    """Finding id, ``vector@asset``."""

    title: str
    """What was accepted, as it was called then."""

    risk: str
    """Its level then, in words."""

    by: str
    """Who accepted it: name and role."""

    reason: str
    """Why."""

    until: date
    """Day on which it opens again by itself."""

    on: date
    """Day it was accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """What is known about one action: who does it, by when, how far it is."""

    mitigation: str
    """Mitigation id."""

    owner: str = ""
    """Who does it; a person or a unit."""

    due: date | None = None
    """By when."""

    status: str = ""
    """How far it is, in words: ``planned``, ``under way``, ``done``, ``will not be done``."""

    note: str = ""
    """What else there is to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Questions that were sent to somebody."""

    to: str
    """Whom."""

    owner_class: OwnerClass
    """What kind of organisation."""

    on: date
    """When."""

    until: date
    """Answers are wanted by then."""

    questions: int
    """How many questions."""

    answered: int = 0
    """How many of them came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInput:
    """One report, and all that documents may tell besides; what is not known stays empty."""

    report: RiskReport
    """What the assessment says."""

    inventory: Inventory | None = None
    """What was assessed: fallbacks of services, names of owners. Contacts are never printed."""

    draft: bool = False
    """The numbers may still move. Every page says so."""

    seal: str = ""
    """Content hash of the sealed assessment, in hexadecimal; empty when it is not sealed."""

    accepted: tuple[Accepted, ...] = ()
    """Risks that were accepted, in any order."""

    tracked: tuple[Tracked, ...] = ()
    """What is known about actions, at most once for each mitigation."""

    asked: tuple[Asked, ...] = ()
    """Questions that were sent."""

    evidence: tuple[Evidence, ...] = ()
    """What was observed."""

    to: str = ""
    """Owner id of the organisation to which a letter goes; no other document reads it."""

    as_of: date | None = None
    """Day on which decisions and progress stood like this; None: that of the report."""

    @property
    def digest(self) -> str:
        """SHA-256 over all of it: the same digest, the same bytes of every document."""
        rest = (self.draft, self.seal, self.accepted, self.tracked, self.asked, self.as_of, self.to)
        parts = (
            to_json(self.report),
            to_json(self.inventory) if self.inventory else b"",
            b"\n".join(to_json(one) for one in self.evidence),
            repr(rest).encode(),
        )
        return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()

    @property
    def check(self) -> str:
        """First digits of the seal, as the page of the assessment shows them; else empty."""
        return self.seal[:_CHECK_DIGITS]

    @property
    def sealed(self) -> str:
        """At the foot of a document: the check code, or that there is none."""
        return f"check code {self.check}" if self.seal else "not sealed"

    @property
    def reference(self) -> str:
        """Report id and check code."""
        return f"Report {report_id(self.report)}, {self.sealed}"

    def of(self, mitigation: str) -> Tracked | None:
        """What is tracked about a mitigation."""
        return next((one for one in self.tracked if one.mitigation == mitigation), None)
