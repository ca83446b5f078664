from __future__ import annotations

from collections.abc import Callable

import pytest

from ng911risk.store import place_in, places_of
from tests.store.sample import INVENTORY

PLACES = {"": "a.yaml:1:1", "site": "a.yaml:2:3", "assets[0]": "a.yaml:9:5", "assets": "a.yaml:8:1"}


def _importer(path: str) -> str:
    while path not in PLACES:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return PLACES[path]


@pytest.fixture
def place() -> Callable[[str], str]:
    return place_in(places_of(INVENTORY, _importer), INVENTORY)


@pytest.mark.parametrize(
    "path", ["", "site", "site.shifts[0].on_duty", "assets[0].kind", "assets", "zones[0].id"]
)
def test_every_place_is_kept(place: Callable[[str], str], path: str) -> None:
    assert place(path) == _importer(path)


def test_only_what_differs_from_around_it_is_kept() -> None:
    assert places_of(INVENTORY, _importer) == PLACES


def test_an_id_does_for_a_number(place: Callable[[str], str]) -> None:
    assert place("assets[cad].kind") == "a.yaml:9:5"


def test_without_places_a_path_stands_for_itself() -> None:
    assert place_in({}, INVENTORY)("assets[0].kind") == "assets[0].kind"
