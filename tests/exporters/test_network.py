"""The small picture of a network."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from xml.etree import ElementTree as ET

from ng911risk.exporters.network import links, network_svg
from ng911risk.importers import read_inventory
from ng911risk.model.inventory import Inventory

_SVG = "{http://www.w3.org/2000/svg}"


def _sample() -> Inventory:
    data = files("ng911risk.samples").joinpath("pine-county.yaml").read_bytes()
    return read_inventory(data, file="pine.yaml").inventory


def _texts(svg: str, kind: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - our own output
    return [one.text or "" for one in root.iter(f"{_SVG}text") if one.get("class") == kind]


def test_every_zone_is_a_box_and_the_description_reads_every_link_aloud() -> None:
    inventory = _sample()

    svg = network_svg(inventory)

    assert len(_texts(svg, "zone-name")) == len(inventory.zones)
    root = ET.fromstring(svg)  # noqa: S314 - our own output
    said = root.findtext(f"{_SVG}desc") or ""
    for link in links(inventory):
        assert f"{link.source} to {link.target}" in said
    assert "style=" not in svg


def test_a_zone_with_many_systems_is_folded_and_says_how_many_more() -> None:
    inventory = _sample()
    first, zone = inventory.assets[0], inventory.zones[0].id
    many = tuple(replace(first, id=f"a{number}", zone=zone) for number in range(40))

    svg = network_svg(replace(inventory, assets=many, flows=(), trusts=(), services=()))

    assert "and 32 more" in _texts(svg, "name")


def test_flows_within_one_zone_are_not_drawn_and_those_between_are_counted() -> None:
    inventory = _sample()

    found = links(inventory)

    assert sum(one.number for one in found) < len(inventory.flows)
    assert [one.number for one in found] == sorted((one.number for one in found), reverse=True)
    assert any(one.outside and one.source == "The Internet" for one in found)


def test_names_that_look_like_markup_are_text() -> None:
    inventory = _sample()
    zone = replace(inventory.zones[0], name="<script>alert(1)</script>")

    svg = network_svg(replace(inventory, zones=(zone, *inventory.zones[1:])))

    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


def test_without_zones_there_is_no_picture() -> None:
    assert network_svg(replace(_sample(), zones=())) == ""
