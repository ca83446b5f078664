"""Inventories and catalogues as small as they can be, written down in Python."""

# ruff: noqa: ANN401 -- fields of every type are passed on

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from ng911risk.engine.build import Built, build
from ng911risk.engine.controls import controls_of
from ng911risk.model.catalog import (
    ActorClass,
    ActsOn,
    Answer,
    BySize,
    Catalog,
    Category,
    CostBand,
    CostBySize,
    Crosswalk,
    Mitigation,
    Programme,
    ProgrammeItem,
    RecoveryTime,
    Source,
    Sustains,
    ThreatVector,
    WeaknessClass,
    Wording,
    YesMeans,
)
from ng911risk.model.grammar import (
    Access,
    ControlGift,
    ControlNeed,
    EffectGift,
    EffectKind,
    FloodGift,
    Gift,
    Need,
    PositionNeed,
    Rate,
    Recovery,
    Related,
    Step,
    Success,
    Target,
    WeaknessNeed,
)
from ng911risk.model.inventory import (
    Asset,
    Authentication,
    Carries,
    ControlAnswer,
    DataFlow,
    Fallback,
    FallbackKind,
    Inventory,
    OutsideZone,
    Owner,
    OwnerClass,
    Protection,
    Relation,
    Requirement,
    Service,
    ServiceKind,
    Shift,
    SiteProfile,
    Trust,
    Zone,
)
from ng911risk.model.kinds import AssetKind, Interface, Protocol
from ng911risk.model.scales import Grade, Range, Share, Stage, Status

Fields = dict[str, Any]

AT: Final = datetime(2026, 3, 1, tzinfo=UTC)
TODAY: Final = date(2026, 3, 1)


def about(likely: float) -> Range:
    """A number between half and twice of `likely`."""
    return Range(low=likely / 2, likely=likely, high=likely * 2, basis="Made up.")


def share(likely: float, spread: float = 0.5) -> Share:
    """A share, with both ends so far towards 0 and 1."""
    low, high = likely * (1 - spread), likely + (1 - likely) * spread
    return Share(low=low, likely=likely, high=high, basis="Made up.")


def success(likely: float, spread: float = 0.5, **more: Any) -> Success:
    """Chance of a step."""
    one = share(likely, spread)
    return Success(low=one.low, likely=one.likely, high=one.high, basis=one.basis, **more)


def rate(likely: float, **more: Any) -> Rate:
    """Events in a year."""
    return Rate(low=likely / 2, likely=likely, high=likely * 2, basis="Made up.", **more)


SHIFT: Final = Shift(from_hour=0, to_hour=24, on_duty=2, calls_per_hour=6.0)
SITE: Final = SiteProfile(
    name="Somewhere",
    stage=Stage.TRANSITIONAL,
    positions=4,
    shifts=(SHIFT,),
    trunks_911=5,
    trunks_ten_digit=4,
)
OWNERS: Final = (
    Owner(id="us", owner_class=OwnerClass.PSAP),
    Owner(id="them", name="Them Inc", owner_class=OwnerClass.VENDOR),
)


def asset(asset_id: str, kind: AssetKind = AssetKind.CAD, zone: str = "ops", **more: Any) -> Asset:
    """One asset of ours."""
    given: Fields = {"id": asset_id, "kind": kind, "zone": zone, "owner": "us"}
    return Asset(**(given | more))


def flow(source: str, target: str, protocol: Protocol = Protocol.HTTPS, **more: Any) -> DataFlow:
    """A flow that is known to be neither readable nor open to guesses."""
    known: Fields = {"protected": Protection.TLS, "authenticated": Authentication.MFA}
    return DataFlow(source=source, target=target, protocol=protocol, **(known | more))


def trust(source: str, relation: Relation, *targets: str) -> Trust:
    """Trust between assets."""
    return Trust(source=source, relation=relation, targets=targets)


def service(
    kind: ServiceKind, *needs: Sequence[str], fallback: FallbackKind = FallbackKind.NONE
) -> Service:
    """A service; each need is a group of assets of which one is enough."""
    required = tuple(Requirement(any_of=tuple(group)) for group in needs)
    return Service(kind=kind, needs=required, fallback=Fallback(kind=fallback))


