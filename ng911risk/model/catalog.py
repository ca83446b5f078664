"""
The catalogue: threat vectors, mitigations and the small files around them.

No vector has code of its own; its steps are written in the grammar of
`model.grammar`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from ng911risk.model.grammar import Recovery, Step
from ng911risk.model.inventory import OutsideZone, OwnerClass, ServiceKind
from ng911risk.model.kinds import AssetKind
from ng911risk.model.record import Record
from ng911risk.model.scales import Grade, Range, Share, Stage

# --- vectors --------------------------------------------------------------------


class Category(StrEnum):
    """The six families of vectors."""

    CALL_FLOOD = "call-flood"
    CALL_INTEGRITY = "call-integrity"
    CONFIDENTIALITY = "confidentiality"
    INTRUSION = "intrusion"
    INFRASTRUCTURE = "infrastructure"
    RESILIENCE = "resilience"


class Lifecycle(StrEnum):
    """Where a content file stands. Files are never deleted or renamed, only deprecated."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """Where a fact comes from."""

    title: str
    """Document, page or incident."""

    locator: str = ""
    """Section, page, clause or address, as far as known."""

    grade: Grade
    """V verified, S secondary, R repository, M memory, D judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm(Record):
    """How a service suffers, in words."""

    service: ServiceKind
    """Which service."""

    how: str
    """What goes wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorFrameworks(Record):
    """Ids in other catalogues. That an id exists is checked; that it fits is judgement."""

    attack_enterprise: tuple[str, ...] = ()
    """MITRE ATT&CK Enterprise 18.1."""

    attack_mobile: tuple[str, ...] = ()
    """MITRE ATT&CK Mobile 18.1."""

    attack_ics: tuple[str, ...] = ()
    """MITRE ATT&CK ICS 18.1."""

    capec: tuple[str, ...] = ()
    """CAPEC 3.9."""

    csf2: tuple[str, ...] = ()
    """NIST CSF 2.0 subcategories."""

    cpg2: tuple[str, ...] = ()
    """CISA Cross-Sector Performance Goals 2.0."""

    sp800_53r5: tuple[str, ...] = ()
    """NIST SP 800-53 rev 5 controls."""

    i3: tuple[str, ...] = ()
    """Clauses of NENA-STA-010.3f."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatVector(Record):
    """One way in, or one way down, as catalogued. The file name is the id."""

    code: str
    """Code for crosswalks, for instance V22."""

    title: str
    """Short name in plain words."""

    category: Category
    """Family."""

    summary: str
    """What happens, for a reader who is not a security expert."""

    notice: str
    """What a caller, a call-taker or a responder would notice."""

    entry: str
    """What must be true for it to start."""

    knowledge: str
    """What the attacker must know or have."""

    steps: tuple[Step, ...]
    """The attack steps, in the grammar of this module."""

    harms: tuple[Harm, ...]
    """Services it harms and how."""

    frameworks: VectorFrameworks = field(default_factory=VectorFrameworks)
    """Ids in other catalogues."""

    sources: tuple[Source, ...]
    """Where it comes from, each with its grade."""

    status: Lifecycle = Lifecycle.DRAFT
    """draft, reviewed or deprecated."""

    reviewed: str = ""
    """Date and role of the last review."""

    superseded_by: str = ""
    """For deprecated files: the id that replaces it."""

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a vector has at least one step")
        ids = [step.id for step in self.steps]
        if len(ids) != len(set(ids)):
            raise ValueError("two steps have the same id")


# --- mitigations --------------------------------------------------------------


