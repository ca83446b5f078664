"""A running application on a real database, with a small engine and catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from ng911risk.access import Role
from ng911risk.content import load_catalog
from ng911risk.engine.assess import open_assessment, report_of
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import RiskReport
from ng911risk.records import to_json, to_yaml
from ng911risk.store import LOCAL, Store
from ng911risk_api.app import create_app
from ng911risk_api.auth.passwords import hashed
from ng911risk_api.auth.secrets import API_PREFIX, form_token, hash_of, new_secret
from ng911risk_api.auth.visitor import COOKIE
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from tests.store.conftest import target
from tests.store.sample import INVENTORY, NOW, report_on

__all__ = ["target"]

BASE = "http://127.0.0.1"
HTTPS = "https://127.0.0.1"
"""The cookie of a session is sent over a secure connection only."""

PASSWORD = "correct horse battery staple"  # noqa: S105 - of a person who is not there
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
    return Parts(
        catalog=load_catalog(),
        assess=small_assess,
        open_assessment=open_assessment,
        report_of=report_of,
        tool_version="0.1.0",
        now=lambda: NOW,
    )


@pytest.fixture
def app(target: str, parts: Parts) -> FastAPI:
    """The application, not started yet."""
    settings = Settings(store=target, database_url="", max_body_bytes=300_000)
    return create_app(settings, parts=lambda: parts)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A program with a token that may write; a defect shows as status 500."""
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as started:
        started.headers["Authorization"] = f"Bearer {token_for(app)}"
        yield started


@pytest.fixture
def stranger(app: FastAPI) -> Iterator[TestClient]:
    """Nobody known. Redirects are shown, not followed."""
    with TestClient(
        app, base_url=HTTPS, raise_server_exceptions=False, follow_redirects=False
    ) as started:
        yield started


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Browser]:
    """The administrator of the local centre, signed in with a browser."""
    with TestClient(app, base_url=HTTPS, raise_server_exceptions=False) as started:
        yield sign_in(app, started)


class Browser:
    """A client that is signed in and puts the token of its session into every form."""

    def __init__(self, client: TestClient, csrf: str) -> None:
        self.client, self.csrf = client, csrf

    def get(self, address: str, **more: Any) -> Response:  # noqa: ANN401 - what the client takes
        return self.client.get(address, **more)

    def post(self, address: str, data: dict[str, Any] | None = None, **more: Any) -> Response:  # noqa: ANN401
        return self.client.post(address, data={"csrf": self.csrf, **(data or {})}, **more)


def sign_in(app: FastAPI, client: TestClient, role: Role = Role.PSAP_ADMINISTRATOR) -> Browser:
    """Begin a session of the person of the local centre with `role`, who is added once."""
    store: Store = app.state.store
    login = f"{role.value}@example.org"
    with store.door() as door:
        known = door.user_named(login)
    if known is None:
        with store.write(LOCAL) as rooms:
            user = rooms.users.add(
                login=login,
                name=role.words,
                role=role,
                password_hash=_hashed(),
                at=NOW,
                until=NOW + timedelta(days=30) if role is Role.AUDITOR else None,
            )
    else:
        user = known.id
    secret = new_secret()
    with store.write(LOCAL) as rooms:
        rooms.sessions.add(
            hash_of(secret), user=user, agent="test", at=NOW, until=NOW + timedelta(hours=12)
        )
    client.cookies.set(COOKIE, secret, path="/")
    return Browser(client, form_token(secret))


@cache
def _hashed() -> str:
    """Slow on purpose, so once."""
    return hashed(PASSWORD)


def token_for(app: FastAPI, *, may_write: bool = True, site: str | None = None) -> str:
    """Make a token of a program."""
    secret = new_secret(API_PREFIX)
    with app.state.store.write(LOCAL) as rooms:
        rooms.tokens.add_api(
            name="test",
            hash=hash_of(secret),
            may_write=may_write,
            site=site,
            at=NOW,
            until=NOW + timedelta(days=30),
        )
    return secret


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
