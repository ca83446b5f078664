from __future__ import annotations

from fastapi.testclient import TestClient

from ng911risk.errors import StoreError
from ng911risk.store import Store
from ng911risk_api.parts import Parts


def test_health_is_ok_while_the_database_answers(client: TestClient) -> None:
    assert client.get("/api/v1/health").json() == {"status": "ok", "database": "ok"}


def test_health_says_when_the_database_does_not_answer(client: TestClient) -> None:
    store: Store = client.app.state.store  # type: ignore[attr-defined] # any ASGI application
    check = store.check

    def fail() -> None:
        raise StoreError("The database cannot be used now; nothing was changed.")

    store.check = fail  # type: ignore[method-assign] # stands in for a database that is gone
    answer = client.get("/api/v1/health")
    store.check = check  # type: ignore[method-assign] # as it was

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_version_says_what_is_running(client: TestClient, parts: Parts) -> None:
    answer = client.get("/api/v1/version").json()

    assert answer == {
        "tool": "0.1.0",
        "catalog": parts.catalog.version,
        "catalog_digest": parts.catalog.digest,
    }
