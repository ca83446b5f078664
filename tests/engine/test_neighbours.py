from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ng911risk.engine.columns import NOBODY, columns_of
from ng911risk.engine.neighbours import Neighbours
from ng911risk.model.grammar import Of, Per, Related, Target
from ng911risk.model.inventory import Carries, Direction, Inventory, Relation, Software, Zone
from ng911risk.model.kinds import AssetKind, Interface, Protocol
from ng911risk.model.scales import Status
from tests.engine.small import asset, flow, inventory, trust

DIRECTORY = asset("ad", AssetKind.DIRECTORY, owner="them")
PC = asset("pc", AssetKind.WORKSTATION, "office", software=(Software(name="OS", version="1"),))
CAD = asset("cad")


def _near(one: Inventory) -> Neighbours:
    return Neighbours(columns_of(one))


NEAR = _near(
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
    )
)
AT_CAD, AT_PC, AT_DIRECTORY = range(3)


def test_targets_stand_in_the_order_of_the_inventory() -> None:
    kinds = (AssetKind.DIRECTORY, AssetKind.WORKSTATION, AssetKind.CAD)

    assert NEAR.targets(Target(kinds=kinds)).tolist() == [AT_CAD, AT_PC, AT_DIRECTORY]
    assert NEAR.targets(Target(kinds=(AssetKind.EMAIL,))).tolist() == []


def test_a_target_may_have_to_be_trusted_or_to_carry_something() -> None:
    kinds = (AssetKind.CAD, AssetKind.DIRECTORY)
    text = asset("text", AssetKind.TRUNK_GROUP, carries=Carries.TEXT)
    calls = replace(text, id="calls", carries=Carries.NINE_ONE_ONE)
    near = _near(inventory(text, calls))

    trusted = Target(kinds=kinds, related=(Relation.AUTHENTICATES,))
    assert NEAR.targets(trusted).tolist() == [AT_CAD]
    texts = Target(kinds=(AssetKind.TRUNK_GROUP,), carries=Carries.TEXT)
    assert near.targets(texts).tolist() == [0]


def test_related_is_read_both_ways() -> None:
    by = Related(related=Relation.AUTHENTICATES)
    of = Related(related=Relation.AUTHENTICATES, inverse=True)

    assert NEAR.meant(Of.TARGET).lists.lists() == [[AT_CAD], [AT_PC], [AT_DIRECTORY]]
    assert NEAR.meant(by).lists.lists() == [[AT_DIRECTORY], [AT_DIRECTORY], []]
    assert NEAR.meant(of).lists.lists() == [[], [], [AT_CAD, AT_PC]]
    assert NEAR.meant(Related(related=Relation.MANAGES)).lists.lists() == [[], [], []]


def test_one_relative_is_told_from_several() -> None:
    by = NEAR.meant(Related(related=Relation.AUTHENTICATES))
    of = NEAR.meant(Related(related=Relation.AUTHENTICATES, inverse=True))

    assert by.alone.tolist() == [AT_DIRECTORY, AT_DIRECTORY, NOBODY]
    assert of.alone.tolist() == [NOBODY, NOBODY, NOBODY]
    assert NEAR.groups[of.group[AT_DIRECTORY]] == (AT_CAD, AT_PC)


def test_pairs_tell_every_relative_of_every_target() -> None:
    of = NEAR.meant(Related(related=Relation.AUTHENTICATES, inverse=True))
    rows, assets = of.pairs(np.array([AT_PC, AT_DIRECTORY], dtype=np.int32))

    assert rows.tolist() == [1, 1]
    assert assets.tolist() == [AT_CAD, AT_PC]


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
    assert NEAR.openers(NEAR.columns.number[asset_id], over) == openers


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
    assert _unit(per, AT_PC) == unit


def test_without_a_product_an_asset_stands_for_itself() -> None:
    assert _unit(Per.PRODUCT, AT_CAD) == "cad"


def _unit(per: Per, asset_number: int) -> str:
    units = NEAR.units(per)
    return units.name(int(units.code[asset_number]))


def test_only_a_zone_that_is_said_to_be_isolated_is() -> None:
    for status in Status:
        zones = (Zone(id="ops", isolated=status),)
        near = _near(inventory(CAD, zones=zones))
        assert near.isolated.tolist() == [status is Status.YES]
