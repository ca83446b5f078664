"""
What a PSAP has: the inventory file, field by field.

These dataclasses are the file format. Their field docstrings are the help
text in the JSON Schema, in the workbook and on the pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from ng911risk.model.addresses import is_address, network_of
from ng911risk.model.kinds import AssetKind, Protocol
from ng911risk.model.record import Record
from ng911risk.model.scales import Stage, Status


class OutsideZone(StrEnum):
    """Zones that exist around every PSAP; flows may name them without declaring them."""

    INTERNET = "internet"
    """Anybody on the Internet."""

    TELEPHONE_LOCAL = "telephone-local"
    """Phones inside the 9-1-1 service area."""

    TELEPHONE = "telephone"
    """Phones anywhere: landline, mobile, VoIP."""

    TEXT = "text"
    """Text and other media messages from handsets."""

    RADIO_AIR = "radio-air"
    """Anybody in radio range."""

    ON_SITE = "on-site"
    """Anybody who can walk in: visitors, cleaners, technicians, burglars."""

    ESINET_PEER = "esinet-peer"
    """Other agencies and providers connected to the same ESInet."""


class Environment(StrEnum):
    """Whether real calls depend on it. Lab checks refuse production, always."""

    PRODUCTION = "production"
    LAB = "lab"


class OwnerClass(StrEnum):
    """Who can fix it."""

    PSAP = "psap"
    COUNTY_IT = "county-it"
    CARRIER = "carrier"
    NGCS_PROVIDER = "ngcs-provider"
    VENDOR = "vendor"
    AUTHORITY = "911-authority"
    """The 9-1-1 authority or the state programme."""

    @property
    def words(self) -> str:
        """For people."""
        return _OWNER_WORDS[self]


_OWNER_WORDS = {
    OwnerClass.PSAP: "You",
    OwnerClass.COUNTY_IT: "County IT",
    OwnerClass.CARRIER: "Carrier",
    OwnerClass.NGCS_PROVIDER: "9-1-1 provider",
    OwnerClass.VENDOR: "Vendor",
    OwnerClass.AUTHORITY: "9-1-1 authority",
}


class ServiceKind(StrEnum):
    """What a PSAP does, in the order a call goes through it."""

    RECEIVE = "receive-call"
    ANSWER = "answer"
    LOCATE = "locate"
    DISPATCH = "dispatch"
    RADIO = "radio"
    RECORDS = "records"
    PUBLIC_ALERT = "public-alert"

    @property
    def words(self) -> str:
        """For people."""
        return _SERVICE_WORDS[self]


_SERVICE_WORDS = {
    ServiceKind.RECEIVE: "receiving 9-1-1 calls",
    ServiceKind.ANSWER: "answering calls",
    ServiceKind.LOCATE: "locating callers",
    ServiceKind.DISPATCH: "dispatch",
    ServiceKind.RADIO: "radio",
    ServiceKind.RECORDS: "records",
    ServiceKind.PUBLIC_ALERT: "public alerting",
}


class FallbackKind(StrEnum):
    """How a service goes on when its systems are gone."""

    NONE = "none"
    MANUAL = "manual"
    """By hand: paper cards, runners, a wall map."""

    DIVERSION = "diversion"
    """Another centre takes the calls."""

    OTHER_CHANNEL = "other-channel"
    """Another system of yours: hand-held radios, ten-digit lines."""

    UNKNOWN = "unknown"


class Relation(StrEnum):
    """
    Trust between two assets beyond what the network map shows.

    Read ``source relation target``: the directory *authenticates* CAD.
    """

    AUTHENTICATES = "authenticates"
    """Accounts of the source open the target (shared directory, identity provider)."""

    MANAGES = "manages"
    """The source administers the target (vendor remote management, RMM, management server)."""

    HOSTS = "hosts"
    """The target runs on the source (hypervisor, hosted service, cloud)."""

    CERTIFIES = "certifies"
    """The target trusts certificates that the source issues."""

    OWNS_POLICY_OF = "owns-policy-of"
    """The source writes the route or enqueue policies that the target obeys."""

    PROVISIONS = "provisions"
    """The source feeds data that the target works with (GIS to ECRF, ALI records)."""

    NOTIFIES = "notifies"
    """The target subscribes to state of the source and acts on it."""

    SUPPLIES = "supplies"
    """The source delivers software or updates that run on the target."""

    WARNS_AREA_OF = "warns-area-of"
    """Alerts from the source make people call the target."""

    BACKS_UP = "backs-up"
    """The source holds the backups of the target."""

    POWERS = "powers"
    """The target stops when all that powers it stops."""

    CARRIES = "carries"
    """The target is reached over the source (circuit to trunk group, switch to server)."""


class Protection(StrEnum):
    """How a flow is protected on the way."""

    NONE = "none"
    TLS = "tls"
    MUTUAL_TLS = "mutual-tls"
    SRTP = "srtp"
    IPSEC = "ipsec"
    PRIVATE_LINE = "private-line"
    """Nothing but a line nobody else should be on."""

    UNKNOWN = "unknown"


class Authentication(StrEnum):
    """How whoever opens a flow proves who they are."""

    NONE = "none"
    PASSWORD = "password"  # noqa: S105 -- a word of the format, not a secret
    MFA = "mfa"
    CERTIFICATE = "certificate"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """Who sends the first packet of a conversation."""

    FORWARD = "source-opens"
    BOTH = "either-opens"


class Carries(StrEnum):
    """What a trunk group or delivery channel carries."""

    NINE_ONE_ONE = "nine-one-one"
    TEN_DIGIT = "ten-digit"
    TEXT = "text"


_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")

MOST_LINES = 10_000
"""Positions, people or trunks; the largest centres have hundreds. Against typing errors."""

MOST_CALLS = 100_000
"""Calls an hour in one centre; the same."""

MOST_PEOPLE = 1_000_000_000
"""People served; the same."""

LONGEST_CALL_S = 86_400
"""Seconds of one call; the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift(Record):
    """Hours of the day with the same people on duty and about the same calls."""

    from_hour: int
    """First hour, 0 to 23, local time."""

    to_hour: int
    """Hour at which it ends, 1 to 24; after from_hour."""

    on_duty: int
    """People who can answer a 9-1-1 call, not consoles."""

    calls_per_hour: float
    """9-1-1 calls in an ordinary hour."""

    admin_calls_per_hour: float = 0.0
    """Other calls the same people answer: ten-digit, alarm companies, agencies."""

    def __post_init__(self) -> None:
        if not 0 <= self.from_hour < self.to_hour <= 24:  # noqa: PLR2004 -- hours of a day
            raise ValueError("from_hour must be 0 to 23 and before to_hour, which ends at 24")
        if not 0 <= self.on_duty <= MOST_LINES:
            raise ValueError(f"on_duty is between 0 and {MOST_LINES}")
        for name in ("calls_per_hour", "admin_calls_per_hour"):
            if not 0.0 <= getattr(self, name) <= MOST_CALLS:
                raise ValueError(f"{name} is between 0 and {MOST_CALLS}")

    @property
    def hours(self) -> int:
        """Length in hours."""
        return self.to_hour - self.from_hour


