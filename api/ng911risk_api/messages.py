"""What goes in and out over HTTP where it is not a type of the model or the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ng911risk.errors import Problem
from ng911risk.model.catalog import Category, Lifecycle, Mitigation, Programme, ThreatVector
from ng911risk.model.record import Record
from ng911risk.store import AssessmentHead, InventoryHead

NAME_MAX: Final = 200
SEED_MAX: Final = 2**32 - 1
YEARS: Final = range(2000, 2101)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite(Record):
    """A site to be created."""

    name: str
    """Name for people, unique among your sites, up to 200 characters."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.name.strip()) <= NAME_MAX or "\n" in self.name or "\t" in self.name:
            raise ValueError(f"a name is one line of 1 to {NAME_MAX} characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAssessment(Record):
    """How to assess the latest inventory; everything may be left out."""

    at: datetime | None = None
    """Moment the assessment speaks of, with its time zone; now if left out."""

    seed: int = 1
    """Seed of the worlds; the same seed gives the same bytes."""

    def __post_init__(self) -> None:
        if not 0 <= self.seed <= SEED_MAX:
            raise ValueError(f"a seed is a whole number from 0 to {SEED_MAX}")
        if self.at is not None and (self.at.tzinfo is None or self.at.year not in YEARS):
            raise ValueError("the moment needs its time zone and a year from 2000 to 2100")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine(Record):
    """One thing wrong with what was sent."""

    place: str
    """Where to look: ``site.yaml:12:5`` or ``inventory.xlsx Assets!D7``."""

    field: str
    """Path of the field, for instance ``assets[2].kind``."""

    message: str
    """What is wrong."""

    hint: str
    """What to do about it."""

    row: int | None = None
    """Row or line, from 1."""

    column: int | None = None
    """Column, from 1."""

    sheet: str = ""
    """Sheet of a workbook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDocument(Record):
    """An error, after RFC 9457."""

    type: str
    """Stable name of the kind of problem."""

    title: str
    """The kind in words."""

    status: int
    """The HTTP status again."""

    detail: str
    """What happened this time."""

    problems: tuple[ProblemLine, ...] = ()
    """Everything wrong with the input, not only the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedInventory(Record):
    """An inventory that was read and stored."""

    inventory: InventoryHead
    """How it is stored."""

    left_out: tuple[ProblemLine, ...]
    """Rows left out because only the good ones were asked for, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification(Record):
    """Whether a stored assessment still matches its seal."""

    assessment: AssessmentHead
    """Which."""

    holds: bool
    """True if nothing was changed."""

    differences: tuple[str, ...]
    """What is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogSummary(Record):
    """The catalogue in use."""

    version: str
    """Its version."""

    digest: str
    """SHA-256 over its files."""

    vectors: int
    """Number of threat vectors."""

    mitigations: int
    """Number of mitigations."""

    programmes: int
    """Number of programme views."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorLine(Record):
    """A threat vector in a list."""

    id: str
    """File name without its ending."""

    code: str
    """Code for crosswalks."""

    title: str
    """Short name."""

    category: Category
    """Family."""

    status: Lifecycle
    """draft, reviewed or deprecated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorEntry(Record):
    """A threat vector with everything known about it."""

    id: str
    """File name without its ending."""

    vector: ThreatVector
    """Content of the file."""

    answered_by: tuple[str, ...]
    """Mitigations that help against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MitigationLine(Record):
    """A mitigation in a list."""

    id: str
    """File name without its ending."""

    code: str
    """Code for crosswalks."""

    title: str
    """Short name."""

    starter: bool
    """In the starter set for small centres."""

    status: Lifecycle
    """draft, reviewed or deprecated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MitigationEntry(Record):
    """A mitigation with everything known about it."""

    id: str
    """File name without its ending."""

    mitigation: Mitigation
    """Content of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeEntry(Record):
    """A programme view with its items."""

    id: str
    """File name without its ending."""

    programme: Programme
    """Content of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health(Record):
    """Whether the server can work."""

    status: str
    """``ok``; anything else comes with status 503."""

    database: str
    """``ok`` if it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Record):
    """What is running."""

    tool: str
    """Version of ng911risk."""

    catalog: str
    """Version of the catalogue."""

    catalog_digest: str
    """SHA-256 over the files of the catalogue."""


def line_of(problem: Problem) -> ProblemLine:
    """`problem` as it goes out."""
    return ProblemLine(
        place=problem.place,
        field=problem.field,
        message=problem.message,
        hint=problem.hint,
        row=problem.row,
        column=problem.column,
        sheet=problem.sheet,
    )
