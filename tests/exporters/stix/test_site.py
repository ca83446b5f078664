"""What a centre is and has."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stix2 import v21

from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix.extension import EXTENSION
from ng911risk.exporters.stix.frame import Frame, Stix
from ng911risk.exporters.stix.site import TYPES, asset_id, location, objects, psap, psap_name
from ng911risk.model.inventory import Asset, Direction, OwnerClass, Software
from ng911risk.model.kinds import AssetKind
from tests.exporters.stix.given import seen_input
from tests.exporters.stix.profiles.rich import rich_input

FRAME = Frame.of(rich_input())


def _made(given: ExchangeInput) -> dict[str, Stix]:
    return {one["id"]: one for one in objects(given, Frame.of(given))}


def _linked(made: dict[str, Stix], source: str, kind: str) -> list[Stix]:
    return [
        made[one["target_ref"]]
        for one in made.values()
        if one.get("relationship_type") == kind and one["source_ref"] == source
    ]


def _with_asset(**says: object) -> ExchangeInput:
    given = rich_input()
    one = Asset(**{"id": "x", "kind": AssetKind.CAD, "zone": "border", "owner": "us", **says})  # type: ignore[arg-type] # fields of a test
    return replace(given, inventory=replace(given.inventory, assets=(one,), flows=()))


def test_the_centre_is_an_organisation_of_emergency_services_in_a_state() -> None:
    made = _made(rich_input())

    centre = made[FRAME.psap]

    assert centre["name"] == "Elm County 9-1-1, KS"
    assert centre["sectors"] == ["emergency-services"]
    (place,) = _linked(made, FRAME.psap, "located-at")
    assert (place["country"], place["administrative_area"]) == ("US", "US-KS")
    assert not {"latitude", "longitude", "city", "street_address"} & set(place)


def test_without_a_state_the_country_is_all_there_is_to_say() -> None:
    given = seen_input()

    assert location(given, Frame.of(given))["country"] == "US"
    assert "administrative_area" not in location(given, Frame.of(given))
    assert psap_name(given) == "Elm County 9-1-1"


def test_no_two_assets_have_one_name_and_every_name_begins_with_the_centre() -> None:
    names = [one["name"] for one in _made(rich_input()).values() if one["type"] == "infrastructure"]

    assert (
        len({name.casefold() for name in names}) == len(names) == len(rich_input().inventory.assets)
    )
    assert all(name.startswith("Elm County 9-1-1, KS / ") for name in names)


def test_types_are_words_of_the_vocabulary() -> None:
    assert set(TYPES.values()) <= set(v21.vocab.INFRASTRUCTURE_TYPE)


@pytest.mark.parametrize(
    ("address", "kind", "value"),
    [
        ("20.9.1.10", "ipv4-addr", "20.9.1.10"),
        ("20.9.2.0/24", "ipv4-addr", "20.9.2.0/24"),
        ("2600:1F18::7", "ipv6-addr", "2600:1f18::7"),
        ("CAD.Elm.example", "domain-name", "cad.elm.example"),
    ],
)
def test_an_address_is_the_observable_that_stix_itself_would_make(
    address: str, kind: str, value: str
) -> None:
    given = _with_asset(addresses=(address,))

    (part,) = _linked(_made(given), asset_id(FRAME, "x"), "consists-of")

    assert (part["type"], part["value"]) == (kind, value)
    theirs = {
        "ipv4-addr": v21.IPv4Address,
        "ipv6-addr": v21.IPv6Address,
        "domain-name": v21.DomainName,
    }
    assert part["id"] == theirs[kind](value=value).id


def test_software_has_its_cpe_in_full_and_the_id_of_stix() -> None:
    software = Software(name="CAD Suite", version="7.1", cpe="cpe:2.3:a:example:cad_suite:7.1")

    (part,) = _linked(_made(_with_asset(software=(software,))), asset_id(FRAME, "x"), "consists-of")

    assert part["cpe"] == "cpe:2.3:a:example:cad_suite:7.1:*:*:*:*:*:*:*"
    assert part["id"] == v21.Software(name=part["name"], cpe=part["cpe"], version="7.1").id


def test_what_is_no_cpe_is_left_out() -> None:
    software = Software(name="CAD Suite", cpe="cpe:/a:example:cad_suite:7.1")

    (part,) = _linked(_made(_with_asset(software=(software,))), asset_id(FRAME, "x"), "consists-of")

    assert "cpe" not in part


def test_a_flaw_is_called_by_its_cve_and_says_which_list_names_it() -> None:
    made = _made(rich_input())

    flaws = {one["name"]: one for one in _linked(made, asset_id(FRAME, "cad"), "has")}

    assert set(flaws) == {"CVE-2024-41713", "CVE-2022-29499"}
    listed = flaws["CVE-2024-41713"]
    assert listed["external_references"] == [
        {"source_name": "cve", "external_id": "CVE-2024-41713"}
    ]
    assert listed["labels"] == ["cisa-kev"]
    assert listed["extensions"][EXTENSION]["flaw"]["according_to"] == ["exploited flaws"]
    assert "labels" not in flaws["CVE-2022-29499"]


def test_what_the_inventory_says_about_exploited_products_stands_on_the_asset() -> None:
    cad = _made(rich_input())[asset_id(FRAME, "cad")]

    assert cad["labels"] == ["known-exploited"]
    assert cad["extensions"][EXTENSION]["asset"]["known_exploited"] == ["cad suite 7.1"]


def test_flows_between_two_assets_are_one_relationship_in_each_direction() -> None:
    given = rich_input()
    flow = given.inventory.flows[0]
    more = (*given.inventory.flows, replace(flow, port=8080, direction=Direction.BOTH),
            replace(flow, source="internet"))  # fmt: skip

    made = _made(replace(given, inventory=replace(given.inventory, flows=more)))

    (link,) = [
        one
        for one in made.values()
        if one.get("relationship_type") == "communicates-with"
        and one["source_ref"] == asset_id(FRAME, "cad")
        and one["target_ref"] == asset_id(FRAME, "directory")
    ]
    assert link["description"] == "https on port 443; https on port 8080, either side opens"


def test_people_and_notes_go_out_only_when_asked_for_and_numbers_apart() -> None:
    given = _with_asset(note="Ask Bob, 217-555-0142", name="CAD, call 217-555-0199")
    owners = tuple(replace(one, contact="Bob, 217-555-0142") for one in given.inventory.owners)
    given = replace(given, inventory=replace(given.inventory, owners=owners))

    texts = {}
    for wish in (Wishes(), Wishes(people=True), Wishes(people=True, numbers=True)):
        texts[wish] = repr(list(_made(replace(given, wishes=wish)).values()))

    assert ["Bob" in text for text in texts.values()] == [False, True, True]
    assert ["555" in text for text in texts.values()] == [False, False, True]
    assert given.inventory.owners[0].owner_class is OwnerClass.PSAP
    assert psap(given, FRAME).get("contact_information") is None
