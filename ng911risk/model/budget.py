"""What to buy first: the best set of mitigations for one site under each of some budgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ng911risk.model.catalog import CostBand
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.record import Record
from ng911risk.model.scales import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase(Record):
    """One mitigation of a set."""

    mitigation: str
    """Mitigation id."""

    title: str
    """For people."""

    cost: CostBand
    """At this site's size."""

    alone: float
    """Weighted hours a year that come back when this one is left out of the set (likely)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie(Record):
    """Another set within the budget that fresh worlds cannot tell from the best one."""

    without: tuple[str, ...]
    """Mitigations of the best set that it does not have."""

    instead: tuple[str, ...]
    """Mitigations that it has instead."""

    dollars: float
    """What it costs, at the middle of the cost bands."""

    more: float
    """Weighted hours a year that it leaves beyond the best set, in fresh worlds."""

    error: float
    """Standard error of that difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSet(Record):
    """The best set found for one budget."""

    budget: float
    """US dollars, first year."""

    purchases: tuple[Purchase, ...]
    """What to buy, what would be missed most first."""

    dollars: float
    """What it costs, at the middle of the cost bands; within the budget."""

    dollars_low: int
    """At best."""

    dollars_high: int
    """At worst; may be beyond the budget."""

    harm_before: Band
    """Weighted lost hours a year as things stand."""

    harm_after: Band
    """And with the set."""

    headline_before: float
    """Chance in a year of trouble with the headline service now (likely)."""

    headline_after: float
    """And with the set."""

    calls_before: float
    """Emergency calls a year that find nobody, by outages and floods (likely)."""

    calls_after: float
    """And with the set."""

    least: float
    """Proven: no set within the budget leaves fewer weighted hours a year (likely)."""

    gap: float
    """Share of what this set leaves that a better set could still take away, at most."""

    ties: tuple[Tie, ...]
    """Other sets that are as good, as far as the worlds can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPlan(Record):
    """The best sets of one site, one for each budget."""

    format: str
    """``ng911risk-plan/1``."""

    made_at: datetime
    """Moment the plan speaks of."""

    tool_version: str
    """Version of ng911risk."""

    catalog_version: str
    """Version of the catalogue."""

    inventory_digest: str
    """SHA-256 of the inventory in canonical form."""

    seed: int
    """Of the worlds; the fresh ones have the next."""

    site: str
    """Name of the site."""

    headline: ServiceKind
    """Service that costs most as things stand."""

    candidates: int
    """Mitigations that could be bought: not fully in place, and to be had at this stage."""

    sets: tuple[BudgetSet, ...]
    """One for each budget, in the order asked."""
