"""
The grammar that turns a vector into attack steps: states, needs, gifts, steps.

A step says what an attacker needs (all of it) and what success gives; the
engine does the rest for any inventory. docs/method.md tells the same in prose.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ng911risk.model.inventory import Carries, OutsideZone, Relation
from ng911risk.model.kinds import AssetKind, Interface
from ng911risk.model.record import Record
from ng911risk.model.scales import Range, Share, Stage

# --- what an attacker can have ------------------------------------------------


class Access(StrEnum):
    """How far control of an asset, or a credential, goes. admin includes user."""

    USER = "user"
    ADMIN = "admin"


class EffectKind(StrEnum):
    """What is lost: availability, integrity or confidentiality."""

    STOPPED = "stopped"
    ALTERED = "altered"
    READ = "read"


class Recovery(StrEnum):
    """How long a stopped asset stays stopped, shortest first; hours in threat_catalog/recovery/."""

    FAILOVER = "failover"
    MINUTES = "minutes"
    RESTART = "restart"
    REPAIR = "repair"
    RESTORE = "restore"
    """Rebuild with a backup that was tested."""

    REBUILD = "rebuild"
    """Rebuild without one."""

    @property
    def rank(self) -> int:
        """Position, 0 for the shortest."""
        return list(Recovery).index(self)


class Callers(StrEnum):
    """Whose calls a flood is made of."""

    HOSTILE = "hostile"
    GENUINE = "genuine"


class Per(StrEnum):
    """Which targets share one coin: they succeed, or fail, together."""

    TARGET = "target"
    PRODUCT = "product"
    OWNER = "owner"
    SITE = "site"


class Of(StrEnum):
    """Whose state a need or a gift speaks of: the step's target, or what stands behind it."""

    TARGET = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Related(Record):
    """
    Assets that hold a trust relation to the target: ``{related: manages}``.

    ``inverse: true`` turns it round: the assets that the target manages.
    """

    related: Relation
    """The relation, read: asset relation target."""

    inverse: bool = False
    """Read it the other way: target relation asset."""


# --- needs --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionNeed(Record):
    """Can send to the target over a permitted flow, or stands in its zone."""

    over: Interface = Interface.ANY
    """Interface class that must be reachable."""

    outside: OutsideZone | None = None
    """Only directly from this outside zone; leave out for any position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlNeed(Record):
    """Acts as user or administrator on an asset."""

    of: Of | Related = Of.TARGET
    """The target or something related to it."""

    level: Access
    """user or admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialNeed(Record):
    """Holds valid credentials of a realm: a directory, a vendor's access, a signer."""

    realm: Of | Related = Of.TARGET
    """The target itself or what authenticates, manages or certifies it."""

    level: Access
    """user or admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectNeed(Record):
    """Something is stopped, altered or read already."""

    on: Of | Related = Of.TARGET
    """The target or something related to it."""

    kind: EffectKind
    """stopped, altered or read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodedNeed(Record):
    """A channel carries extra load already."""

    on: Of | Related = Of.TARGET
    """The target or something related to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeaknessNeed(Record):
    """The target (or something related) has a weakness."""

    name: str
    """File name, without .yaml, in threat_catalog/weaknesses/."""

    of: Of | Related = Of.TARGET
    """The target or something related to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Record):
    """One thing a step needs: exactly one of the fields."""

    position: PositionNeed | None = None
    """A position that reaches the target."""

    control: ControlNeed | None = None
    """Control of an asset."""

    credential: CredentialNeed | None = None
    """Valid credentials."""

    effect: EffectNeed | None = None
    """An effect that exists already."""

    flooded: FloodedNeed | None = None
    """A channel that is flooded already."""

    weakness: WeaknessNeed | None = None
    """A weakness."""

    def __post_init__(self) -> None:
        _exactly_one(
            self.position, self.control, self.credential, self.effect, self.flooded, self.weakness
        )


