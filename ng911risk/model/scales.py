"""Scales and ranges: how the project says how much, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import total_ordering

from ng911risk.model.record import Record


@total_ordering
class Level(Enum):
    """
    Five-step qualitative level, in the words of NIST SP 800-30 r1, Appendices G to I.

    An ordinal scale: levels compare, they do not add or multiply.
    """

    VERY_LOW = "very-low"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    VERY_HIGH = "very-high"

    @property
    def rank(self) -> int:
        """Position in the scale, 0 for VERY_LOW to 4 for VERY_HIGH."""
        return list(Level).index(self)

    @property
    def words(self) -> str:
        """For people: ``very high``."""
        return self.value.replace("-", " ")

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Level):
            return NotImplemented
        return self.rank < other.rank


class Grade(StrEnum):
    """How well a fact is known. A lower grade is never shown as a higher one."""

    VERIFIED = "V"
    """Verified in a copy of the primary document or an official page."""

    SECONDARY = "S"
    """Press, vendor text or a third party's summary."""

    REPOSITORY = "R"
    """An open repository that quotes or implements the primary."""

    MEMORY = "M"
    """Remembered, not looked up; must not be read as sourced."""

    JUDGEMENT = "D"
    """Judgement of this project."""

    @property
    def words(self) -> str:
        """For people, printed beside every sourced fact."""
        return _GRADE_WORDS[self]


_GRADE_WORDS = {
    Grade.VERIFIED: "verified in the primary source",
    Grade.SECONDARY: "secondary source",
    Grade.REPOSITORY: "quoted by an open repository",
    Grade.MEMORY: "unverified",
    Grade.JUDGEMENT: "judgement",
}


class Status(StrEnum):
    """What is known about a control or a weakness. Unknown is an answer, never a silent no."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


class Stage(StrEnum):
    """How far the move from legacy 9-1-1 to NENA i3 has come."""

    LEGACY = "legacy"
    TRANSITIONAL = "transitional"
    I3 = "i3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range(Record):
    """A number that nobody knows exactly: ignorance, not chance."""

    low: float
    """Lowest plausible value."""

    likely: float
    """Best single estimate, between low and high."""

    high: float
    """Highest plausible value."""

    basis: str
    """Why these numbers: a measurement, a study, an incident, or who judged it and why."""

    grade: Grade = Grade.JUDGEMENT
    """How well the basis is known; D (judgement) unless a source carries the numbers."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.likely <= self.high:
            raise ValueError(
                f"expected 0 <= low <= likely <= high, got {self.low}, {self.likely}, {self.high}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Range):
    """A Range of shares or probabilities, each between 0 and 1."""

    def __post_init__(self) -> None:
        # slots=True makes a new class, which breaks zero-argument super().
        Range.__post_init__(self)
        if self.high > 1.0:
            raise ValueError(f"a share is at most 1, got {self.high}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Record):
    """A computed number with what the ranges of the inputs make of it."""

    low: float
    """Everything favourable."""

    likely: float
    """Best estimates throughout."""

    high: float
    """Everything unfavourable."""