def inventory(*assets: Asset, **more: Any) -> Inventory:
    """An inventory of `assets`, with a zone for each one they stand in."""
    outside = {zone.value for zone in OutsideZone}
    zones = dict.fromkeys(one.zone for one in assets if one.zone not in outside)
    given: Fields = {
        "site": SITE,
        "owners": OWNERS,
        "zones": tuple(Zone(id=name) for name in zones),
        "assets": assets,
    }
    return Inventory(**(given | more))


def step(name: str, kind: AssetKind, needs: Sequence[Need], *gives: Gift, **more: Any) -> Step:
    """One step; it always works unless told otherwise."""
    if "rate" not in more:
        more = {"success": success(1.0, 0.0)} | more
    title = f"{name} at {{target}}"
    target = more.pop("target", Target(kinds=(kind,)))
    return Step(id=name, title=title, target=target, needs=tuple(needs), gives=gives, **more)


def vector(*steps: Step, **more: Any) -> ThreatVector:
    """A vector of `steps`."""
    words: Fields = {"summary": "S.", "notice": "N.", "entry": "E.", "knowledge": "K."}
    given: Fields = {"code": "V", "title": "Title", "category": Category.INTRUSION, "harms": ()}
    sources = (Source(title="Nobody", grade=Grade.JUDGEMENT),)
    return ThreatVector(**(words | given | {"steps": steps, "sources": sources} | more))


_COST: Final = CostBand(dollars_low=0, dollars_high=1, days_low=0, days_high=1)


def mitigation(*answers: Answer, **more: Any) -> Mitigation:
    """A mitigation that gives `answers`."""
    given: Fields = {
        "code": "M",
        "title": "Title",
        "summary": "S.",
        "ask": "Is it?",
        "how": BySize(small="S.", medium="M.", large="L."),
        "cost": CostBySize(small=_COST, medium=_COST, large=_COST),
        "cost_basis": "Made up.",
        "who": (OwnerClass.PSAP,),
        "evidence": ("A paper.",),
        "sources": (),
        "answers": answers,
    }
    return Mitigation(**(given | more))


def answer(name: str, likely: float = 0.8, acts_on: ActsOn = ActsOn.LIKELIHOOD) -> Answer:
    """An answer to the vector `name`."""
    return Answer(vector=name, acts_on=acts_on, effect=share(likely))


HOURS: Final = {
    Recovery.FAILOVER: 0.1,
    Recovery.MINUTES: 0.5,
    Recovery.RESTART: 2.0,
    Recovery.REPAIR: 8.0,
    Recovery.RESTORE: 24.0,
    Recovery.REBUILD: 200.0,
}
ACTORS: Final = {
    "crook": ActorClass(
        title="Crooks",
        summary="They want money.",
        attempts_per_year=about(2.0),
        positions=(OutsideZone.INTERNET, OutsideZone.TELEPHONE),
    ),
    "wear": ActorClass(title="Wear", summary="Things die.", blameless=True),
}


def catalog(vectors: dict[str, ThreatVector], **more: Any) -> Catalog:
    """A catalogue with one attacker and one blameless class."""
    given: Fields = {
        "version": "1",
        "digest": "none",
        "vectors": vectors,
        "mitigations": {},
        "actors": ACTORS,
        "recoveries": {
            one: RecoveryTime(title=one.value, hours=about(hours)) for one, hours in HOURS.items()
        },
        "weaknesses": {},
        "programmes": {},
        "crosswalk": Crosswalk(note="None."),
    }
    return Catalog(**(given | more))


def stopped(recovery: Recovery, on: Related | None = None) -> Gift:
    """The target (or what is related to it) stops."""
    if on:
        return Gift(effect=EffectGift(on=on, kind=EffectKind.STOPPED, recovery=recovery))
    return Gift(effect=EffectGift(kind=EffectKind.STOPPED, recovery=recovery))


def from_outside(zone: OutsideZone, over: Interface = Interface.ANY) -> Need:
    """Sends from outside."""
    return Need(position=PositionNeed(over=over, outside=zone))


REACH: Final = Need(position=PositionNeed())
USER: Final = Need(control=ControlNeed(level=Access.USER))
ADMIN: Final = Need(control=ControlNeed(level=Access.ADMIN))
GIVES_USER: Final = Gift(control=ControlGift(level=Access.USER))
GIVES_ADMIN: Final = Gift(control=ControlGift(level=Access.ADMIN))


