from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.engine.neighbours import Neighbours
from ng911risk.model.grammar import Of, Per, Related, Target
from ng911risk.model.inventory import Carries, Direction, Relation, Software, Zone
from ng911risk.model.kinds import AssetKind, Interface, Protocol
from ng911risk.model.scales import Status
from tests.engine.small import TODAY, asset, flow, inventory, trust

DIRECTORY = asset("ad", AssetKind.DIRECTORY, owner="them")
PC = asset("pc", AssetKind.WORKSTATION, "office", software=(Software(name="OS", version="1"),))
CAD = asset("cad")
NEAR = Neighbours(
    inventory(
        CAD,
        PC,
        DIRECTORY,
        flows=(
            flow("pc", "cad", Protocol.HTTPS),
            flow("internet", "pc", Protocol.SMTP),
            flow("cad", "ad", Protocol.LDAP, direction=Direction.BOTH),
            flow("office", "cad", Protocol.ANY),
        ),
        trusts=(trust("ad", Relation.AUTHENTICATES, "cad", "pc"),),
    ),
    TODAY,
)


def test_targets_stand_in_the_order_of_the_inventory() -> None:
    kinds = (AssetKind.DIRECTORY, AssetKind.WORKSTATION, AssetKind.CAD)

    assert NEAR.targets_of(Target(kinds=kinds)) == [CAD, PC, DIRECTORY]
    assert NEAR.targets_of(Target(kinds=(AssetKind.EMAIL,))) == []


def test_a_target_may_have_to_be_trusted_or_to_carry_something() -> None:
    kinds = (AssetKind.CAD, AssetKind.DIRECTORY)
    text = asset("text", AssetKind.TRUNK_GROUP, carries=Carries.TEXT)
    calls = replace(text, id="calls", carries=Carries.NINE_ONE_ONE)
    near = Neighbours(inventory(text, calls), TODAY)

    assert NEAR.targets_of(Target(kinds=kinds, related=(Relation.AUTHENTICATES,))) == [CAD]
    assert near.targets_of(Target(kinds=(AssetKind.TRUNK_GROUP,), carries=Carries.TEXT)) == [text]


def test_related_is_read_both_ways() -> None:
    by = Related(related=Relation.AUTHENTICATES)
    of = Related(related=Relation.AUTHENTICATES, inverse=True)

    assert NEAR.meant(Of.TARGET, CAD) == [CAD]
    assert NEAR.meant(by, CAD) == [DIRECTORY]
    assert NEAR.meant(by, DIRECTORY) == []
    assert NEAR.meant(of, DIRECTORY) == [CAD, PC]
    assert NEAR.meant(Related(related=Relation.MANAGES), CAD) == []


@pytest.mark.parametrize(
    ("asset_id", "over", "openers"),
    [
        ("cad", Interface.WEB, ["pc", "office"]),
        ("cad", Interface.DIRECTORY, ["ad", "office"]),  # either side may open it
        ("cad", Interface.ANY, ["pc", "ad", "office"]),
        ("cad", Interface.EMAIL, ["office"]),  # a flow of anything is one of e-mail too
        ("pc", Interface.EMAIL, ["internet"]),
        ("pc", Interface.WEB, []),
    ],
)
def test_who_may_open_a_flow(asset_id: str, over: Interface, openers: list[str]) -> None:
    assert NEAR.openers(NEAR.by_id[asset_id], over) == openers


@pytest.mark.parametrize(
    ("per", "unit"),
    [
        (Per.TARGET, "pc"),
        (Per.SITE, "site"),
        (Per.OWNER, "owner us"),
        (Per.PRODUCT, "product os 1"),
    ],
)
def test_what_shares_a_coin(per: Per, unit: str) -> None:
    assert NEAR.unit(per, PC) == unit


def test_without_a_product_an_asset_stands_for_itself() -> None:
    assert NEAR.unit(Per.PRODUCT, CAD) == "cad"


def test_only_a_zone_that_is_said_to_be_isolated_is() -> None:
    for status in Status:
        zones = (Zone(id="ops", isolated=status),)
        near = Neighbours(inventory(CAD, zones=zones), TODAY)
        assert near.isolated == ({"ops"} if status is Status.YES else set())
