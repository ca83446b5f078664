"""
Known incidents replayed: the chain is found, what would have helped is named, the rest survives.

What happened stands in threat_catalog/incidents/: the vectors in the order in which they
happened, the services that were hit and that went on, the measures that later reports name.
Each file of this folder holds, under the same name, a small inventory of what the reports tell
of the place, and the asset of it that came down. The numbers of the catalogue are never tuned
to these files; a failing one shows a fault in the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Final

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess
from ng911risk.model.catalog import Incident
from ng911risk.model.consistency import contradictions
from ng911risk.model.report import AttackPath, RiskReport
from tests.incidents.cases import NAMES, case_of, inventory_of

AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
ACTIONS: Final = 10


def incident_of(name: str) -> Incident:
    """What happened."""
    return load_catalog().incidents[name]


@cache
def report_of(name: str) -> RiskReport:
    """The report of one incident's inventory."""
    return assess(
        inventory_of(name), load_catalog(), at=AT, tool_version="test", inventory_digest="0" * 64
    )


def vectors_of(path: AttackPath) -> list[str]:
    """The vectors of its steps, in order."""
    return [step.finding.partition("@")[0] for step in path.steps]


def in_order(wanted: Iterable[str], found: Iterable[str]) -> bool:
    """Whether everything wanted is found, in that order, perhaps with more between."""
    rest = iter(found)
    return all(one in rest for one in wanted)


def chain_of(name: str) -> list[str]:
    """Vectors of the incident in order, those that no report tells left out."""
    return [link.vector for link in incident_of(name).chain if link.told]


def test_every_incident_of_the_library_has_its_case() -> None:
    """At least twelve: fewer would be anecdotes."""
    assert sorted(load_catalog().incidents) == NAMES
    assert len(NAMES) >= 12


@pytest.mark.parametrize("name", NAMES)
def test_the_inventory_holds_together(name: str) -> None:
    """No unknown ids and no circles."""
    assert [*contradictions(inventory_of(name))] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_came_down_is_what_the_incident_says(name: str) -> None:
    """The asset of the case is of the kind that the library names."""
    asset = next(one for one in inventory_of(name).assets if one.id == case_of(name).at)
    assert asset.kind is incident_of(name).came_down


@pytest.mark.parametrize("name", NAMES)
def test_the_chain_is_among_the_worst_paths(name: str) -> None:
    """The vectors in order, ending at the service that was hit worst."""
    chain, service = chain_of(name), incident_of(name).hit[0].service
    told = [(path.service, vectors_of(path)) for path in report_of(name).paths]
    assert any(reached is service and in_order(chain, vectors) for reached, vectors in told), (
        f"{chain} for {service} is not among {told}"
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_would_have_helped_is_among_the_first_actions(name: str) -> None:
    """Every named measure stands within the first ten."""
    first = [action.mitigation for action in report_of(name).actions[:ACTIONS]]
    assert set(incident_of(name).measures) <= set(first)


@pytest.mark.parametrize("name", NAMES)
def test_what_went_on_in_reality_goes_on(name: str) -> None:
    """In nine of ten worlds with the incident, the surviving services were not touched."""
    incident = incident_of(name)
    last = f"{chain_of(name)[-1]}@{case_of(name).at}"
    finding = next(one for one in report_of(name).findings if one.id == last)
    assert incident.hit[0].service in finding.harms
    assert not set(finding.harms) & set(incident.went_on)
