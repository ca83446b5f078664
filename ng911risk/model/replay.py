"""Known incidents tried on one site: how far each would come, what holds it, what would stop it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ng911risk.model.catalog import Outcome
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.record import Record
from ng911risk.model.scales import Band


class Door(StrEnum):
    """How a step of an incident stands on a site."""

    OPEN = "open"
    """It can be taken, and what is in place stops less than half of the tries."""

    HELD = "held"
    """It can be taken, but controls stop at least half of the tries."""

    CLOSED = "closed"
    """It cannot be taken in this chain, whatever luck does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance(Record):
    """A chance, given that somebody tries or that the event happens."""

    likely: float
    """With every range at its likely value."""

    low: float
    """With every range nearer to its good end."""

    high: float
    """With every range nearer to its bad end."""

    sampled_low: float
    """Lower end of the 99 % sampling interval of `likely`."""

    sampled_high: float
    """Upper end of the same."""

    exact: bool
    """True: no world was needed, because there is no way at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayStep(Record):
    """One step of the chain, as it stands here."""

    id: str
    """``vector.step``."""

    title: str
    """What it does, in plain words."""

    door: Door
    """open, held or closed."""

    assets: tuple[str, ...]
    """Names of assets where it can be taken, or could be if it were not closed; the easiest first,
    at most three."""

    count: int
    """How many there are in all."""

    because: tuple[str, ...]
    """Why it stands so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayLink(Record):
    """One vector of the chain, as it stands here."""

    vector: str
    """Its id."""

    title: str
    """Its title."""

    what: str
    """What happened in the incident; empty for ways in that no report tells."""

    door: Door
    """The widest of its steps."""

    steps: tuple[ReplayStep, ...]
    """Its steps, as far as the incident took them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayService(Record):
    """What would become of one service."""

    service: ServiceKind
    """Which."""

    stopped: Chance
    """Gone or on its fallback."""

    lost: Chance
    """Gone, because its fallback failed too."""

    misled: Chance
    """Going on with wrong data or false orders."""

    hours: Band
    """Hours until it is back, where it stops; 0 where it never does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayFlood(Record):
    """A channel that would be flooded."""

    label: str
    """Its name."""

    chance: Chance
    """That it is flooded."""

    callers_lost: Band
    """Share of genuine callers lost while it lasts."""

    hours: Band
    """How long it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayControls(Record):
    """One or two mitigations, and how likely the incident is when they are otherwise."""

    mitigations: tuple[str, ...]
    """Their ids."""

    titles: tuple[str, ...]
    """Their titles."""

    reach: float
    """`IncidentReplay.reach`, then."""

    hours: float
    """Weighted lost hours that one such incident costs then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReplay(Record):
    """One incident on one site."""

    id: str
    """Id of the incident."""

    code: str
    """Its code."""

    title: str
    """Its title."""

    year: int
    """Its year."""

    summary: str
    """What happened then."""

    begins: str
    """What is taken for granted, in words: that somebody tries, or that something happens."""

    service: ServiceKind
    """Service that was hit worst."""

    outcome: Outcome
    """How."""

    described: bool
    """False: the inventory does not say what that service needs, so nothing can be told."""

    chance: Chance
    """That the service is hit here as it was there."""

    instead: ServiceKind | None
    """Service that the same chain hits here where it does not hit the one it hit then."""

    reach: float
    """Chance that the service, or the one hit instead, is hit; for floods the expected share of
    callers lost."""

    hours: Band
    """Hours of it, where it is hit."""

    weighted: float
    """Weighted lost hours that one such incident costs here."""

    links: tuple[ReplayLink, ...]
    """The chain, link by link."""

    services: tuple[ReplayService, ...]
    """Every service that it can touch."""

    floods: tuple[ReplayFlood, ...]
    """Every channel that it can flood, the worst first."""

    holds: tuple[ReplayControls, ...]
    """Controls in place that matter most, with what would be without each."""

    stops: tuple[ReplayControls, ...]
    """The two that would stop it best, and whatever does as well."""

    shortens: tuple[ReplayControls, ...]
    """Single ones that take most from the hours it costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay(Record):
    """Every incident that was tried on one site, the worst first."""

    format: str
    """``ng911risk-replay/1``."""

    made_at: datetime
    """Moment it speaks of."""

    tool_version: str
    """Version of ng911risk."""

    catalog_version: str
    """Version of the catalogue."""

    catalog_digest: str
    """Digest of the catalogue."""

    inventory_digest: str
    """Digest of the inventory."""

    seed: int
    """Seed of the worlds."""

    worlds: int
    """Worlds drawn for each incident."""

    site: str
    """Name of the site."""

    incidents: tuple[IncidentReplay, ...]
    """The worst first."""
