"""A running application on a real database, with a small engine and catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.content import load_catalog
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import RiskReport
from ng911risk.records import to_json, to_yaml
from ng911risk_api.app import create_app
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from tests.store.conftest import target
from tests.store.sample import INVENTORY, NOW, report_on

__all__ = ["target"]

BASE = "http://127.0.0.1"
YAML = {"Content-Type": "application/yaml"}


def small_assess(
    inventory: Inventory,
    _: object,
    *,
    at: datetime,
    seed: int,
    **__: Any,  # noqa: ANN401 - the rest does not matter
) -> RiskReport:
    """Stand in for the engine: complete in form, empty in content, and quick."""
    return report_on(inventory, at=at, seed=seed)


@pytest.fixture(scope="session")
def parts() -> Parts:
    """The real catalogue, a small engine, and a clock that stands."""
    return Parts(catalog=load_catalog(), assess=small_assess, tool_version="0.1.0", now=lambda: NOW)


@pytest.fixture
def app(target: str, parts: Parts) -> FastAPI:
    """The application, not started yet."""
    settings = Settings(store=target, database_url="", max_body_bytes=300_000)
    return create_app(settings, parts=lambda: parts)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of the started application that shows a defect as status 500."""
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as started:
        yield started


@pytest.fixture
def site(client: TestClient) -> str:
    """Id of a site."""
    answer = client.post("/api/v1/sites", json={"name": "Cedar County"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.fixture
def inventory(client: TestClient, site: str) -> str:
    """Digest of its inventory."""
    answer = client.post(
        f"/api/v1/sites/{site}/inventories", content=to_yaml(INVENTORY), headers=YAML
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["inventory"]["digest"])


@pytest.fixture
def assessment(client: TestClient, site: str, inventory: str) -> str:
    """Id of its assessment."""
    answer = client.post(f"/api/v1/sites/{site}/assessments")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


INVENTORY_JSON = to_json(INVENTORY)
