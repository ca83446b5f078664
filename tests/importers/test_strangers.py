"""Ids that the catalogue does not have are refused where they were written."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from ng911risk.content import load_catalog
from ng911risk.errors import InputError
from ng911risk.importers import ReadInventory, known_to, read_inventory
from ng911risk.importers.start import template_inventory
from ng911risk.importers.workbook import inventory_workbook
from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import ControlAnswer, Inventory, KnownWeakness
from ng911risk.model.scales import Status
from ng911risk.records import to_json, to_yaml


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@cache
def _with_strangers(controls: int = 1) -> Inventory:
    """An inventory with one weakness and some controls that nobody has heard of."""
    start = template_inventory("legacy")
    first, *others = start.assets
    odd = replace(first, weaknesses=(KnownWeakness(name="paper-door", status=Status.YES),))
    answers = tuple(
        ControlAnswer(mitigation=name, status=Status.YES)
        for name in ("exercizes", *(f"amulet-{number}" for number in range(controls - 1)))
    )
    return replace(start, assets=(odd, *others), controls=answers)


def _files() -> tuple[ReadInventory, ...]:
    inventory = _with_strangers()
    return (
        read_inventory(to_yaml(inventory), file="site.yaml"),
        read_inventory(to_json(inventory), file="site.json"),
        read_inventory(inventory_workbook(inventory), file="site.xlsx"),
    )


def test_what_the_catalogue_knows_passes_as_it_is(catalog: Catalog) -> None:
    start = template_inventory("legacy")
    known = replace(start, controls=(ControlAnswer(mitigation="exercises", status=Status.NO),))
    read = read_inventory(to_yaml(known), file="site.yaml")

    assert known_to(catalog, read) is read


@pytest.mark.parametrize("number", range(3), ids=["yaml", "json", "workbook"])
def test_every_stranger_is_refused_at_its_place(catalog: Catalog, number: int) -> None:
    read = _files()[number]

    with pytest.raises(InputError) as caught:
        known_to(catalog, read)

    weakness, control = caught.value.problems
    assert (weakness.field, control.field) == (
        "assets[0].weaknesses[0].name",
        "controls[0].mitigation",
    )
    assert control.hint == "Did you mean 'exercises'?"
    assert control.place == read.place("controls[0].mitigation") != read.place("")


def test_in_a_workbook_the_place_is_a_cell(catalog: Catalog) -> None:
    with pytest.raises(InputError) as caught:
        known_to(catalog, _files()[2])

    assert all("!" in problem.place for problem in caught.value.problems)


def test_who_wants_the_good_rows_is_told_what_counts_for_nothing(catalog: Catalog) -> None:
    read = known_to(catalog, _files()[2], good_rows_only=True)

    assert [problem.field for problem in read.left_out] == [
        "assets[0].weaknesses[0].name",
        "controls[0].mitigation",
    ]


def test_the_list_of_strangers_ends(catalog: Catalog) -> None:
    read = read_inventory(to_yaml(_with_strangers(300)), file="site.yaml")

    with pytest.raises(InputError) as caught:
        known_to(catalog, read)

    assert len(caught.value.problems) == 200
