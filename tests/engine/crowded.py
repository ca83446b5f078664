"""A site and a catalogue that use every need, gift, relation and scope there is, several times."""

from __future__ import annotations

from datetime import date
from typing import Final

from ng911risk.model.catalog import (
    ActsOn,
    Answer,
    Catalog,
    Sustains,
    ThreatVector,
    WeaknessClass,
    YesMeans,
)
from ng911risk.model.grammar import (
    Access,
    ControlGift,
    ControlNeed,
    CredentialGift,
    CredentialNeed,
    EffectGift,
    EffectKind,
    EffectNeed,
    FloodedNeed,
    FloodGift,
    Gift,
    Need,
    Of,
    Per,
    PositionGift,
    PositionNeed,
    Recovery,
    Related,
    Step,
    Target,
    WeaknessNeed,
)
from ng911risk.model.inventory import (
    Asset,
    Carries,
    DataFlow,
    Direction,
    FallbackKind,
    Inventory,
    KnownWeakness,
    OutsideZone,
    Protection,
    Relation,
    ServiceKind,
    Software,
    Trust,
    Zone,
)
from ng911risk.model.kinds import AssetKind, Interface, Protocol
from ng911risk.model.scales import Status
from tests.engine.small import (
    about,
    answer,
    catalog,
    flow,
    inventory,
    mitigation,
    rate,
    said,
    service,
    share,
    step,
    success,
    trust,
    vector,
)

MANY: Final = 24
KINDS: Final = (
    AssetKind.CAD,
    AssetKind.WORKSTATION,
    AssetKind.DIRECTORY,
    AssetKind.TRUNK_GROUP,
    AssetKind.HYPERVISOR,
)
ZONES: Final = ("ops", "office", "core", "internet")
REFS: Final[tuple[Of | Related, ...]] = (
    Of.TARGET,
    Related(related=Relation.AUTHENTICATES),
    Related(related=Relation.MANAGES, inverse=True),
)
WEAKNESSES: Final = ("cleartext-transport", "end-of-life", "flat", "known-exploited")
PROTOCOLS: Final = (Protocol.HTTPS, Protocol.SMTP, Protocol.RDP, Protocol.PSTN, Protocol.ANY)


def crowded_site() -> Inventory:
    """Assets of five kinds in four zones, tied to each other by numbers without a common factor."""
    ids = [f"a{n}" for n in range(MANY)]
    return inventory(
        *(_asset(n) for n in range(MANY)),
        zones=(
            Zone(id="ops", isolated=Status.YES),
            Zone(id="office"),
            Zone(id="core", isolated=Status.UNKNOWN),
        ),
        flows=tuple(_flow(n) for n in range(3 * MANY)),
        trusts=tuple(_trust(n) for n in range(2 * MANY)),
        services=(
            service(ServiceKind.DISPATCH, ids[:2], ids[5:6], fallback=FallbackKind.OTHER_CHANNEL),
            service(ServiceKind.ANSWER, ids[3:4], fallback=FallbackKind.MANUAL),
        ),
        controls=(
            said("lock", Status.YES, scope=("a1", "a6")),
            said("lock", Status.PARTLY, scope=("them", "office")),
            said("lock", Status.NO),
            said("filter", Status.YES, scope=("ops", "a3")),
            said("backups", Status.PARTLY, scope=("core",)),
        ),
    )


def _asset(n: int) -> Asset:
    kind = KINDS[n % len(KINDS)]
    release = Software(
        name="OS",
        version=str(n % 3),
        end_of_life=(None, date(2020, 1, 1), date(2030, 1, 1))[n % 3],
        known_exploited=list(Status)[n % 4],
    )
    answers = (KnownWeakness(name="flat", status=list(Status)[n % 4], said_by="A vendor"),)
    return Asset(
        id=f"a{n}",
        kind=kind,
        zone=ZONES[n % 7 % len(ZONES)],
        owner=("us", "them")[n % 2],
        count=1 + n % 3,
        software=(release,) if n % 4 else (),
        carries=list(Carries)[n % 2] if kind is AssetKind.TRUNK_GROUP else None,
        weaknesses=answers if n % 3 else (),
    )


def _flow(n: int) -> DataFlow:
    sources = [f"a{5 * n % MANY}", ZONES[n % 4], list(OutsideZone)[n % 7].value]
    return flow(
        sources[n % 3],
        f"a{7 * n % MANY}",
        PROTOCOLS[n % len(PROTOCOLS)],
        direction=list(Direction)[n % 2],
        protected=list(Protection)[n % 6],
    )


