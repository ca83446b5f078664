from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ng911risk.model.catalog import Catalog, Crosswalk
from ng911risk.model.intelligence import Intelligence
from ng911risk.model.report import RiskReport
from ng911risk.store import LOCAL, Assessment, AssessmentHead, Store, reassess
from tests.store.sample import EVIDENCE, INVENTORY, NOW, report_bytes, report_on

CATALOG = Catalog(
    version="0.1.0",
    digest="c" * 64,
    vectors={},
    mitigations={},
    actors={},
    recoveries={},
    weaknesses={},
    programmes={},
    crosswalk=Crosswalk(note=""),
)


@pytest.fixture
def assessment(store: Store, head: AssessmentHead) -> Assessment:
    with store.read(LOCAL) as rooms:
        return rooms.assessments.get(head.id)


def test_the_sealed_inputs_are_handed_to_the_engine(assessment: Assessment) -> None:
    seen: dict[str, Any] = {}

    def assess(inventory: object, catalog: object, **rest: Any) -> RiskReport:  # noqa: ANN401 - a spy
        seen.update(rest, inventory=inventory, catalog=catalog)
        return report_on()

    assert reassess(assessment, CATALOG, assess=assess, render=report_bytes) == ()
    assert seen.pop("place")("assets[cad].kind") == "site.yaml:9:11"
    assert seen == {
        "inventory": INVENTORY,
        "catalog": CATALOG,
        "at": NOW,
        "tool_version": "0.1.0",
        "inventory_digest": assessment.head.inventory_digest,
        "evidence": EVIDENCE,
        "intelligence": Intelligence(),
        "seed": 1,
    }


def test_another_result_is_a_difference(assessment: Assessment) -> None:
    def assess(*_: object, **__: object) -> RiskReport:
        return report_on(warnings=("something new",))

    [difference] = reassess(assessment, CATALOG, assess=assess, render=report_bytes)
    assert "differs from line" in difference


def test_another_catalogue_cannot_give_the_same_bytes(assessment: Assessment) -> None:
    other = replace(CATALOG, version="0.2.0", digest="d" * 64)

    [difference] = reassess(assessment, other, assess=_never, render=report_bytes)
    assert "0.2.0" in difference


def test_a_broken_seal_is_enough(assessment: Assessment) -> None:
    damaged = replace(assessment, places_json=b"{}")

    [difference] = reassess(damaged, CATALOG, assess=_never, render=report_bytes)
    assert "no longer matches" in difference


def _never(*_: object, **__: object) -> RiskReport:
    raise AssertionError("nothing was to be assessed")
