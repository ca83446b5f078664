"""
The same synthetic network as an inventory: what somebody would really hand to the product.

One asset a line, one flow for each zone that may talk to it, one directory for each group of
accounts. What the network says in chances is said in yes and no: a flaw is there or
not, a flow is allowed or not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.topology import Local, Network, Outer, Talk
from ng911risk.content import load_catalog
from ng911risk.model.catalog import Catalog
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import (
    Asset,
    DataFlow,
    Inventory,
    KnownWeakness,
    Owner,
    OwnerClass,
    Relation,
    Requirement,
    Service,
    ServiceKind,
    Shift,
    SiteProfile,
    Software,
    Trust,
    Zone,
)
from ng911risk.model.kinds import AssetKind, Protocol
from ng911risk.model.scales import Stage, Status

CATALOGUE = Path(__file__).parent / "catalogue"

OUTSIDE = {Outer.INTERNET: "internet", Outer.VENDOR: "esinet-peer", Outer.CARRIER: "telephone"}

KINDS = {
    Local.EDGE: AssetKind.BCF,
    Local.CALL_HANDLING: AssetKind.CHFE,
    Local.CALL_TAKERS: AssetKind.CALL_POSITION,
    Local.DISPATCH: AssetKind.CAD,
    Local.OFFICE: AssetKind.WORKSTATION,
    Local.RECORDING: AssetKind.RECORDER,
    Local.MANAGEMENT: AssetKind.RMM,
}

PROTOCOLS = {
    Talk.SIP: Protocol.SIP,
    Talk.WEB: Protocol.HTTPS,
    Talk.ADMIN: Protocol.SSH,
    Talk.DATA: Protocol.DATABASE,
}

FLAWS = tuple(
    f"{talk.name.lower()}-flaw-gives-{level}" for talk in Talk for level in ("admin", "user")
)
"""Weaknesses of the catalogue of the benchmarks: by way, then by whether they make a user."""

_OWNER = "owner"


def catalogue() -> Catalog:
    """The small catalogue of the benchmarks: three vectors with some ten steps an asset."""
    return load_catalog(CATALOGUE / "threat_catalog", CATALOGUE / "mitigations")


def inventory_of(network: Network) -> Inventory:
    """
    The network as one inventory.

    Raises:
        ValueError: It contradicts itself.
    """
    assets = tuple(_assets(network))
    found = Inventory(
        site=_site(),
        owners=(Owner(id=_OWNER, owner_class=OwnerClass.AUTHORITY),),
        zones=tuple(Zone(id=f"zone-{number}") for number in _inner_zones(network)),
        assets=assets + tuple(_directories(network)),
        flows=tuple(_flows(network, assets)),
        trusts=tuple(_trusts(network, assets)),
        services=(_service(network, assets),),
    )
    if wrong := list(contradictions(found)):
        raise ValueError(wrong[0])
    return found


def _site() -> SiteProfile:
    shift = Shift(from_hour=0, to_hour=24, on_duty=5, calls_per_hour=20.0)
    return SiteProfile(
        name="Benchmark",
        stage=Stage.I3,
        positions=10,
        shifts=(shift,),
        trunks_911=20,
        trunks_ten_digit=10,
    )


def _inner_zones(network: Network) -> range:
    return range(len(OUTSIDE), len(network.zones))


def zone_id(zone: int) -> str:
    """Id of a zone."""
    return OUTSIDE[Outer(zone)] if zone < len(OUTSIDE) else f"zone-{zone}"


def _assets(network: Network) -> Iterator[Asset]:
    flaws: dict[int, set[int]] = defaultdict(set)
    columns = (network.flaws.asset, network.flaws.talk, network.flaws.gives_user)
    for asset, talk, user in zip(*(one.tolist() for one in columns), strict=True):
        flaws[asset].add(2 * talk + user)
    rows = zip(network.assets.zone.tolist(), network.assets.local.tolist(), strict=True)
    for number, (zone, local) in enumerate(rows):
        kind = AssetKind.ESRP if local < 0 else KINDS[Local(local)]
        yield Asset(
            id=f"asset-{number}",
            kind=kind,
            zone=zone_id(zone),
            owner=_OWNER,
            software=(Software(name=kind.title, version=str(number % 7)),),
            weaknesses=tuple(
                KnownWeakness(
                    name=name, status=Status.PARTLY if place in flaws[number] else Status.NO
                )
                for place, name in enumerate(FLAWS)
            ),
        )


def _directories(network: Network) -> Iterator[Asset]:
    """One directory for each group; they stand in the state's core, where nothing attacks them."""
    for group in range(network.groups):
        zone = zone_id(Outer.CORE)
        yield Asset(id=f"group-{group}", kind=AssetKind.DIRECTORY, zone=zone, owner=_OWNER)


def _flows(network: Network, assets: tuple[Asset, ...]) -> Iterator[DataFlow]:
    inside: dict[int, list[str]] = defaultdict(list)
    for asset, zone in zip(assets, network.assets.zone.tolist(), strict=True):
        inside[zone].append(asset.id)
    flows = network.flows
    columns = (flows.source.tolist(), flows.target.tolist(), flows.talk.tolist())
    for source, target, talk in zip(*columns, strict=True):
        if source != target:  # neighbours in one zone reach each other anyway
            opener, protocol = zone_id(source), PROTOCOLS[Talk(talk)]
            for name in inside.get(target, ()):
                yield DataFlow(source=opener, target=name, protocol=protocol)


def _trusts(network: Network, assets: tuple[Asset, ...]) -> Iterator[Trust]:
    members: dict[int, list[str]] = defaultdict(list)
    for asset, group in zip(assets, network.assets.group.tolist(), strict=True):
        members[group].append(asset.id)
    for group, names in sorted(members.items()):
        relation = Relation.AUTHENTICATES
        yield Trust(source=f"group-{group}", relation=relation, targets=tuple(names))


def _service(network: Network, assets: tuple[Asset, ...]) -> Service:
    """Calls are answered while each centre has a call server."""
    servers: dict[int, list[str]] = defaultdict(list)
    rows = zip(assets, network.assets.centre.tolist(), network.assets.local.tolist(), strict=True)
    for asset, centre, local in rows:
        if local == Local.CALL_HANDLING:
            servers[centre].append(asset.id)
    needs = tuple(Requirement(any_of=tuple(names)) for names in servers.values())
    return Service(kind=ServiceKind.ANSWER, needs=needs)