def _trust(n: int) -> Trust:
    relations = (Relation.AUTHENTICATES, Relation.MANAGES, Relation.HOSTS, Relation.POWERS)
    targets = [f"a{11 * n % MANY}", f"a{13 * n % MANY}", f"a{(n + 3) % MANY}"]
    return trust(f"a{(5 * n + 2) % MANY}", relations[n % 4], *targets[: 1 + n % 3])


def _steps(kind: AssetKind, ref: Of | Related, number: int) -> tuple[Step, ...]:
    """Steps that need and give everything, against one kind of asset, about one relation."""
    level = list(Access)[number % 2]
    longest = list(Recovery)[number % 6]
    wrong = EffectGift(on=ref, kind=EffectKind.ALTERED, recovery=longest, calls=share(0.3))
    gone = EffectGift(on=ref, kind=EffectKind.STOPPED, recovery=longest)
    jam = FloodGift(on=ref, calls_per_hour=about(9.0), hold_s=about(60.0), hours=about(2.0))
    outside = PositionNeed(over=list(Interface)[number % 12], outside=OutsideZone.INTERNET)
    reach = Need(position=PositionNeed(over=list(Interface)[-1 - number % 3]))
    weak = Need(weakness=WeaknessNeed(name=WEAKNESSES[number % 4], of=ref))
    needs_control = Need(control=ControlNeed(of=ref, level=level))
    needs_realm = Need(credential=CredentialNeed(realm=ref, level=level))
    needs_gone = Need(effect=EffectNeed(on=ref, kind=EffectKind.STOPPED))
    needs_jam = Need(flooded=FloodedNeed(on=ref))
    control = Gift(control=ControlGift(of=ref, level=level))
    realm = Gift(credential=CredentialGift(realm=ref, level=level))
    foot = Gift(position=PositionGift(zone_of=ref))
    read = Gift(effect=EffectGift(on=ref, kind=EffectKind.READ))
    luck = success(0.5, per=list(Per)[number % 4])
    trusted = Target(kinds=(kind,), related=(Relation.MANAGES,))
    return (
        step("enter", kind, (Need(position=outside),), control, actors=("crook",), success=luck),
        step("use", kind, (reach, weak), control, realm, foot, success=luck),
        step("go-on", kind, (needs_control, reach), Gift(effect=gone), read, target=trusted),
        step("sign-in", kind, (needs_realm,), Gift(effect=wrong), success=luck),
        step("loot", kind, (needs_gone, weak), read, Gift(effect=wrong)),
        step("break", kind, (), Gift(effect=gone), actors=("wear",), rate=rate(0.5)),
        step("slip", kind, (weak,), control, actors=("wear",), rate=rate(0.2, per=Per.OWNER)),
        step("jam", kind, (needs_control,), Gift(flooded=jam)),
        step("hide", kind, (needs_jam,), control, actors=("crook",)),
    )


def _vectors() -> dict[str, ThreatVector]:
    return {
        f"{kind.value}-{place}": vector(*_steps(kind, ref, 3 * number + place))
        for number, kind in enumerate(KINDS)
        for place, ref in enumerate(REFS)
    }


def crowded_catalog() -> Catalog:
    """Every kind of step against every kind of asset of the site, and controls of every sort."""
    vectors = _vectors()
    only = Answer(
        vector="cad-0", acts_on=ActsOn.LIKELIHOOD, steps=("use", "loot"), effect=share(0.6)
    )
    return catalog(
        vectors,
        mitigations={
            "backups": mitigation(*(answer(name, 0.7, ActsOn.RECOVERY) for name in vectors)),
            "filter": mitigation(*(answer(name, 0.4, ActsOn.LOAD) for name in vectors)),
            "lock": mitigation(only, *(answer(name, 0.5) for name in vectors)),
            "paper": mitigation(
                sustains=(Sustains(service=ServiceKind.DISPATCH, effect=share(0.7)),)
            ),
            "watch": mitigation(*(answer(name, 0.3, ActsOn.DETECTION) for name in vectors)),
        },
        weaknesses={
            name: WeaknessClass(title=name, ask="?", yes_means=YesMeans.WEAK, if_unknown=share(0.4))
            for name in WEAKNESSES
        },
    )