class ActsOn(StrEnum):
    """What a mitigation changes about a vector."""

    LIKELIHOOD = "likelihood"
    """Steps succeed less often."""

    LOAD = "load"
    """Fewer of a flood's calls arrive, or more can be carried."""

    RECOVERY = "recovery"
    """A rebuild becomes a restore."""

    FALLBACK = "fallback"
    """The service goes on by other means."""

    DETECTION = "detection"
    """Somebody notices in time to stop the next step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Record):
    """How well a mitigation helps against one vector."""

    vector: str
    """File name, without .yaml, in threat_catalog/."""

    acts_on: ActsOn
    """likelihood, load, recovery, fallback or detection."""

    steps: tuple[str, ...] = ()
    """Ids of the steps it acts on; empty: all of the vector's."""

    effect: Share
    """Share removed when it works: of the chance, of the load, of long rebuilds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sustains(Record):
    """A service that goes on by other means when this is practised."""

    service: ServiceKind
    """Which service."""

    effect: Share
    """Share of losses in which the fallback carries the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BySize(Record):
    """Text by size of centre: small 1 to 5 positions, medium 6 to 20, large above."""

    small: str
    """1 to 5 positions."""

    medium: str
    """6 to 20 positions."""

    large: str
    """More than 20 positions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostBand(Record):
    """First-year cost in US dollars and work in person-days. Judgement, to be corrected."""

    dollars_low: int
    """US dollars, first year, at best."""

    dollars_high: int
    """US dollars, first year, at worst."""

    days_low: float
    """Person-days of work, at best."""

    days_high: float
    """Person-days of work, at worst."""

    def __post_init__(self) -> None:
        if not 0 <= self.dollars_low <= self.dollars_high:
            raise ValueError("expected 0 <= dollars_low <= dollars_high")
        if not 0 <= self.days_low <= self.days_high:
            raise ValueError("expected 0 <= days_low <= days_high")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostBySize(Record):
    """Cost by size of centre."""

    small: CostBand
    """1 to 5 positions."""

    medium: CostBand
    """6 to 20 positions."""

    large: CostBand
    """More than 20 positions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MitigationFrameworks(Record):
    """
    Ids in catalogues of attacks. That an id exists is checked; that it fits is judgement.

    Frameworks of controls are files of their own, see `Framework`.
    """

    attack_mitigations: tuple[str, ...] = ()
    """MITRE ATT&CK mitigations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mitigation(Record):
    """A countermeasure as catalogued. The file name is the id."""

    code: str
    """Code for crosswalks, for instance M-PR-26."""

    title: str
    """Short name in plain words, beginning with a verb where it can."""

    summary: str
    """What it does, for a reader who is not a security expert."""

    ask: str
    """The question that finds out whether it is in place."""

    how: BySize
    """How to do it."""

    cost: CostBySize
    """What it costs."""

    cost_basis: str
    """Where the cost comes from; judgement unless sourced."""

    who: tuple[OwnerClass, ...]
    """Who can do it, the usual one first."""

    evidence: tuple[str, ...]
    """What an auditor accepts as proof."""

    answers: tuple[Answer, ...] = ()
    """Vectors it helps against, and how well. Programme-wide measures claim none."""

    sustains: tuple[Sustains, ...] = ()
    """Services it keeps going by other means."""

    programme_wide: bool = False
    """True: keeps other controls alive and claims no effect of its own."""

    stages: tuple[Stage, ...] = (Stage.LEGACY, Stage.TRANSITIONAL, Stage.I3)
    """Stages in which a PSAP can have it; elsewhere it is a question to the provider."""

    starter: bool = False
    """In the starter set for small centres."""

    frameworks: MitigationFrameworks = field(default_factory=MitigationFrameworks)
    """Ids in other catalogues."""

    sources: tuple[Source, ...]
    """Where it comes from, each with its grade."""

    status: Lifecycle = Lifecycle.DRAFT
    """draft, reviewed or deprecated."""

    reviewed: str = ""
    """Date and role of the last review."""

    superseded_by: str = ""
    """For deprecated files: the id that replaces it."""

    def __post_init__(self) -> None:
        if self.programme_wide == bool(self.answers or self.sustains):
            raise ValueError(
                "a programme-wide mitigation claims no effect; every other one answers a vector"
            )


# --- the small files ----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorClass(Record):
    """Who tries, how often, from where. Blameless classes have no attempts: steps have rates."""

    title: str
    """Short name."""

    summary: str
    """Who they are and what they want."""

    blameless: bool = False
    """True for faults, errors and nature."""

    attempts_per_year: Range | None = None
    """Campaigns against one centre in a year, for attackers."""

    positions: tuple[OutsideZone, ...] = ()
    """Outside zones they can send from."""

    sources: tuple[Source, ...] = ()
    """Where the numbers come from."""

    def __post_init__(self) -> None:
        if self.blameless == (self.attempts_per_year is not None):
            raise ValueError("attackers have attempts_per_year, blameless classes do not")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryTime(Record):
    """How long one recovery class takes. The file name is the class."""

    title: str
    """Short name."""

    hours: Range
    """Hours until the asset works again."""

    sources: tuple[Source, ...] = ()
    """Where the numbers come from."""


class YesMeans(StrEnum):
    """What "yes" to the question about a weakness says: questions are put as people talk."""

    WEAK = "weak"
    """The weakness is there: "Is an open flaw of this product in the list?"."""

    SAFE = "safe"
    """The weakness is not there: "Was every factory password changed?"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeaknessClass(Record):
    """A property of an asset that vectors need. The file name is the id."""

    title: str
    """Short name."""

    ask: str
    """The question that finds out, in plain words."""

    yes_means: YesMeans
    """weak: yes says the weakness is there; safe: yes says it is not. Read `ask` aloud."""

    derived_from: str = ""
    """Inventory fields that tell, if any: the engine reads them before asking."""

    if_unknown: Share
    """Share of such assets that have it, used while nobody knows."""

    sources: tuple[Source, ...] = ()
    """Where the numbers come from."""


