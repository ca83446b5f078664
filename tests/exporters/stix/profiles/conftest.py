"""Exports of all profiles, made once: of the rich input, and of the samples of the package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from ng911risk.engine.assess import assess
from ng911risk.exporters.exchange.given import ExchangeInput, Wishes
from ng911risk.exporters.stix.frame import Stix
from ng911risk.exporters.stix.profiles import profiles
from ng911risk.importers import read_inventory
from ng911risk.model.tlp import Tlp
from tests.exporters.stix.given import INSTALLATION, catalog
from tests.exporters.stix.profiles import rich

SAMPLES = ("pine-county", "harbor-metro", "hollow-legacy", "prairie-hosted")


def shaped(given: ExchangeInput) -> dict[str, Any]:
    """What each profile makes of an input, read back from its bytes."""
    objects = rich.objects(given)
    return {name: json.loads(one.shape(objects, given)) for name, one in profiles().items()}


def inside(made: Any) -> list[Stix]:  # noqa: ANN401 -- a bundle, or the bodies for Sentinel
    """All objects of an export."""
    if isinstance(made, dict):
        return list(made["objects"])
    return [one for body in made for one in body["stixobjects"]]


@pytest.fixture(scope="session")
def with_a_past() -> dict[str, Any]:
    """What each profile makes of the rich input after an earlier one."""
    return shaped(rich.with_a_past())


@cache
def sample(name: str) -> Mapping[str, Any]:
    """What each profile makes of a sample of the package."""
    data = files("ng911risk.samples").joinpath(f"{name}.yaml").read_bytes()
    inventory = read_inventory(data, file=f"{name}.yaml").inventory
    report = assess(
        inventory,
        catalog(),
        at=datetime(2026, 11, 24, 8, tzinfo=UTC),
        tool_version="0.1.0",
        inventory_digest="a" * 64,
    )
    return shaped(
        ExchangeInput(
            report=report,
            inventory=inventory,
            catalog=catalog(),
            site=name,
            installation=INSTALLATION,
            wishes=Wishes(sentinel_tlp=Tlp.RED),
        )
    )
