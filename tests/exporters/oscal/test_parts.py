from __future__ import annotations

from dataclasses import replace
from functools import cache

from ng911risk.exporters.exchange.given import Wishes
from ng911risk.exporters.oscal.frame import Frame
from ng911risk.exporters.oscal.parts import (
    class_party,
    components,
    inventory_items,
    metadata,
    owner_party,
    subject,
)
from ng911risk.model.inventory import Inventory, OwnerClass
from tests.exporters.oscal.given import plain, plan, prop, results, rich, tree_of


@cache
def _inventory() -> Inventory:
    return plain().inventory


@cache
def _frame() -> Frame:
    return Frame.of(plain())


def test_the_centre_the_publisher_and_every_owner_are_parties_without_contacts() -> None:
    contact = replace(_inventory().owners[0], contact="Pat Smith, pat@county.example")
    inventory = replace(_inventory(), owners=(contact, *_inventory().owners[1:]))
    given = replace(plain(), inventory=inventory)

    shy = metadata(Frame.of(given), "T")["parties"]
    told = metadata(Frame.of(replace(given, wishes=Wishes(people=True))), "T")["parties"]

    assert [one["name"] for one in shy[:2]] == [_inventory().site.name, "ng911risk project"]
    assert {prop(one, "owner-id") for one in shy} >= {one.id for one in _inventory().owners}
    assert "Pat Smith" not in str(shy)
    assert "Pat Smith, pat@county.example" in str(told)


def test_the_centre_is_one_party_also_where_it_owns_something() -> None:
    parties = metadata(_frame(), "T")["parties"]
    [own] = [one for one in _inventory().owners if one.owner_class is OwnerClass.PSAP]

    assert [one["name"] for one in parties].count(_inventory().site.name) == 1
    assert prop(parties[0], "owner-id") == own.id
    assert owner_party(_frame(), own.id) == parties[0]["uuid"]


def test_of_two_centres_the_one_with_the_name_of_the_site_is_this_one() -> None:
    [own] = [one for one in _inventory().owners if one.owner_class is OwnerClass.PSAP]
    other = replace(own, id="next-door", name="Next door 9-1-1")
    same = replace(own, name=_inventory().site.name)
    rest = [one for one in _inventory().owners if one != own]
    inventory = replace(_inventory(), owners=(other, same, *rest))
    frame = Frame.of(replace(plain(), inventory=inventory))

    assert owner_party(frame, own.id) == frame.centre
    assert owner_party(frame, "next-door") != frame.centre
    assert {owner_party(frame, one.id) for one in inventory.owners} <= {
        one["uuid"] for one in metadata(frame, "T")["parties"]
    }


def test_what_falls_to_nobody_in_the_inventory_falls_to_a_party_of_its_kind() -> None:
    only = tuple(one for one in _inventory().owners if one.owner_class is OwnerClass.PSAP)
    frame = Frame.of(replace(plain(), inventory=replace(_inventory(), owners=only)))
    parties = {one["uuid"] for one in metadata(frame, "T")["parties"]}

    for action in plain().report.actions:
        assert class_party(frame, action.owner_class) in parties
    assert class_party(frame, OwnerClass.PSAP) == owner_party(frame, only[0].id)


def test_every_asset_is_an_item_of_the_inventory_and_no_address_goes_out() -> None:
    asset = replace(_inventory().assets[0], addresses=("203.0.113.7",))
    inventory = replace(_inventory(), assets=(asset, *_inventory().assets[1:]))

    items = inventory_items(Frame.of(replace(plain(), inventory=inventory)))

    assert [prop(one, "asset-id") for one in items] == [one.id for one in _inventory().assets]
    assert "203.0.113.7" not in str(items)


def test_software_that_several_assets_run_is_one_component() -> None:
    titles = [one["title"] for one in components(_frame()) if one["type"] == "software"]
    runs = {(one.name, one.version) for asset in _inventory().assets for one in asset.software}

    assert len(titles) == len(runs) + 1
    assert titles[0] == "ng911risk"


def test_a_scope_is_an_asset_an_owner_a_zone_or_the_whole_centre() -> None:
    kinds = [
        subject(_frame(), one)["type"]
        for one in (
            _inventory().assets[0].id,
            _inventory().owners[0].id,
            _inventory().zones[0].id,
            "",
        )
    ]
    known = {one["uuid"] for one in components(_frame())}

    assert kinds == ["inventory-item", "party", "component", "component"]
    assert subject(_frame(), "")["subject-uuid"] in known


def test_everything_that_can_be_passed_on_alone_is_marked() -> None:
    for tree in (tree_of(results()), tree_of(plan())):
        parts = tree.get("results", [tree])[0]
        marked = [tree["metadata"], *parts["risks"], *parts["observations"]]
        marked += parts.get("findings", []) + parts.get("poam-items", [])
        assert {prop(one, "marking") for one in marked} == {"TLP:AMBER+STRICT"}


def test_the_head_says_what_it_rests_on() -> None:
    head = tree_of(results())["metadata"]

    assert head["oscal-version"] == "1.2.1"
    assert head["last-modified"] == "2026-03-01T12:00:00Z"
    assert prop(head, "catalog-digest") == rich().catalog.digest
    assert prop(head, "seal") == rich().seal
    assert "judgement" in head["remarks"]
