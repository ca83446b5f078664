"""
Known incidents replayed: the chain is found, what would have helped is named, the rest survives.

Each file of this folder is one incident: a small inventory of what the reports tell, the
vectors in the order in which they happened, the service that was hit, the asset it came
down with, the measures that later reports name, and the services that went on. The numbers
of the catalogue are never tuned to these files; a failing one shows a fault in the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import Inventory, ServiceKind
from ng911risk.model.report import AttackPath, RiskReport
from ng911risk.records import read_tree
from ng911risk.records.yaml_text import parse_yaml

FOLDER: Final = Path(__file__).parent
NAMES: Final = sorted(file.stem for file in FOLDER.glob("inc-*.yaml"))
AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
ACTIONS: Final = 10
SITE: Final[dict[str, Any]] = {
    "name": "Incident Valley 9-1-1",
    "positions": 4,
    "shifts": [{"from_hour": 0, "to_hour": 24, "on_duty": 2, "calls_per_hour": 4.0}],
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One file of this folder."""

    incident: str
    source: dict[str, str]
    inventory: dict[str, Any]
    chain: list[str]
    """Vectors in the order in which they happened."""

    at: str
    """Asset that came down, or the channel that was flooded."""

    service: str
    """Service that was hit."""

    controls: list[str]
    """Measures that must be among the first actions."""

    survives: list[str]
    """Services that went on."""


@cache
def incident_of(name: str) -> Incident:
    """The incident of one file; TypeError names a field that is missing or unknown."""
    tree: Any = parse_yaml((FOLDER / f"{name}.yaml").read_bytes()).value
    return Incident(**tree)


def inventory_of(incident: Incident) -> Inventory:
    """Its inventory, with the usual site and owners where the file names none."""
    tree = {"owners": OWNERS, **incident.inventory}
    tree["site"] = SITE | tree["site"]
    return read_tree(Inventory, tree, file=incident.source["id"])


@cache
def report_of(name: str) -> RiskReport:
    """The report of one incident's inventory."""
    inventory = inventory_of(incident_of(name))
    return assess(inventory, load_catalog(), at=AT, tool_version="test", inventory_digest="0" * 64)


def vectors_of(path: AttackPath) -> list[str]:
    """The vectors of its steps, in order."""
    return [step.finding.partition("@")[0] for step in path.steps]


def in_order(wanted: Iterable[str], found: Iterable[str]) -> bool:
    """Whether everything wanted is found, in that order, perhaps with more between."""
    rest = iter(found)
    return all(one in rest for one in wanted)


def test_there_are_at_least_twelve() -> None:
    """Fewer would be anecdotes."""
    sources = {incident_of(name).source["id"] for name in NAMES}
    assert len(sources) >= 12


@pytest.mark.parametrize("name", NAMES)
def test_the_inventory_holds_together(name: str) -> None:
    """No unknown ids and no circles."""
    assert [*contradictions(inventory_of(incident_of(name)))] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_chain_is_among_the_worst_paths(name: str) -> None:
    """The vectors in order, ending at the service that was hit."""
    incident = incident_of(name)
    told = [(path.service.value, vectors_of(path)) for path in report_of(name).paths]
    assert any(
        service == incident.service and in_order(incident.chain, vectors)
        for service, vectors in told
    ), f"{incident.chain} for {incident.service} is not among {told}"


@pytest.mark.parametrize("name", NAMES)
def test_what_would_have_helped_is_among_the_first_actions(name: str) -> None:
    """Every named measure stands within the first ten."""
    first = [action.mitigation for action in report_of(name).actions[:ACTIONS]]
    assert set(incident_of(name).controls) <= set(first)


@pytest.mark.parametrize("name", NAMES)
def test_what_went_on_in_reality_goes_on(name: str) -> None:
    """In nine of ten worlds with the incident, the surviving services were not touched."""
    incident = incident_of(name)
    finding = next(
        one for one in report_of(name).findings if one.id == f"{incident.chain[-1]}@{incident.at}"
    )
    assert ServiceKind(incident.service) in finding.harms
    assert not set(finding.harms) & {ServiceKind(one) for one in incident.survives}
