"""The application as a whole; small modules without logic of their own are tested through it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from anyio import from_thread, to_thread
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event

from ng911risk.store import LOCAL, Store
from ng911risk_api.app import create_app
from ng911risk_api.settings import Settings
from tests.api.conftest import BASE, token_for


def test_nothing_happens_at_import(tmp_path: Path) -> None:
    code = "import ng911risk_api.app, ng911risk_api.serve, ng911risk_api.settings"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_making_the_application_opens_nothing(tmp_path: Path) -> None:
    create_app(Settings(store=str(tmp_path / "store.sqlite"), database_url=""))

    assert list(tmp_path.iterdir()) == []


def test_few_requests_are_worked_on_at_once(client: TestClient) -> None:
    def tokens() -> float:
        return from_thread.run_sync(lambda: to_thread.current_default_thread_limiter().total_tokens)

    app: FastAPI = client.app  # type: ignore[assignment] # it is one
    app.add_api_route("/tokens", tokens)

    assert client.get("/tokens").json() == 2


def test_what_was_stored_is_there_after_a_restart(app: FastAPI) -> None:
    with TestClient(app, base_url=BASE) as first:
        token = {"Authorization": f"Bearer {token_for(app)}"}
        first.post("/api/v1/sites", json={"name": "Cedar County"}, headers=token)
    with TestClient(app, base_url=BASE) as second:
        [site] = second.get("/api/v1/sites", headers=token).json()

    assert site["name"] == "Cedar County"


def test_what_still_reads_when_the_server_stops_leaves_no_connection_open(app: FastAPI) -> None:
    reading, may_end = threading.Event(), threading.Event()
    given: list[Any] = []
    closed: list[Any] = []

    def read(store: Store) -> None:
        with store.read(LOCAL) as rooms:
            rooms.sites.all()
            reading.set()
            may_end.wait(10)

    with TestClient(app, base_url=BASE):
        store = app.state.store
        pool = store._engines.reading.pool
        event.listen(pool, "checkout", lambda connection, *_: given.append(connection))
        event.listen(pool, "close", lambda connection, _: closed.append(connection))
        work = app.state.comparer._pool.submit(read, store)
        assert reading.wait(10)
    may_end.set()
    work.result()

    assert given
    assert {id(one) for one in given} <= {id(one) for one in closed}


def test_no_page_of_the_framework_loads_scripts_from_elsewhere(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
