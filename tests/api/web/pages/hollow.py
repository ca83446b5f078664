"""A site with an inventory from the samples, and its result, worked out once for all tests."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import pytest
from fastapi import FastAPI

from ng911risk.content import load_catalog
from ng911risk.engine.assess import Opened, open_assessment, report_of
from ng911risk.importers import read_inventory
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import RiskReport
from ng911risk.records import to_json
from ng911risk.store import LOCAL, Store, places_of
from ng911risk_api.parts import Parts
from ng911risk_api.work.draft import draft_of
from ng911risk_api.work.workbench import Result
from tests.api.conftest import Browser, small_assess
from tests.store.sample import NOW

SAMPLE = "hollow-legacy.yaml"
LONG_S = 60.0


@pytest.fixture(scope="session")
def parts() -> Parts:
    """The real engine, which remembers what it was asked."""
    opened: dict[bytes, Opened] = {}
    reports: dict[int, RiskReport] = {}

    def open_once(inventory: Inventory, *rest: Any, **more: Any) -> Opened:  # noqa: ANN401
        key = to_json(inventory)
        if key not in opened:
            opened[key] = open_assessment(inventory, *rest, **more)
        return opened[key]

    def report_once(one: Opened, **more: Any) -> RiskReport:  # noqa: ANN401
        if id(one) not in reports:
            reports[id(one)] = report_of(one, **more)
        return reports[id(one)]

    return Parts(
        catalog=load_catalog(),
        assess=small_assess,
        open_assessment=open_once,
        report_of=report_once,
        tool_version="0.1.0",
        now=lambda: NOW,
    )


@pytest.fixture
def hollow(app: FastAPI, browser: Browser) -> str:
    """Id of a site whose result is there."""
    site = described(app)
    result_of(app, site)
    return site


def described(app: FastAPI, name: str = "Hollow County") -> str:
    """Add a site with the inventory of the sample; nothing is worked out yet."""
    found = _read()
    store: Store = app.state.store
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add(name, at=NOW)
        rooms.inventories.add(
            site.id,
            found.inventory,
            file=SAMPLE,
            digest=found.digest,
            places=places_of(found.inventory, found.place),
            at=NOW,
        )
    return site.id


def result_of(app: FastAPI, site: str) -> Result:
    """Wait for the result of a site."""
    store: Store = app.state.store
    with store.read(LOCAL) as rooms:
        draft = draft_of(rooms, site, LOCAL.tenant, app.state.parts.catalog)
    live = app.state.workbench.live(draft, wait_s=LONG_S)
    assert live.current, live
    result: Result = live.result
    return result


@cache
def _read() -> Any:  # noqa: ANN401 - what the importer gives
    data = resources.files("ng911risk.samples").joinpath(SAMPLE).read_bytes()
    return read_inventory(data, file=SAMPLE)
