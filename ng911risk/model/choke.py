"""Narrow places: what every attack on a service has to go through."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.model.inventory import ServiceKind
from ng911risk.model.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class ChokePoint(Record):
    """Something that an attacker must have, whichever way he takes."""

    service: ServiceKind
    """The service he wants to stop."""

    subject: str
    """Asset or zone id."""

    label: str
    """Name for people."""

    what: str
    """What he must have, in plain words."""
