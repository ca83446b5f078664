"""
Every vector fires in a small inventory, stops after a change of structure, and is lowered.

tests/content/cases/ holds one file for each vector: the inventory (`fires`, the usual site
and owners may be left out), the asset the finding stands at, edits that end it (`stops`),
and a mitigation that answers it (`lowered_by`).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess
from ng911risk.model.catalog import ActsOn
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import ControlAnswer, Inventory
from ng911risk.model.report import Finding, FloodRisk, RiskReport
from ng911risk.model.scales import Status
from ng911risk.records import read_tree
from ng911risk.records.yaml_text import parse_yaml

CASES: Final = Path(__file__).parent / "cases"
AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
SITE: Final[dict[str, Any]] = {
    "name": "Case Valley 9-1-1",
    "stage": "transitional",
    "positions": 4,
    "shifts": [{"from_hour": 0, "to_hour": 24, "on_duty": 2, "calls_per_hour": 6.0}],
    "trunks_911": 6,
    "trunks_ten_digit": 6,
}
OWNERS: Final[list[dict[str, Any]]] = [
    {"id": "psap", "owner_class": "psap"},
    {"id": "county", "owner_class": "county-it"},
    {"id": "carrier", "owner_class": "carrier"},
    {"id": "provider", "owner_class": "ngcs-provider"},
    {"id": "vendor", "owner_class": "vendor"},
]
CLEARLY: Final = 0.99
"""Lower by at least one part in a hundred: no rounding, and no luck of the draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file of tests/content/cases/."""

    vector: str
    fires: dict[str, Any]
    at: str
    stops: list[dict[str, Any]]
    lowered_by: str

    @property
    def finding(self) -> str:
        """Identity of the finding that must appear."""
        return f"{self.vector}@{self.at}"


@cache
def case_of(vector: str) -> Case:
    """The case of one vector; TypeError names a field that is missing or unknown."""
    tree: Any = parse_yaml((CASES / f"{vector}.yaml").read_bytes()).value
    return Case(**tree)


def inventory_of(case: Case, tree: dict[str, Any], *, helped: bool = False) -> Inventory:
    """`tree` with the usual site and owners, every mitigation answered: no, or yes if it helps."""
    tree = {
        "owners": OWNERS,
        **tree,
        "site": SITE | tree.get("site", {}),
    }
    inventory = read_tree(Inventory, tree, file=f"{case.vector}.yaml")
    assert [*contradictions(inventory)] == []
    said = {answer.mitigation for answer in inventory.controls}
    answers = tuple(
        ControlAnswer(
            mitigation=name,
            status=Status.YES if helped and name == case.lowered_by else Status.NO,
        )
        for name in load_catalog().mitigations
        if name not in said
    )
    return replace(inventory, controls=inventory.controls + answers)


def assessed(inventory: Inventory) -> RiskReport:
    """The report of one inventory, at a fixed time."""
    return assess(inventory, load_catalog(), at=AT, tool_version="test", inventory_digest="0" * 64)


@cache
def report_of(vector: str) -> RiskReport:
    """The report of the inventory in which `vector` fires."""
    case = case_of(vector)
    return assessed(inventory_of(case, case.fires))


def edited(tree: dict[str, Any], edits: list[dict[str, Any]]) -> dict[str, Any]:
    """`tree` after `edits`; each must find something to change."""
    tree = copy.deepcopy(tree)
    for edit in edits:
        part = edit["remove"] if "remove" in edit else edit["set"]
        hit = [
            one
            for one in tree[part]
            if all(one.get(name) == value for name, value in edit["where"].items())
        ]
        assert hit, f"nothing in {part} is like {edit['where']}"
        if "remove" in edit:
            tree[part] = [one for one in tree[part] if one not in hit]
        for one in hit:
            one.update(edit.get("to", {}))
    return tree


def finding_in(report: RiskReport, name: str) -> Finding | None:
    """The finding of that id, None if it is not there."""
    return next((finding for finding in report.findings if finding.id == name), None)


def floods_of(report: RiskReport, case: Case) -> list[FloodRisk]:
    """Floods of the vector on the asset of the case."""
    return [
        flood
        for flood in report.floods
        if flood.step.startswith(f"{case.vector}.") and flood.channel == case.at
    ]


def rate(report: RiskReport, case: Case) -> float:
    """Expected events a year of the finding of the case."""
    finding = finding_in(report, case.finding)
    return finding.residual.rate.likely if finding else 0.0


def load(report: RiskReport, case: Case) -> float:
    """Genuine calls lost in a year, and the attack's calls while it lasts."""
    floods = floods_of(report, case)
    return sum(flood.calls.likely + flood.calls_per_hour.likely for flood in floods)


def is_lowered(case: Case, before: RiskReport, after: RiskReport) -> bool:
    """Whether the mitigation changes what its answer to this vector says it changes."""
    ways = {
        answer.acts_on
        for name, answer in load_catalog().answers_to(case.vector)
        if name == case.lowered_by
    }
    assert ways, f"{case.lowered_by} does not answer {case.vector}"
    if ways & {ActsOn.LIKELIHOOD, ActsOn.DETECTION, ActsOn.LOAD} and (
        rate(after, case) < CLEARLY * rate(before, case)
    ):
        return True
    if ActsOn.LOAD in ways and load(after, case) < CLEARLY * load(before, case):
        return True
    return bool(ways & {ActsOn.RECOVERY, ActsOn.FALLBACK}) and (
        after.harm.likely < CLEARLY * before.harm.likely
    )


VECTORS: Final = sorted(path.stem for path in CASES.glob("*.yaml"))


def test_every_vector_has_a_case() -> None:
    assert sorted(load_catalog().vectors) == VECTORS


@pytest.mark.parametrize("vector", VECTORS)
def test_case_is_about_its_vector_and_small(vector: str) -> None:
    case = case_of(vector)

    assert case.vector == vector
    assert 1 <= len(case.fires["assets"]) <= 8
    assert case.at in {asset["id"] for asset in case.fires["assets"]}


@pytest.mark.parametrize("vector", VECTORS)
def test_it_fires(vector: str) -> None:
    finding = finding_in(report_of(vector), case_of(vector).finding)

    assert finding is not None, [finding.id for finding in report_of(vector).findings]
    assert finding.residual.rate.likely > 0.0


@pytest.mark.parametrize("vector", VECTORS)
def test_it_stops_after_a_change_of_structure(vector: str) -> None:
    case = case_of(vector)

    report = assessed(inventory_of(case, edited(case.fires, case.stops)))

    assert finding_in(report, case.finding) is None


@pytest.mark.parametrize("vector", VECTORS)
def test_a_mitigation_lowers_it(vector: str) -> None:
    case = case_of(vector)

    report = assessed(inventory_of(case, case.fires, helped=True))

    assert is_lowered(case, report_of(vector), report)


def test_an_edit_that_finds_nothing_is_an_error() -> None:
    with pytest.raises(AssertionError, match="nothing in flows is like"):
        edited({"flows": []}, [{"remove": "flows", "where": {"source": "internet"}}])
