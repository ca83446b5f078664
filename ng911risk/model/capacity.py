"""
What an assessment says about call capacity: how many attack calls a centre carries.

Calls are counted by the hour. Every figure is for one shift: people on duty, not consoles.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ng911risk.model.record import Record
from ng911risk.model.scales import Status


class Front(StrEnum):
    """Where attack calls come in."""

    TRUNKS = "nine-one-one-trunks"
    """Attack calls to 9-1-1 on trunks."""

    ESINET = "esinet-delivery"
    """Attack calls to 9-1-1 that an ESInet delivers, as sessions."""

    TEN_DIGIT = "ten-digit-lines"
    """Attack calls to the published telephone numbers."""

    @property
    def words(self) -> str:
        """For people."""
        return _FRONT_WORDS[self]


_FRONT_WORDS = {
    Front.TRUNKS: "9-1-1 trunks",
    Front.ESINET: "9-1-1 calls from the ESInet",
    Front.TEN_DIGIT: "ten-digit lines",
}


class Limit(StrEnum):
    """What runs out first."""

    PEOPLE = "people"
    """Callers give up waiting before lines are full."""

    LINES = "lines"
    """Lines are full before callers give up waiting."""


class Treatment(StrEnum):
    """What changes how many attack calls a centre carries."""

    ISOLATE = "isolate-admin-lines"
    """Administrative calls leave the people who answer 9-1-1."""

    ADMIT = "call-admission"
    """Some attack calls are turned away before they ring, and a few real callers with them."""

    OVERFLOW = "overflow-to-neighbour"
    """The backup centre answers with the people it can staff."""

    HOLD = "answer-and-hold"
    """A caller who would wait is answered at once and put on hold: the line stays taken."""

    @property
    def words(self) -> str:
        """For people."""
        return _TREATMENT_WORDS[self]


_TREATMENT_WORDS = {
    Treatment.ISOLATE: "Administrative calls go to other people",
    Treatment.ADMIT: "Call admission turns some attack calls away",
    Treatment.OVERFLOW: "Calls overflow to the backup centre",
    Treatment.HOLD: "Callers are answered at once and put on hold",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackCalls(Record):
    """
    Attack calls an hour that do something, over how long each of them lasts.

    0: it happens without any. Nothing (null): no number of attack calls does it.
    """

    low: float | None
    """The fewest over holding times of 10, 30 and 300 s; nearly always those of 300 s."""

    likely: float | None
    """When each keeps a person for 30 s."""

    high: float | None
    """The most over the same; nearly always those of 10 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated(Record):
    """What one treatment would make of the figures."""

    treatment: Treatment
    """Which."""

    status: Status
    """Is it there already?"""

    tenth_lost: AttackCalls | None
    """Attack calls an hour that lose a tenth of 9-1-1 callers; nothing where it is not known."""

    half_lost: AttackCalls | None
    """And half of them."""

    rejected: float = 0.0
    """Share of real 9-1-1 callers whom the treatment itself turns away; counted as lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlace(Record):
    """The figures as they are today: with every treatment that is in place, taken together."""

    treatments: tuple[Treatment, ...]
    """Which; those in place only partly, or of unknown size, are left out."""

    tenth_lost: AttackCalls
    """Attack calls an hour that lose a tenth of 9-1-1 callers."""

    half_lost: AttackCalls
    """And half of them."""

    first: Limit
    """What runs out first."""

    rejected: float = 0.0
    """Share of real 9-1-1 callers whom treatments turn away; counted as lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontCapacity(Record):
    """Attack calls that one way in carries in one shift, with nothing done about them."""

    front: Front
    """Where they come in."""

    lines: int
    """Calls that can be up at once there."""

    tenth_lost: AttackCalls
    """Attack calls an hour that lose a tenth of 9-1-1 callers."""

    half_lost: AttackCalls
    """And half of them."""

    tenth_blocked: AttackCalls
    """Attack calls an hour at which these lines refuse a tenth of their calls."""

    half_blocked: AttackCalls
    """And half of them."""

    first: Limit
    """What runs out first."""

    treated: tuple[Treated, ...]
    """What each treatment would raise the figures to."""

    in_place: InPlace | None = None
    """The figures as they are today; nothing in a report made before they were worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardMet(Record):
    """One step of the answer standard on an ordinary hour."""

    seconds: float
    """Within so many seconds."""

    asked: float
    """Share of callers that should be answered."""

    met: float
    """Share that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftCapacity(Record):
    """What the people on duty can carry in one shift."""

    from_hour: int
    """First hour."""

    to_hour: int
    """Last hour, exclusive."""

    on_duty: int
    """People."""

    baseline_lost: float
    """Share of callers who give up or are blocked on an ordinary hour."""

    baseline_in_standard: float
    """Share answered within the standard on an ordinary hour."""

    flood_half_lost_short: float
    """Attack calls an hour of 30 s at which half of the callers are lost."""

    flood_half_lost_long: float
    """Attack calls an hour of 300 s at which half of the callers are lost."""

    standards: tuple[StandardMet, ...] = ()
    """The answer standard, step by step."""

    fronts: tuple[FrontCapacity, ...] = ()
    """Each way in; 9-1-1 first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCapacity(Record):
    """What one centre carries, for a machine to read."""

    site: str
    """Name of the centre."""

    shifts: tuple[ShiftCapacity, ...]
    """By the hours of the day."""
