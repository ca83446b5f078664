"""Two organisations that have published, and programs that read what they did."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from ng911risk.access import Scope, command_line
from ng911risk.model.tlp import Tlp
from ng911risk.store import LOCAL, AssessmentHead, Store
from ng911risk_api.app import create_app
from ng911risk_api.auth.secrets import API_PREFIX, hash_of, new_secret
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from ng911risk_api.taxii.documents import TAXII, Collection, collections_of
from tests.api.conftest import BASE, parts
from tests.store.conftest import new_schema, seal_one
from tests.store.sample import NOW
from tests.store.test_published import give, stix

__all__ = ["parts"]

CANARY: Final = "Zanzibar canary"
COUNT: Final = 12
"""Objects of the first collection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What one organisation has published."""

    scope: Scope
    head: AssessmentHead
    assessments: Collection
    indicators: Collection

    @property
    def root(self) -> str:
        return f"/taxii2/{self.scope.tenant}/"

    def of(self, collection: Collection) -> str:
        """Address of a collection."""
        return f"{self.root}collections/{collection.id}/"

    @property
    def objects(self) -> str:
        """Address of the objects of the first collection."""
        return f"{self.of(self.assessments)}objects/"


class Reader:
    """A program that reads TAXII."""

    def __init__(self, client: TestClient, token: str) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}", "Accept": TAXII}
        self.token = token

    def get(self, address: str, **headers: str) -> Response:
        return self.ask("GET", address, **headers)

    def ask(self, method: str, address: str, **headers: str) -> Response:
        return self.client.request(method, address, headers={**self.headers, **headers})

    def json(self, address: str) -> Any:  # noqa: ANN401 - a document
        answer = self.get(address)
        assert answer.status_code == 200, answer.text
        return answer.json()


def publish(store: Store, scope: Scope, *, name: str = "Cedar County") -> Published:
    """Publish a dozen objects, one of them in two versions, and an indicator."""
    with store.write(scope) as rooms:
        site = rooms.sites.add(name, at=NOW)
        head = seal_one(rooms, site.id)
        installation = rooms.published.name_installation(at=NOW)
        give(rooms, head, *(stix(number, name=name) for number in range(COUNT)))
        give(rooms, head, stix(3, "2026-12-05T00:00:00.000Z", name=name))
        give(rooms, head, stix(90, kind="indicator", name=name), kind="indicators", tlp="green")
    named = {(one.kind, one.tlp): one for one in collections_of(installation)}
    return Published(
        scope=scope,
        head=head,
        assessments=named["assessments", Tlp.AMBER_STRICT],
        indicators=named["indicators", Tlp.GREEN],
    )


def token_of(
    store: Store,
    scope: Scope = LOCAL,
    *,
    site: str | None = None,
    assessment: str | None = None,
    until: datetime = NOW + timedelta(days=30),
    name: str = "siem",
) -> str:
    """Make a token that may read."""
    secret = new_secret(API_PREFIX)
    with store.write(scope) as rooms:
        rooms.tokens.add_api(
            name=name, hash=hash_of(secret), may_write=False, site=site, at=NOW, until=until,
            assessment=assessment,
        )  # fmt: skip
    return secret


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def target(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database for all tests of a module: reading leaves it as it is."""
    if request.param == "sqlite":
        yield str(tmp_path_factory.mktemp("taxii") / "store.sqlite")
        return
    with new_schema() as address:
        yield address


@pytest.fixture(scope="module")
def app(target: str, parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application, not started yet."""
    key = tmp_path_factory.mktemp("key") / "audit.key"
    settings = Settings(
        store=target, database_url="", max_body_bytes=300_000, audit_key_file=str(key)
    )
    return create_app(settings, parts=lambda: parts)


@pytest.fixture(scope="module")
def served(
    target: str, parts: Parts, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, FastAPI]]:
    """Address of a server of this machine, and its application."""
    key = tmp_path_factory.mktemp("key") / "audit.key"
    app = create_app(
        Settings(store=target, database_url="", audit_key_file=str(key)), parts=lambda: parts
    )
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/taxii2/", app
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    """Nobody known; a defect shows as status 500."""
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as started:
        yield started


@pytest.fixture(scope="module")
def store(app: FastAPI, client: TestClient) -> Store:
    opened: Store = app.state.store
    return opened


@pytest.fixture(scope="module")
def mine(store: Store) -> Published:
    """What the local centre has published."""
    return publish(store, LOCAL)


@pytest.fixture(scope="module")
def theirs(store: Store) -> Published:
    """What somebody else has published."""
    return publish(store, new_organisation(store, "other", CANARY), name=CANARY)


@pytest.fixture(scope="module")
def reader(client: TestClient, store: Store) -> Reader:
    """A program with a token of the local centre."""
    return Reader(client, token_of(store))


def new_organisation(store: Store, tenant: str, name: str) -> Scope:
    """Add an organisation."""
    scope = command_line(tenant, name)
    with store.write(scope) as rooms:
        rooms.tenants.add(name, at=NOW)
    return scope