class Wording(StrEnum):
    """Whether the words of a programme item are its own."""

    VERIFIED = "verified"
    PARAPHRASE = "paraphrase"
    """Ours or remembered; never printed as a quotation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeItem(Record):
    """One goal, objective, lane or function of a programme."""

    id: str
    """Its own number or short name."""

    title: str
    """What it asks for."""

    wording: Wording
    """verified only where a primary source was read."""

    mitigations: tuple[str, ...] = ()
    """Mitigations that count for it."""

    note: str = ""
    """What else the tool can show for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme(Record):
    """One programme or framework view. The file name is the id."""

    title: str
    """Its name."""

    authority: str
    """Who publishes it."""

    note: str
    """How to read this section of the report, and what it does not claim."""

    items: tuple[ProgrammeItem, ...]
    """Its goals, objectives, lanes or functions."""

    sources: tuple[Source, ...]
    """Where it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkCatalogue(Record):
    """Under what name machines know the controls of a framework."""

    href: str
    """Address of its catalogue, as an identifier: nothing is fetched from there."""

    prefix: str = ""
    """Set before an id, where a bare one begins with a digit."""

    lower: bool = False
    """True: the catalogue writes ids in small letters, ``SC-5(2)`` as ``sc-5.2``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework(Record):
    """
    One framework of controls and which mitigations help with which. The file name is the id.

    That a control exists is checked; that a mitigation fits it is judgement.
    """

    title: str
    """Its name."""

    authority: str
    """Who publishes it."""

    version: str
    """Its version or edition."""

    note: str
    """How to read a view of it, and what that does not claim."""

    catalog: FrameworkCatalogue
    """Under what name machines know its controls."""

    controls: dict[str, str]
    """Id of a control -> its title; in our own words unless a source carries it."""

    maps: dict[str, tuple[str, ...]]
    """Mitigation id -> ids of the controls it helps with."""

    sources: tuple[Source, ...]
    """Where ids, titles and the mapping come from, each with its grade."""

    def machine_id(self, control: str) -> str:
        """Id of a control as its catalogue writes it for machines."""
        word = re.sub(r"\(([^)]*)\)", r".\1", control)
        return f"{self.catalog.prefix}{word.lower() if self.catalog.lower else word}"

    def mitigations_of(self, control: str) -> tuple[str, ...]:
        """Mitigations that help with a control, in id order."""
        return tuple(sorted(name for name, ids in self.maps.items() if control in ids))


# --- incidents ----------------------------------------------------------------