def weak(name: str) -> Need:
    """A weakness of the target."""
    return Need(weakness=WeaknessNeed(name=name))


# --- a story with some of everything ----------------------------------------------


def story_catalog() -> Catalog:
    """Mail opens a PC, from there the CAD is locked; it also wears out; phones are flooded."""
    mail = from_outside(OutsideZone.INTERNET, Interface.EMAIL)
    phone = from_outside(OutsideZone.TELEPHONE, Interface.TELEPHONE)
    flood = FloodGift(calls_per_hour=about(200.0), hold_s=about(60.0), hours=about(2.0))
    wrong = EffectGift(kind=EffectKind.ALTERED, recovery=Recovery.REPAIR, calls=share(0.3))
    vectors = {
        "bad-mail": vector(
            step(
                "open",
                AssetKind.WORKSTATION,
                (mail, weak("no-training")),
                GIVES_USER,
                actors=("crook",),
                success=success(0.5),
            )
        ),
        "ransom": vector(
            step("move", AssetKind.CAD, (REACH, weak("flat")), GIVES_ADMIN, success=success(0.6)),
            step(
                "lock",
                AssetKind.CAD,
                (ADMIN,),
                stopped(Recovery.REBUILD),
                success=success(0.7),
            ),
        ),
        "theft": vector(
            step("copy", AssetKind.CAD, (USER,), Gift(effect=EffectGift(kind=EffectKind.READ)))
        ),
        "tamper": vector(
            step("alter", AssetKind.CAD, (ADMIN,), Gift(effect=wrong), success=success(0.4))
        ),
        "wear-out": vector(
            step(
                "die",
                AssetKind.CAD,
                (),
                stopped(Recovery.REPAIR),
                actors=("wear",),
                rate=rate(0.5),
            )
        ),
        "flood": vector(
            step(
                "call",
                AssetKind.TRUNK_GROUP,
                (phone,),
                Gift(flooded=flood),
                actors=("crook",),
                success=success(0.8),
                target=Target(kinds=(AssetKind.TRUNK_GROUP,), carries=Carries.TEN_DIGIT),
            )
        ),
    }
    paper = Sustains(service=ServiceKind.DISPATCH, effect=share(0.7))
    goal = ProgrammeItem(
        id="G1", title="Be safe", wording=Wording.PARAPHRASE, mitigations=("train", "paper")
    )
    return catalog(
        vectors,
        mitigations={
            "backups": mitigation(answer("ransom", 0.7, ActsOn.RECOVERY)),
            "drill": mitigation(programme_wide=True),
            "i3-only": mitigation(answer("ransom"), stages=(Stage.I3,)),
            "paper": mitigation(sustains=(paper,)),
            "screen": mitigation(answer("flood", 0.6, ActsOn.LOAD)),
            "segment": mitigation(answer("ransom", 0.8)),
            "train": mitigation(answer("bad-mail", 0.5)),
        },
        weaknesses={
            name: WeaknessClass(
                title=name, ask=f"Is it {name}?", yes_means=YesMeans.WEAK, if_unknown=share(0.5)
            )
            for name in ("flat", "no-training")
        },
        programmes={
            "goals": Programme(title="Goals", authority="Us", note="-", items=(goal,), sources=())
        },
    )


STORY_ASSETS: Final = (
    asset("pc", AssetKind.WORKSTATION, "office", count=4),
    asset("cad"),
    asset("lines", AssetKind.TRUNK_GROUP, carries=Carries.TEN_DIGIT),
)


def story(*assets: Asset, **more: Any) -> Inventory:
    """A centre in which all of the story can happen."""
    given: Fields = {
        "flows": (
            flow("internet", "pc", Protocol.SMTP),
            flow("pc", "cad"),
            flow("telephone", "lines", Protocol.PSTN),
        ),
        "services": (
            service(ServiceKind.DISPATCH, ("cad",), fallback=FallbackKind.MANUAL),
            service(ServiceKind.ANSWER, ("lines",)),
        ),
    }
    return inventory(*(assets or STORY_ASSETS), **(given | more))


def said(name: str, status: Status, **more: Any) -> ControlAnswer:
    """An answer about a mitigation."""
    return ControlAnswer(mitigation=name, status=status, **more)


def built_of(one: Inventory, content: Catalog) -> Built:
    """The graph of an inventory without evidence."""
    return build(one, content, controls_of(one, content), TODAY)
