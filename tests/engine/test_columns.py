from __future__ import annotations

from datetime import date

import numpy as np

from ng911risk.engine.columns import (
    CARRIED,
    INTERFACES,
    KINDS,
    NO,
    NOBODY,
    YES,
    Words,
    columns_of,
)
from ng911risk.model.inventory import (
    Carries,
    Direction,
    KnownWeakness,
    Relation,
    Software,
)
from ng911risk.model.kinds import AssetKind, Interface, Protocol
from ng911risk.model.scales import Status
from tests.engine.small import asset, flow, inventory, trust

OS, CAD = Software(name="OS", version="1"), Software(name="CAD", end_of_life=date(2030, 1, 1))
COLUMNS = columns_of(
    inventory(
        asset("cad", count=2, software=(OS, CAD)),
        asset("pc", AssetKind.WORKSTATION, "office", owner="them"),
        asset(
            "lines",
            AssetKind.TRUNK_GROUP,
            carries=Carries.TEXT,
            software=(OS,),
            weaknesses=(
                KnownWeakness(name="flat", status=Status.YES),
                KnownWeakness(name="open", status=Status.NO),
            ),
        ),
        flows=(
            flow("pc", "cad", direction=Direction.BOTH),
            flow("telephone", "lines", Protocol.PSTN),
            flow("office", "cad", direction=Direction.BOTH),
        ),
        trusts=(
            trust("pc", Relation.MANAGES, "cad", "lines"),
            trust("cad", Relation.POWERS, "pc"),
            trust("lines", Relation.MANAGES, "cad"),
        ),
    )
)


def test_words_keep_their_numbers() -> None:
    words = Words()

    assert words.codes(["b", "a", "b"]).tolist() == [0, 1, 0]
    assert words.codes(["c", "a"]).tolist() == [2, 1]
    assert words.listed() == ["b", "a", "c"]
    assert len(words) == 3


def test_every_field_has_a_column() -> None:
    assert COLUMNS.ids == ["cad", "pc", "lines"]
    assert [COLUMNS.number[name] for name in COLUMNS.ids] == [0, 1, 2] == list(range(len(COLUMNS)))
    kinds = (AssetKind.CAD, AssetKind.WORKSTATION, AssetKind.TRUNK_GROUP)
    assert COLUMNS.kind.tolist() == [KINDS[kind] for kind in kinds]
    assert COLUMNS.carries.tolist() == [NOBODY, NOBODY, CARRIED[Carries.TEXT]]
    assert COLUMNS.count.tolist() == [2, 1, 1]
    places = COLUMNS.places.listed()
    assert [places[zone] for zone in COLUMNS.zone] == ["ops", "office", "ops"]
    owners = COLUMNS.owners.listed()
    assert [owners[owner] for owner in COLUMNS.owner] == ["us", "them", "us"]


def test_a_flow_that_either_side_may_open_arrives_twice_unless_a_whole_zone_opens_it() -> None:
    ways, places = COLUMNS.arrivals, COLUMNS.places.code

    assert ways.flow.tolist() == [0, 0, 1, 2]
    assert ways.target.tolist() == [0, 1, 2, 0]
    assert ways.opener.tolist() == [1, 0, NOBODY, NOBODY]
    assert ways.place.tolist() == [NOBODY, NOBODY, places["telephone"], places["office"]]
    spoken = (Interface.WEB, Interface.WEB, Interface.TELEPHONE, Interface.WEB)
    assert ways.interface.tolist() == [INTERFACES[one] for one in spoken]


def test_lines_of_software_and_answers_know_their_place() -> None:
    releases, answers = COLUMNS.releases, COLUMNS.answers

    assert releases.asset.tolist() == [0, 0, 2]
    assert releases.place.tolist() == [0, 1, 0]
    assert [COLUMNS.products[one] for one in releases.product] == ["os 1", "cad", "os 1"]
    # what shares a coin is the first line
    assert COLUMNS.product.tolist() == [releases.product[0], NOBODY, releases.product[2]]
    assert answers.asset.tolist() == [2, 2]
    assert answers.place.tolist() == [0, 1]
    assert answers.status.tolist() == [YES, NO]
    assert COLUMNS.weaknesses.listed() == ["flat", "open"]


def test_trusts_stand_by_relation_in_the_order_of_the_inventory() -> None:
    sources, targets = COLUMNS.trusts[Relation.MANAGES]

    assert sources.tolist() == [1, 1, 2]
    assert targets.tolist() == [0, 2, 0]
    assert set(COLUMNS.trusts) == {Relation.MANAGES, Relation.POWERS}


def test_an_inventory_of_nothing_has_empty_columns() -> None:
    empty = columns_of(inventory())

    assert len(empty) == empty.arrivals.flow.size == empty.releases.asset.size == 0
    assert empty.trusts == {}
    assert empty.zone.dtype == np.int32
