"""
Many sites in one view: the few numbers kept of each, and what a state or nation reads.

A `SiteRow` is what may travel where an inventory may not: it still says how to
hurt the centre, so it is kept like a report. Rates are per year, harm is in
weighted lost hours a year, and every Band is over the ranges of the inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.record import Record
from ng911risk.model.report import Odds
from ng911risk.model.scales import Band, Level, Stage

ROW_FORMAT = "ng911risk-site-row/1"
STATE_FORMAT = "ng911risk-state/1"


class PartKind(StrEnum):
    """What several sites can have in common."""

    OWNER = "owner"
    """One organisation that runs assets of several sites."""

    PRODUCT = "product"
    """One release of one product, whoever runs it."""

    ASSET = "asset"
    """One asset: the same id, kind and owner in several inventories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePart(Record):
    """An owner, a product or an asset of one site that other sites may have too."""

    kind: PartKind
    """Owner, product or asset."""

    id: str
    """Its id; for a product its name and version, in small letters."""

    label: str
    """Name for people."""

    asset_kind: str = ""
    """For an asset: what it is."""

    owner: str = ""
    """For an asset: id of its owner."""

    owner_label: str = ""
    """For an asset: name of its owner. The same id with another name is another owner."""

    owner_class: OwnerClass | None = None
    """What kind of organisation; None for a product, which many may run."""

    harm: float
    """Weighted lost hours a year of the reported ways that go through it (likely)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAction(Record):
    """One mitigation that is not fully in place at one site."""

    mitigation: str
    """Mitigation id."""

    title: str
    """For people."""

    owner_class: OwnerClass
    """Who would do it."""

    owners: tuple[str, ...]
    """Ids of the owners of that kind whose findings it answers."""

    available: bool
    """False: at this stage it is a question to the provider."""

    harm_removed: Band
    """Weighted lost hours a year it removes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow(Record):
    """One assessed site in the few numbers that a state view needs."""

    format: str
    """``ng911risk-site-row/1``."""

    name: str
    """Name of the centre."""

    state: str
    """Its state."""

    stage: Stage
    """Stage of the transition."""

    made_at: datetime
    """Moment the assessment speaks of; UTC."""

    tool_version: str
    """Version of ng911risk that assessed it."""

    catalog_digest: str
    """SHA-256 of the catalogue it was assessed with."""

    inventory_digest: str
    """SHA-256 of the inventory in canonical form."""

    seed: int
    """Seed of the worlds."""

    headline: Odds
    """Calls do not arrive, or nobody can answer them: the likelier of the two losses."""

    headline_service: ServiceKind | None
    """Which of the two; None when the site offers neither."""

    hours_lost: Band
    """Hours a year in which calls do not arrive or cannot be answered; both at once count twice."""

    calls: Band
    """9-1-1 calls a year unanswered or delayed, in outages and in floods."""

    harm: Band
    """Weighted lost hours a year over all services: what the table is ordered by."""

    top_finding: str
    """Riskiest finding in plain words; empty when there is none."""

    top_risk: Level | None
    """Its risk."""

    high_findings: int
    """Findings of high and very high risk."""

    unknowns: int
    """Questions nobody answered that can change the result."""

    actions: tuple[SiteAction, ...]
    """What buys the most first."""

    parts: tuple[SitePart, ...]
    """Owners, products and assets that other sites may have too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSite(Record):
    """One line of the table."""

    file: str
    """Where the site was read, below the folder of the state."""

    report: str
    """Its own page, seen from the state page; empty where only its row was handed in."""

    name: str
    """Name of the centre."""

    state: str
    """Its state."""

    stage: Stage
    """Stage of the transition."""

    headline: Odds
    """Calls do not arrive, or nobody can answer them: the likelier of the two losses."""

    headline_service: ServiceKind | None
    """Which of the two."""

    hours_lost: Band
    """Hours a year in which calls do not arrive or cannot be answered."""

    calls: Band
    """9-1-1 calls a year unanswered or delayed."""

    harm: Band
    """Weighted lost hours a year: the order of the table."""

    top_finding: str
    """Riskiest finding."""

    top_risk: Level | None
    """Its risk."""

    high_findings: int
    """Findings of high and very high risk."""

    unknowns: int
    """Open questions that can change the result."""

    first_actions: tuple[str, ...]
    """Titles of the first three actions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingSite(Record):
    """A file that could not be assessed."""

    file: str
    """Below the folder of the state."""

    problems: tuple[str, ...]
    """What is wrong with it, at most twenty."""

    more: int = 0
    """Further problems that are not listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCount(Record):
    """How many sites have one likelihood word."""

    word: Level
    """Word of the headline."""

    sites: int
    """How many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTotals(Record):
    """Sums over the sites. Expected values add up even where sites fail together."""

    sites: int
    """Sites assessed."""

    missing: int
    """Files that could not be assessed."""

    losses: Band
    """Expected headline losses a year, over all sites."""

    hours_lost: Band
    """Hours a year, over all sites."""

    calls: Band
    """Calls a year, over all sites."""

    harm: Band
    """Weighted lost hours a year, over all sites."""

    high_findings: int
    """Findings of high and very high risk."""

    unknowns: int
    """Open questions."""

    words: tuple[WordCount, ...]
    """Sites by the word of their headline, worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPart(Record):
    """An owner, a product or an asset that several sites have."""

    kind: PartKind
    """Owner, product or asset."""

    id: str
    """Its id."""

    label: str
    """Name for people."""

    asset_kind: str
    """For an asset: what it is."""

    owner_label: str
    """For an asset: who runs it."""

    owner_class: OwnerClass | None
    """What kind of organisation."""

    sites: int
    """In how many sites."""

    harm: float
    """Weighted lost hours a year of the reported ways through it, over these sites (likely)."""

    first_sites: tuple[str, ...]
    """Names of these sites, at most twenty, in the order of their files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFix(Record):
    """One mitigation, one kind of organisation that would do it, and every site it helps."""

    mitigation: str
    """Mitigation id."""

    title: str
    """For people."""

    owner_class: OwnerClass
    """Who would do it."""

    outside: bool
    """True: a carrier, a provider, a vendor or the authority does it, not each centre."""

    shared_owners: tuple[str, ...]
    """Owners that would do it for several of these sites: one fix for many."""

    sites: int
    """How many sites it helps."""

    ask_only: int
    """Of these, how many can only ask for it at their stage."""

    first_three: int
    """Of these, at how many it is among the first three."""

    harm_removed: Band
    """Weighted lost hours a year it removes, over these sites, each taken alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateReport(Record):
    """A state or a nation in one view."""

    format: str
    """``ng911risk-state/1``."""

    made_at: datetime
    """Moment the assessments speak of; UTC."""

    tool_version: str
    """Version of ng911risk that made the view."""

    catalog_digest: str
    """SHA-256 of its catalogue."""

    seed: int
    """Seed of the worlds."""

    totals: StateTotals
    """Sums."""

    sites: tuple[StateSite, ...]
    """Worst first, by expected harm; neither people served nor size moves a line."""

    missing: tuple[MissingSite, ...]
    """What was not assessed, and why."""

    shared: tuple[SharedPart, ...]
    """What several sites have in common, most harm first."""

    fixes: tuple[StateFix, ...]
    """What helps most over all sites, first."""

    warnings: tuple[str, ...]
    """How far the lines can be compared."""