class Outcome(StrEnum):
    """How a service was hit."""

    STOPPED = "stopped"
    """It was gone, or went on by its fallback."""

    MISLED = "misled"
    """It went on with wrong data or false orders."""

    FLOODED = "flooded"
    """Too many calls: callers waited or gave up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLink(Record):
    """One vector of the chain of an incident."""

    vector: str
    """File name, without .yaml, in threat_catalog/."""

    steps: tuple[str, ...] = ()
    """Ids of the steps that it took; empty: any of the vector's."""

    what: str
    """What happened there, in own words."""

    told: bool = True
    """False: no report tells it, but something like it must have been between the others."""

    given: bool = False
    """True: a replay begins after it, as chance alone decides whom it strikes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentHit(Record):
    """A service that was hit, and how."""

    service: ServiceKind
    """Which service."""

    outcome: Outcome
    """stopped, misled or flooded."""

    how: str
    """What people had to do without, or did instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Record):
    """Something that happened to a real centre, told as a chain of vectors. The name is the id."""

    code: str
    """Code for crosswalks, for instance INC-08."""

    title: str
    """Where, when and what, in one line."""

    year: int
    """Year in which services were hit."""

    summary: str
    """What happened, for a reader who is not a security expert; facts of the sources only."""

    actor: str
    """Who began it: file name, without .yaml, in threat_catalog/actors/."""

    entry_told: bool = True
    """False: no report says how they came in, so that every break-in counts."""

    chain: tuple[IncidentLink, ...]
    """Vectors in the order in which they happened."""

    hit: tuple[IncidentHit, ...]
    """Services that were hit, the worst first."""

    came_down: AssetKind
    """Kind of asset that came down, or channel that was flooded."""

    lasted_hours: float | None = None
    """How long the worst of it lasted, where the sources say."""

    went_on: tuple[ServiceKind, ...] = ()
    """Services of which the sources say, or all else makes sure, that they went on."""

    measures: tuple[str, ...]
    """Mitigations that reports name, or that visibly helped or were missed."""

    sources: tuple[Source, ...]
    """Where it comes from, each with its grade."""

    def __post_init__(self) -> None:
        if not (self.chain and self.hit and self.sources):
            raise ValueError("an incident has a chain, a service that was hit, and a source")
        if {hit.service for hit in self.hit} & set(self.went_on):
            raise ValueError("a service that was hit did not go on")
        if self.lasted_hours is not None and self.lasted_hours <= 0.0:
            raise ValueError("leave lasted_hours out where no source says how long")


# --- the whole ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosswalkEntry(Record):
    """One place in one edition of the Primer that speaks of one catalogue entry."""

    primer_edition: str
    """Year and publisher."""

    page: int | None
    """Page, by whoever holds the document."""

    quoted_heading: str
    """Heading, word for word; empty where the document was not at hand."""

    catalogue_id: str
    """Vector or mitigation id."""

    grade: Grade
    """How this is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk(Record):
    """primer_crosswalk.yaml: what is known of the Primer's own list, and no more."""

    note: str
    """What was and was not read."""

    entries: tuple[CrosswalkEntry, ...] = ()
    """Known places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything in threat_catalog/ and mitigations/, by id, with a digest and a version."""

    version: str
    """Version of the package that shipped it, or of the folder it was read from."""

    digest: str
    """SHA-256 over every file, newlines normalised, in name order."""

    vectors: dict[str, ThreatVector]
    """By id."""

    mitigations: dict[str, Mitigation]
    """By id."""

    actors: dict[str, ActorClass]
    """By id."""

    recoveries: dict[Recovery, RecoveryTime]
    """By class."""

    weaknesses: dict[str, WeaknessClass]
    """By id."""

    programmes: dict[str, Programme]
    """By id."""

    crosswalk: Crosswalk
    """What is known of the Primer's own list."""

    incidents: dict[str, Incident] = field(default_factory=dict)
    """By id."""

    frameworks: dict[str, Framework] = field(default_factory=dict)
    """By id."""

    by_vector: dict[str, tuple[tuple[str, int, Answer], ...]] = field(
        init=False, repr=False, compare=False
    )
    """Every (mitigation id, place among its answers, answer) by vector, in id order."""

    def __post_init__(self) -> None:
        table: dict[str, list[tuple[str, int, Answer]]] = {}
        for name, mitigation in sorted(self.mitigations.items()):
            for place, answer in enumerate(mitigation.answers):
                table.setdefault(answer.vector, []).append((name, place, answer))
        found = {vector: tuple(answers) for vector, answers in table.items()}
        object.__setattr__(self, "by_vector", found)

    def answers_to(self, vector: str) -> tuple[tuple[str, Answer], ...]:
        """Every (mitigation id, answer) against `vector`, in id order."""
        return tuple((name, answer) for name, _, answer in self.by_vector.get(vector, ()))
