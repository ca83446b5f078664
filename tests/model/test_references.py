from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ng911risk.content import load_catalog
from ng911risk.importers import read_inventory
from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence, Verdict
from ng911risk.model.inventory import ControlAnswer, Inventory, KnownWeakness
from ng911risk.model.references import evidence_unknown_to, unknown_to
from ng911risk.model.scales import Status


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="module")
def inventory(repository: Path) -> Inventory:
    sample = repository / "ng911risk" / "samples" / "prairie-hosted.yaml"
    return read_inventory(sample.read_bytes(), file=sample.name).inventory


def test_a_sample_names_nothing_unknown(catalog: Catalog, inventory: Inventory) -> None:
    assert list(unknown_to(catalog, inventory)) == []


def test_an_unknown_measure_is_named_and_guessed(catalog: Catalog, inventory: Inventory) -> None:
    control = ControlAnswer(mitigation="exercize", status=Status.YES)
    changed = replace(inventory, controls=(*inventory.controls, control))

    [(where, message)] = unknown_to(catalog, changed)

    assert where == f"controls[{len(inventory.controls)}].mitigation"
    assert message == "no mitigation has the id 'exercize'; did you mean 'exercises'?"


def test_an_unknown_weakness_is_named(catalog: Catalog, inventory: Inventory) -> None:
    weakness = KnownWeakness(name="zzzz", status=Status.YES)
    spoiled = replace(inventory.assets[1], weaknesses=(weakness,))
    changed = replace(inventory, assets=(inventory.assets[0], spoiled, *inventory.assets[2:]))

    assert list(unknown_to(catalog, changed)) == [
        ("assets[1].weaknesses[0].name", "no weakness has the id 'zzzz'")
    ]


def test_evidence_is_about_what_there_is(catalog: Catalog, inventory: Inventory) -> None:
    good = Evidence(
        mitigation="exercises",
        scope=(inventory.assets[0].id, inventory.zones[0].id, inventory.owners[0].id),
        verdict=Verdict.EFFECTIVE,
        observed="seen",
        method="interview",
        on=date(2026, 1, 1),
    )
    bad = replace(good, mitigation="nothing-like-it-at-all", scope=("nowhere-to-be-found",))

    found = dict(evidence_unknown_to(catalog, inventory, (good, bad)))

    assert list(found) == ["evidence[1].mitigation", "evidence[1].scope[0]"]
