"""
Calm where calm is due: well-run centres end without a high risk, and not by turning numbers.

Five made-up centres of different kinds, each as a reasonable director would call well run: the
measures that matter are in place and tried, some only partly, and a few answers are unknown.
docs/method.md, "Calm where calm is due", tells what had to be mended in the model for them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess
from ng911risk.model.consistency import contradictions
from ng911risk.model.inventory import Inventory, ServiceKind
from ng911risk.model.report import RiskReport
from ng911risk.model.scales import Level, Stage, Status
from ng911risk.records import read_record

FOLDER: Final = Path(__file__).parent / "calm"
NAMES: Final = sorted(file.stem for file in FOLDER.glob("*.yaml"))
AT: Final = datetime(2026, 11, 24, tzinfo=UTC)
KEYS: Final = ("practised-manual-dispatch", "tested-offline-backups", "alternate-routing")
"""Three measures without which none of them is calm."""


@cache
def sample(name: str) -> Inventory:
    """One well-run centre."""
    file = f"{name}.yaml"
    return read_record(Inventory, (FOLDER / file).read_bytes(), file=file).value


@cache
def report(name: str, without: tuple[str, ...] = ()) -> RiskReport:
    """Its report, with some measures taken away."""
    inventory = sample(name)
    controls = tuple(
        replace(answer, status=Status.NO) if answer.mitigation in without else answer
        for answer in inventory.controls
    )
    return assess(
        replace(inventory, controls=controls),
        load_catalog(),
        at=AT,
        tool_version="test",
        inventory_digest="0" * 64,
    )


def loud(found: RiskReport) -> list[str]:
    """Everything whose risk is high or very high."""
    services = [one.service.value for one in found.services if one.risk.rank >= Level.HIGH.rank]
    return services + [one.id for one in found.findings if one.risk.rank >= Level.HIGH.rank]


def test_they_are_five_of_every_stage() -> None:
    assert len(NAMES) == 5
    assert {sample(name).site.stage for name in NAMES} == set(Stage)


@pytest.mark.parametrize("name", NAMES)
def test_they_are_whole_and_honest(name: str) -> None:
    inventory, catalog = sample(name), load_catalog()
    said = {answer.mitigation: answer.status for answer in inventory.controls}

    assert [*contradictions(inventory)] == []
    assert set(said) <= set(catalog.mitigations)
    assert {service.kind for service in inventory.services} == set(ServiceKind)
    assert set(said.values()) == {Status.YES, Status.PARTLY, Status.UNKNOWN}
    assert set(said) < set(catalog.mitigations), "nobody has answered everything"
    assert all(said[name] is Status.YES for name in KEYS)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_a_high_risk(name: str) -> None:
    found = report(name)

    assert loud(found) == []
    assert found.findings, "calm is not empty"


@pytest.mark.parametrize("name", NAMES)
def test_what_still_happens_is_told(name: str) -> None:
    """A calm report names its moderate risks and its worst paths, and does not say never."""
    found = report(name)

    assert any(one.risk is Level.MODERATE for one in found.findings)
    assert found.paths
    assert 0.1 < found.harm.likely < 3.0


@pytest.mark.parametrize("name", NAMES)
def test_three_measures_taken_away_make_it_loud_again(name: str) -> None:
    before, after = report(name), report(name, KEYS)

    assert ServiceKind.DISPATCH.value in loud(after)
    assert after.harm.likely > 1.4 * before.harm.likely
    assert set(KEYS) & {action.mitigation for action in after.actions[:3]}
