"""
What an assessment says: the RiskReport and its parts.

Numbers are rates per year, hours, calls or shares, as each field says; every
Band is low / likely / high over the ranges of the inputs, not over chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ng911risk.model.capacity import ShiftCapacity
from ng911risk.model.catalog import ActsOn, CostBand
from ng911risk.model.choke import ChokePoint
from ng911risk.model.evidence import LabProof, Standing
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.near_miss import NearMiss
from ng911risk.model.record import Record
from ng911risk.model.scales import Band, Grade, Level, Stage, Status


class Found(StrEnum):
    """How a probability was found."""

    EXACT = "exact"
    """Worked out without any luck."""

    SAMPLED = "sampled"
    """Counted in worlds that were drawn: another seed counts a little differently."""

    PRODUCT = "product"
    """The product of the coins of one single way; other ways add to it."""

    @property
    def words(self) -> str:
        """For people."""
        return _FOUND_WORDS[self]


_FOUND_WORDS = {
    Found.EXACT: "worked out exactly",
    Found.SAMPLED: "counted in drawn worlds",
    Found.PRODUCT: "product of the chances of one way",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling(Record):
    """Where the likely value lies as far as the drawn worlds tell, with 99 % confidence."""

    rate_low: float
    """Events in a year, at least."""

    rate_high: float
    """And at most."""

    chance_low: float
    """Chance of at least one in a year, at least."""

    chance_high: float
    """And at most."""

    worlds: int
    """Worlds drawn of all causes that can lead there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds(Record):
    """How often something is expected, and the chance that it happens at all in a year."""

    rate: Band
    """Expected events in a year."""

    chance: Band
    """Chance of at least one in a year: 1 - exp(-rate)."""

    word: Level
    """The same in words: NIST SP 800-30 r1, with our thresholds (docs/method.md)."""

    found: Found
    """How the likely value was found. The band is ignorance, whatever this says."""

    sampling: Sampling | None = None
    """For what was sampled: how far the luck of the draw may have moved the likely value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Record):
    """One input a number rests on, and where it stands."""

    what: str
    """In plain words."""

    value: str
    """Its value."""

    place: str
    """Inventory cell, answer, or catalogue file and field."""

    said_by: str = ""
    """Who said so."""

    grade: Grade | None = None
    """For catalogue numbers: how well known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor(Record):
    """One coin of a step: what must go right for the attacker."""

    what: str
    """In plain words."""

    chance: Band
    """Chance that it goes right for the attacker; for what happens by itself, events a year."""

    facts: tuple[Fact, ...]
    """What the chance rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackStep(Record):
    """One step of one vector against one asset."""

    id: str
    """``vector.step@asset``."""

    finding: str
    """``vector@asset``."""

    title: str
    """In plain words."""

    asset: str
    """Asset id."""

    zone: str
    """Zone of the asset."""

    chance: Band
    """Chance that it succeeds once everything needed is there, with the controls that stand."""

    factors: tuple[Factor, ...]
    """The coins behind the chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStop(Record):
    """One readable stop of a path; steps on one asset are folded into one stop."""

    asset: str
    """Asset id."""

    label: str
    """Name for people."""

    zone: str
    """Zone id, a lane of the picture."""

    zone_label: str
    """Name of the zone for people."""

    title: str
    """What happens here."""

    steps: tuple[str, ...]
    """Ids of the steps folded into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackPath(Record):
    """Steps from an actor to a service that is lost, degraded or misled."""

    id: str
    """Stable: actor, entry step and last step."""

    actor: str
    """Actor class id."""

    actor_title: str
    """For people."""

    service: ServiceKind
    """Service it hurts most."""

    outcome: str
    """In plain words."""

    stops: tuple[PathStop, ...]
    """From the actor's first step to the effect, at most about eight."""

    steps: tuple[AttackStep, ...]
    """Every step, in order."""

    odds: Odds
    """How often this actor reaches this end, by this way or another."""

    this_way: Odds
    """How often by this very way."""

    hours: Band
    """Hours until the last asset works again."""

    harm: float
    """Weighted lost hours a year it stands for (likely); orders the paths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRisk(Record):
    """What may happen to one service in a year."""

    service: ServiceKind
    """Which service."""

    lost: Odds
    """Lost altogether: systems gone and the fallback does not carry."""

    degraded: Odds
    """Running on its fallback, or worse."""

    misled: Odds
    """Working on wrong data."""

    hours_lost: Band
    """Expected hours a year lost altogether."""

    hours_degraded: Band
    """Expected hours a year on the fallback or worse."""

    hours_each: Band
    """Hours one such event lasts."""

    calls: Band
    """9-1-1 calls a year that fall into the lost hours, less what a diversion carries."""

    impact: Level
    """How bad losing it is for callers (docs/method.md)."""

    risk: Level
    """SP 800-30 Table I-2 of the likelihood word and the impact."""

    main_cause: str
    """Path id of the likeliest cause, empty when none was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodRisk(Record):
    """One channel, one kind of flood."""

    step: str
    """Step id."""

    channel: str
    """Asset id of the channel."""

    label: str
    """Name for people."""

    hostile: bool
    """False for genuine callers in a disaster."""

    odds: Odds
    """How often."""

    calls_per_hour: Band
    """Extra calls an hour after the controls that stand."""

    hold_s: Band
    """Seconds each."""

    hours: Band
    """How long."""

    callers_lost: Band
    """Share of genuine callers lost while it lasts."""

    calls: Band
    """Genuine calls lost in a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Record):
    """One vector against one asset (or one line of identical ones). Identity survives re-runs."""

    id: str
    """``vector@asset``."""

    vector: str
    """Vector id."""

    asset: str
    """Asset id."""

    title: str
    """In plain words."""

    asset_label: str
    """Name for people."""

    owner: str
    """Owner id."""

    owner_class: OwnerClass
    """Who can fix it."""

    inherent: Odds
    """Without any control."""

    residual: Odds
    """With the controls that stand."""

    impact: Level
    """The consequence that decides its risk, among those in at least one in ten of its worlds."""

    likelihood: Level
    """How often in a year it happens and comes to that impact, in words."""

    risk: Level
    """SP 800-30 Table I-2 of `likelihood` and `impact`: the worst over its consequences."""

    harms: tuple[ServiceKind, ...]
    """Services hurt in at least one in ten worlds where it succeeds."""

    steps: tuple[AttackStep, ...]
    """Its steps on this asset."""

    criteria: str
    """What should be: standard or practice."""

    condition: str
    """What is."""

    cause: str
    """Why it is possible."""

    effect: str
    """What follows."""

    recommendation: str
    """What to do."""

    mitigations: tuple[str, ...]
    """Mitigations that answer it and are not fully in place, best first."""

    response: str = ""
    """Room for the management's answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Record):
    """One mitigation not fully in place, and what it buys."""

    mitigation: str
    """Mitigation id."""

    title: str
    """For people."""

    owner_class: OwnerClass
    """Who would do it here."""

    status: Status
    """What is known now."""

    available: bool
    """False: at this stage it is a question to the provider."""

    harm_removed: Band
    """Weighted lost hours a year it removes."""

    share_removed: float
    """The same as a share of all (likely)."""

    headline_before: float
    """Chance in a year of the headline loss now (likely)."""

    headline_after: float
    """And with it."""

    hours_before: float
    """Expected degraded hours a year over all services now (likely)."""

    hours_after: float
    """And with it."""

    cost: CostBand
    """At this site's size."""

    how: str
    """At this site's size."""

    among_first: float | None
    """
    Share of draws of all uncertain inputs in which it was among the first three.

    None for what was not among the leading ones and so was not drawn.
    """

    acts_on: tuple[ActsOn, ...]
    """What it changes."""

    vectors: tuple[str, ...]
    """Vectors it answers here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Record):
    """One thing nobody knows, whom to ask, and how much the answer matters."""

    subject: str
    """Mitigation id, or ``weakness@asset``."""

    question: str
    """In plain words."""

    ask: OwnerClass
    """Whom to ask."""

    swing: float | None
    """
    Share of the harm at the bad answer that the good answer takes away, 0 to 1.

    None when it was not tried, as its steps hardly ever lead on.
    """

    place: str
    """Where the answer goes in the inventory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence(Record):
    """One input nobody knows exactly, and what it alone does to the result."""

    what: str
    """In plain words."""

    place: str
    """Inventory cell, answer, or catalogue file and field."""

    grade: Grade | None
    """How well known; None for an answer of the inventory."""

    low: float
    """Its lowest plausible value; for an answer, 0 is no."""

    likely: float
    """The value used."""

    high: float
    """Its highest plausible value; for an answer, 1 is yes."""

    harm_at_low: float
    """Weighted lost hours a year with it at its low end and all else likely."""

    harm_at_high: float
    """And at its high end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmness(Record):
    """How firmly the first three actions stand, whatever nobody knows exactly."""

    draws: int
    """Draws of all uncertain inputs, each unlike the others; 0 where there was nothing to order."""

    same: float
    """Share of them in which the same three came first, in any order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Working(Record):
    """A control that is in place."""

    mitigation: str
    """Mitigation id."""

    title: str
    """For people."""

    status: Status
    """yes or partly."""

    standing: Standing
    """declared or verified."""

    said_by: str
    """Who said so."""

    scope: tuple[str, ...]
    """Where; empty means everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeLine(Record):
    """One goal or objective and how this site stands to it."""

    id: str
    """Its own number."""

    title: str
    """What it asks for."""

    quoted: bool
    """True only where the wording is verified."""

    in_place: tuple[str, ...]
    """Mitigation ids."""

    partly: tuple[str, ...]
    """Mitigation ids."""

    missing: tuple[str, ...]
    """Mitigation ids."""

    unknown: tuple[str, ...]
    """Mitigation ids."""

    note: str
    """What else the tool can show, for instance TSP codes on circuits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView(Record):
    """One programme or framework, in its own terms. Never a compliance score."""

    id: str
    """Programme id."""

    title: str
    """Its name."""

    note: str
    """How to read it."""

    lines: tuple[ProgrammeLine, ...]
    """Its goals, objectives, lanes or functions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSummary(Record):
    """The centre as the report names it."""

    name: str
    """Name."""

    state: str
    """State."""

    stage: Stage
    """Stage of the transition."""

    population: int | None
    """People served."""

    positions: int
    """Positions."""

    on_duty_most: int
    """People on duty in the fullest shift."""

    on_duty_least: int
    """And in the emptiest."""

    assets: int
    """Lines of the inventory."""

    machines: int
    """With every count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis(Record):
    """What the report rests on."""

    declared: int
    """Answers somebody gave."""

    by_others: int
    """Of these, given by a vendor, carrier or provider."""

    verified: int
    """Controls at one place that evidence confirms."""

    assumed: int
    """Fields nobody confirmed."""

    unknown: int
    """Questions nobody answered that can change the result."""

    judgement_share: float
    """Share of the catalogue numbers used that are judgement, 0 to 1."""

    refuted: int = 0
    """Controls at one place that evidence refutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceUse(Record):
    """A source behind the catalogue entries used."""

    title: str
    """Document, page or incident."""

    locator: str
    """Section or address."""

    grade: Grade
    """How well known."""

    used_by: tuple[str, ...]
    """Catalogue ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntelligenceUse(Record):
    """One thing that imported intelligence says about this site."""

    feed: str
    """Name of the feed."""

    feed_digest: str
    """SHA-256 of the file it was imported from."""

    object: str
    """Id of the object of the feed that says it."""

    about: str
    """Vector id whose range it raised, or asset id that it names."""

    raised: bool
    """True where a range was raised; else it only matches."""

    what: str
    """In plain words, with what was compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneLabel(Record):
    """A lane of the picture."""

    id: str
    """Zone id."""

    label: str
    """For people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals(Record):
    """What a whole site has to expect in a year, in three sums."""

    harm: Band
    """Weighted lost hours, the one sum that orders paths and actions."""

    hours: Band
    """Hours on the fallback or worse, over all services."""

    callers: Band
    """9-1-1 callers nobody answers: in outages, and while everybody calls at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSeen(Record):
    """One piece of evidence behind an effect."""

    standing: Standing
    """verified or refuted: what it says by itself."""

    method: str
    """How it was seen."""

    on: date
    """When."""

    lab: LabProof | None
    """Of a lab check or a capture: where it can be traced to, without the packets it cites."""

    overdue: bool
    """Whether it should have been looked at again by now. It counts until somebody does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEffect(Record):
    """What all evidence about one control at one place did to the result."""

    mitigation: str
    """Mitigation id."""

    title: str
    """For people."""

    where: str
    """Name of the asset, zone or owner it speaks of; empty: the whole site."""

    standing: Standing
    """verified or refuted, by the newest of the records."""

    before: tuple[Status, ...]
    """What was declared there, each word once; never what other evidence says."""

    records: tuple[EvidenceSeen, ...]
    """All that speak of this control at this place, the newest first."""

    now: Totals
    """With all evidence: the result of this report."""

    without: Totals | None
    """The same worlds with what was declared there; None where there was too much to try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskReport(Record):
    """One assessment of one site: everything a reader, an auditor or a machine needs."""

    format: str
    """``ng911risk-report/1``."""

    made_at: datetime
    """Moment the assessment speaks of, given by the caller; UTC."""

    tool_version: str
    """Version of ng911risk."""

    catalog_version: str
    """Version of the catalogue."""

    catalog_digest: str
    """SHA-256 of the catalogue."""

    inventory_digest: str
    """SHA-256 of the inventory in canonical form."""

    seed: int
    """Seed of the worlds."""

    worlds: int
    """Worlds drawn for each actor class."""

    site: SiteSummary
    """The centre."""

    zones: tuple[ZoneLabel, ...]
    """Lanes, in order."""

    services: tuple[ServiceRisk, ...]
    """Each service, in the order a call goes through."""

    exposure: Odds
    """Confidential data is read by somebody who should not."""

    shifts: tuple[ShiftCapacity, ...]
    """What the people on duty can carry."""

    floods: tuple[FloodRisk, ...]
    """Call floods, worst first."""

    paths: tuple[AttackPath, ...]
    """Worst first, at most ten."""

    findings: tuple[Finding, ...]
    """Riskiest first."""

    actions: tuple[Action, ...]
    """What buys the most first."""

    firmness: Firmness
    """How often the first three actions stay the first three."""

    tied: tuple[str, ...]
    """
    Mitigation ids that change places with the first three, the most frequent first.

    Empty where the same three come first in at least nine of ten draws.
    """

    influences: tuple[Influence, ...]
    """What moves the result most, the widest first, at most twelve."""

    near_misses: tuple[NearMiss, ...]
    """Single changes that would open a way that is closed today, the worst first."""

    choke_points: tuple[ChokePoint, ...]
    """What every attack on a service has to have; nothing where there are several ways."""

    unknowns: tuple[Unknown, ...]
    """What matters most first."""

    working: tuple[Working, ...]
    """What is in place."""

    programmes: tuple[ProgrammeView, ...]
    """NECP, SCIP and the others."""

    harm: Band
    """Weighted lost hours a year, the one sum that orders paths and actions."""

    basis: Basis
    """What it rests on."""

    sources: tuple[SourceUse, ...]
    """Sources of the catalogue entries used."""

    warnings: tuple[str, ...]
    """What the inventory leaves open, in plain words."""

    backup: str
    """Backup site in words."""

    last_test: date | None
    """Last tested diversion."""

    intelligence: tuple[IntelligenceUse, ...] = ()
    """What imported intelligence raised or matches here; empty without any."""

    evidence: tuple[EvidenceEffect, ...] = ()
    """What the evidence about each control and place did to the result; empty without any."""