_NENA_FIRST = (0.90, 15.0)
_NENA_SECOND = (0.95, 20.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerStandard(Record):
    """How fast calls must be answered. Differs by state."""

    share: float = 0.90
    """Share of calls, 0 to 1."""

    seconds: float = 15.0
    """Within so many seconds."""

    also_share: float | None = None
    """A second step, for instance 0.95; leave out where the standard has one step."""

    also_seconds: float | None = None
    """Within so many seconds for the second step, for instance 20."""

    source: str = "NENA call answering standard, 2020: 90 % within 15 s, 95 % within 20 s"
    """Who says so."""

    def __post_init__(self) -> None:
        if not (0.0 < self.share <= 1.0 and self.seconds > 0.0):
            raise ValueError("share is above 0 and at most 1, seconds above 0")
        if (self.also_share is None) is not (self.also_seconds is None):
            raise ValueError("also_share and also_seconds belong together")
        share = 1.0 if self.also_share is None else self.also_share
        seconds = 1.0 if self.also_seconds is None else self.also_seconds
        if not (0.0 < share <= 1.0 and seconds > 0.0):
            raise ValueError("also_share is above 0 and at most 1, also_seconds above 0")

    @property
    def steps(self) -> tuple[tuple[float, float], ...]:
        """Share and seconds of each step; 90 % within 15 s brings 95 % within 20 s with it."""
        first = (self.share, self.seconds)
        if self.also_share is not None and self.also_seconds is not None:
            return first, (self.also_share, self.also_seconds)
        return (first, _NENA_SECOND) if first == _NENA_FIRST else (first,)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSite(Record):
    """Who takes your calls when you cannot."""

    name: str = ""
    """Centre that takes over; empty when there is none."""

    diversion: Status = Status.UNKNOWN
    """Can 9-1-1 calls be sent there? partly means by a phone call to the provider."""

    tested: date | None = None
    """Last time calls really went there."""

    spare_positions: int | None = None
    """Positions they can staff for you; leave out when nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProfile(Record):
    """The centre in numbers."""

    name: str
    """Name of the centre as the public knows it."""

    state: str = ""
    """Two-letter state or territory."""

    population: int | None = None
    """People served; leave out when nobody knows."""

    stage: Stage
    """legacy (trunks and ALI), transitional (gateways) or i3."""

    positions: int
    """Call-taking positions, staffed or not."""

    shifts: tuple[Shift, ...]
    """People on duty and calls through the day; together they cover 0 to 24."""

    hold_s: float = 150.0
    """Seconds one 9-1-1 call takes, from answer to ready for the next."""

    admin_hold_s: float = 120.0
    """Seconds one administrative call takes."""

    trunks_911: int
    """9-1-1 calls that can be up at once (trunks or SIP sessions)."""

    trunks_ten_digit: int
    """Ten-digit calls that can be up at once."""

    answer_standard: AnswerStandard = field(default_factory=AnswerStandard)
    """How fast calls must be answered here."""

    backup_site: BackupSite = field(default_factory=BackupSite)
    """Who takes your calls when you cannot."""

    def __post_init__(self) -> None:
        hours = [hour for shift in self.shifts for hour in range(shift.from_hour, shift.to_hour)]
        if sorted(hours) != list(range(24)):
            raise ValueError("the shifts must cover every hour from 0 to 24 once")
        if self.population is not None and not 0 <= self.population <= MOST_PEOPLE:
            raise ValueError(f"population is between 0 and {MOST_PEOPLE}")
        for name in ("positions", "trunks_911", "trunks_ten_digit"):
            if not 0 <= getattr(self, name) <= MOST_LINES:
                raise ValueError(f"{name} is between 0 and {MOST_LINES}")
        for name in ("hold_s", "admin_hold_s"):
            if not 0.0 < getattr(self, name) <= LONGEST_CALL_S:
                raise ValueError(f"{name} is above 0 and at most {LONGEST_CALL_S}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone(Record):
    """Part of the network with one level of trust."""

    id: str
    """Short id, used by assets and flows."""

    name: str = ""
    """For people."""

    environment: Environment = Environment.PRODUCTION
    """lab only where no real call can ever pass."""

    live_call_path: bool = False
    """Do real 9-1-1 calls pass here?"""

    isolated: Status = Status.NO
    """yes: machines in this zone cannot reach each other (private VLAN, host firewalls)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner(Record):
    """An organisation that runs assets."""

    id: str
    """Short id; use the same id for the same vendor everywhere in the state."""

    name: str = ""
    """For people."""

    owner_class: OwnerClass
    """What kind of organisation."""

    contact: str = ""
    """Who to call; left out of every export unless asked for."""

    networks: tuple[str, ...] = ()
    """Its IP networks, for instance 203.0.113.0/24: never named as hostile in any export."""

    def __post_init__(self) -> None:
        for text in self.networks:
            if network_of(text) is None:
                raise ValueError(f"networks: '{text[:60]}' is no IP address or network")


@dataclass(frozen=True, slots=True, kw_only=True)
class Software(Record):
    """A product and release. The same name and version share one weakness."""

    name: str
    """Product, without the version."""

    version: str = ""
    """Release; empty when nobody knows."""

    cpe: str = ""
    """CPE 2.3 name, if known."""

    end_of_life: date | None = None
    """Last day of vendor support, if known."""

    known_exploited: Status = Status.UNKNOWN
    """Is an open flaw in the CISA known-exploited list?"""

    flaws: tuple[str, ...] = ()
    """Open flaws by CVE id, for instance CVE-2024-41713, as a scan or the vendor named them."""

    def __post_init__(self) -> None:
        for text in self.flaws:
            if not _CVE.fullmatch(text):
                raise ValueError(f"flaws: '{text[:60]}' is no CVE id such as CVE-2024-41713")

    @property
    def product(self) -> str:
        """What shares a coin: the same release on two machines fails together."""
        return f"{self.name} {self.version}".strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWeakness(Record):
    """What is known about one weakness of one asset."""

    name: str
    """File name, without .yaml, in threat_catalog/weaknesses/."""

    status: Status
    """Is the weakness there: yes, partly, no or unknown."""

    said_by: str = ""
    """Who said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset(Record):
    """A thing whose loss harms emergency service, or that leads to one."""

    id: str
    """Short id, unique in this file; vendors and carriers use one id across a state."""

    name: str = ""
    """What people call it."""

    kind: AssetKind
    """What it is, in NENA i3 or everyday words."""

    zone: str
    """Zone it stands in."""

    owner: str
    """Organisation that runs it."""

    count: int = 1
    """How many identical ones; they stay one line everywhere."""

    software: tuple[Software, ...] = ()
    """What runs on it."""

    carries: Carries | None = None
    """For a trunk group or delivery channel: what it carries."""

    channels: int | None = None
    """For a trunk group: calls that can be up at once."""

    tsp_code: str | None = None
    """For a circuit: its Telecommunications Service Priority code; empty text means none."""

    weaknesses: tuple[KnownWeakness, ...] = ()
    """What is known about its weaknesses; everything else is unknown."""

    addresses: tuple[str, ...] = ()
    """IP addresses, networks or host names it is reached at; for security teams, never printed."""

    note: str = ""
    """Anything a reader should know."""

    def __post_init__(self) -> None:
        if not 1 <= self.count <= 100_000:  # noqa: PLR2004 -- a bound against typing errors
            raise ValueError("count is between 1 and 100000")
        for text in self.addresses:
            if not is_address(text):
                raise ValueError(
                    f"addresses: '{text[:60]}' is no IP address, IP network or host name"
                )

    @property
    def label(self) -> str:
        """Name for people; the id where there is none; with the count if more than one."""
        label = self.name or self.id
        return f"{label} (x{self.count})" if self.count > 1 else label


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFlow(Record):
    """A permitted conversation. Ids of assets or zones, or one of the outside zones."""

    source: str
    """Who opens it: an asset, a zone, or internet, telephone-local, telephone, text, ..."""

    target: str
    """Who answers: an asset."""

    protocol: Protocol
    """What is spoken."""

    port: int | None = None
    """Port at the target, if it has one."""

    direction: Direction = Direction.FORWARD
    """either-opens when both sides may start."""

    protected: Protection = Protection.UNKNOWN
    """How it is protected on the way."""

    authenticated: Authentication = Authentication.UNKNOWN
    """How the opener proves who they are."""

    note: str = ""
    """Anything a reader should know."""

    def __post_init__(self) -> None:
        if self.port is not None and not 1 <= self.port <= 65_535:  # noqa: PLR2004 -- ports
            raise ValueError("a port is between 1 and 65535")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust(Record):
    """One trust relation: source, relation, targets."""

    source: str
    """Asset that holds the power."""

    relation: Relation
    """What it can do."""

    targets: tuple[str, ...]
    """Assets it can do it to."""

    note: str = ""
    """Anything a reader should know."""

    def __post_init__(self) -> None:
        if not self.targets:
            raise ValueError("targets: name at least one asset")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Record):
    """Something a service cannot do without: any one of these is enough."""

    any_of: tuple[str, ...]
    """Assets; the requirement is lost when every one of them is lost."""

    why: str = ""
    """For people."""

    def __post_init__(self) -> None:
        if not self.any_of:
            raise ValueError("name at least one asset")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback(Record):
    """How a service goes on by other means."""

    kind: FallbackKind = FallbackKind.UNKNOWN
    """manual, diversion, other-channel or none."""

    practised: date | None = None
    """Last time it was really done."""

    note: str = ""
    """How it works, how long it carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Record):
    """One thing the centre does, what it needs, and how it goes on without."""

    kind: ServiceKind
    """Which service."""

    needs: tuple[Requirement, ...]
    """All of these are needed."""

    fallback: Fallback = field(default_factory=Fallback)
    """How it goes on when a need is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlAnswer(Record):
    """What somebody says about one mitigation here."""

    mitigation: str
    """File name, without .yaml, in mitigations/."""

    status: Status
    """yes, partly, no or unknown."""

    scope: tuple[str, ...] = ()
    """Zones, assets or owners it holds for; empty means the whole site."""

    said_by: str = ""
    """Who said so: a role is enough."""

    on: date | None = None
    """When."""

    note: str = ""
    """What the answer rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory(Record):
    """One PSAP: what it is, what it has, what is known about its protection."""

    site: SiteProfile
    """The centre in numbers."""

    owners: tuple[Owner, ...]
    """Who runs what."""

    zones: tuple[Zone, ...]
    """Parts of the network."""

    assets: tuple[Asset, ...]
    """What stands there, other organisations included."""

    flows: tuple[DataFlow, ...] = ()
    """Who may talk to whom."""

    trusts: tuple[Trust, ...] = ()
    """Trust beyond the network: sign-in, management, hosting, data, power, circuits."""

    services: tuple[Service, ...] = ()
    """What the centre does."""

    controls: tuple[ControlAnswer, ...] = ()
    """What is in place; whatever is not listed is unknown."""

    assumed: tuple[str, ...] = ()
    """Paths of fields that nobody confirmed, for instance ``site.hold_s`` or ``assets[cad]``."""

    def asset(self, asset_id: str) -> Asset:
        """Asset with that id, or KeyError."""
        for asset in self.assets:
            if asset.id == asset_id:
                return asset
        raise KeyError(asset_id)

    def service(self, kind: ServiceKind) -> Service | None:
        """Service of that kind, or None when the centre does not say."""
        return next((service for service in self.services if service.kind is kind), None)
