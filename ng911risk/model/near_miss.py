"""What keeps a door shut today: single changes that would open a way that is closed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ng911risk.model.inventory import ServiceKind
from ng911risk.model.record import Record
from ng911risk.model.scales import Band


class NearMissKind(StrEnum):
    """What would change."""

    FOOTHOLD = "foothold"
    """Somebody from outside can send from a zone: a new firewall rule, a modem, a laptop."""

    WEAKNESS = "weakness"
    """A weakness that is answered "no" is there after all, or comes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss(Record):
    """One change, and what it would lead to if nothing else changed."""

    kind: NearMissKind
    """What would change."""

    subject: str
    """Zone id, or ``weakness@asset``."""

    change: str
    """The change in plain words."""

    place: str
    """Where the inventory says that it is not so."""

    service: ServiceKind | None
    """Service that it would hurt most; None where only data would be lost."""

    chance_before: float
    """Chance in a year that this service is lost or on its fallback, now (likely)."""

    chance_after: float
    """The same after the change."""

    harm_added: Band
    """Weighted lost hours a year that it would add."""