# --- gifts --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionGift(Record):
    """A position in a zone without control of any asset there (a rogue device)."""

    zone_of: Of | Related = Of.TARGET
    """Whose zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlGift(Record):
    """Acts as user or administrator on an asset."""

    of: Of | Related = Of.TARGET
    """The target or something related to it."""

    level: Access
    """user or admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialGift(Record):
    """Valid credentials of a realm."""

    realm: Of | Related = Of.TARGET
    """The target itself or what authenticates, manages or certifies it."""

    level: Access
    """user or admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectGift(Record):
    """Something is stopped, altered or read."""

    on: Of | Related = Of.TARGET
    """The target or something related to it."""

    kind: EffectKind
    """stopped, altered or read."""

    recovery: Recovery | None = None
    """How long, for stopped and altered."""

    calls: Share | None = None
    """For altered: share of calls it touches."""

    def __post_init__(self) -> None:
        if self.kind is not EffectKind.READ and self.recovery is None:
            raise ValueError("a stopped or altered asset needs a recovery class")


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodGift(Record):
    """A channel carries extra load: handed to the call-capacity model, not to a coin."""

    on: Of | Related = Of.TARGET
    """The channel."""

    callers: Callers = Callers.HOSTILE
    """hostile, or genuine as in a disaster."""

    calls_per_hour: Range
    """Extra calls an hour."""

    hold_s: Range
    """Seconds each holds a line or a person."""

    hours: Range
    """How long it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift(Record):
    """One thing a step gives: exactly one of the fields."""

    position: PositionGift | None = None
    """A position in the target's zone."""

    control: ControlGift | None = None
    """Control of an asset."""

    credential: CredentialGift | None = None
    """Valid credentials."""

    effect: EffectGift | None = None
    """An effect."""

    flooded: FloodGift | None = None
    """A flooded channel."""

    def __post_init__(self) -> None:
        _exactly_one(self.position, self.control, self.credential, self.effect, self.flooded)


def _exactly_one(*alternatives: object) -> None:
    if sum(alternative is not None for alternative in alternatives) != 1:
        raise ValueError("give exactly one of the fields")


# --- steps and vectors --------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Record):
    """Which assets a step can be tried against."""

    kinds: tuple[AssetKind, ...]
    """Kinds of assets."""

    carries: Carries | None = None
    """Only trunk groups that carry this."""

    related: tuple[Relation, ...] = ()
    """Only assets that something holds each of these relations to."""

    def __post_init__(self) -> None:
        if not self.kinds:
            raise ValueError("name at least one kind of asset")


@dataclass(frozen=True, slots=True, kw_only=True)
class Success(Share):
    """Chance that a try succeeds once everything needed is there and no control stands."""

    per: Per = Per.TARGET
    """Which targets succeed or fail together."""

    def __post_init__(self) -> None:
        Share.__post_init__(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Range):
    """Events in a year, for what happens without an attacker."""

    per: Per = Per.TARGET
    """What the events are counted for: each target, product, owner, or the site."""

    def __post_init__(self) -> None:
        Range.__post_init__(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Record):
    """One attack step: who tries it against what, what it needs, what it gives."""

    id: str
    """Short id, unique in the vector."""

    title: str
    """What happens, in at most ten plain words; {target} stands for the asset."""

    target: Target
    """Assets it can be tried against."""

    actors: tuple[str, ...] = ()
    """Actor classes that start here; empty: whoever has what it needs."""

    needs: tuple[Need, ...] = ()
    """All of these."""

    gives: tuple[Gift, ...]
    """What success gives."""

    success: Success | None = None
    """For steps of attackers."""

    rate: Rate | None = None
    """For faults, errors and nature: events in a year instead of a chance."""

    stages: tuple[Stage, ...] = ()
    """Only in these stages of the NG911 transition; empty: all."""

    def __post_init__(self) -> None:
        if (self.success is None) == (self.rate is None):
            raise ValueError("a step has either success (attackers) or rate (faults, nature)")
        if self.rate is not None and not self.actors:
            raise ValueError("a step with a rate names fault, error or nature as its actor")
        if not self.actors and not self.needs:
            raise ValueError("a step without needs says which actors start there")
