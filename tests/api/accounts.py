"""People with accounts, and a clock that a test moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from ng911risk.access import Role
from ng911risk.store import LOCAL, Scope, Store
from ng911risk.store.people_tables import AuditRow
from ng911risk_api.app import create_app
from ng911risk_api.auth.passwords import hashed
from ng911risk_api.auth.secrets import form_token
from ng911risk_api.auth.visitor import COOKIE
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from tests.api.conftest import HTTPS, PASSWORD, Browser
from tests.store.sample import NOW

NEW_PASSWORD = "the kettle sings at dusk"  # noqa: S105 - of a person who is not there
LOGIN = "pat@example.org"


@dataclass
class Clock:
    """What time it is."""

    now: datetime = NOW

    def move(self, **words: float) -> None:
        """Let time go by."""
        self.now += timedelta(**words)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(target: str, parts: Parts, clock: Clock) -> FastAPI:
    """The application with that clock."""
    moving = replace(parts, now=lambda: clock.now)
    return create_app(Settings(store=target, database_url=""), parts=lambda: moving)


@contextmanager
def another(app: FastAPI) -> Iterator[TestClient]:
    """One more browser, of an application that runs already."""
    client = TestClient(app, base_url=HTTPS, raise_server_exceptions=False, follow_redirects=False)
    try:
        yield client
    finally:
        client.close()


def add(
    app: FastAPI,
    role: Role = Role.PSAP_ADMINISTRATOR,
    login: str = LOGIN,
    scope: Scope = LOCAL,
    password: str = PASSWORD,
) -> str:
    """Id of a new person."""
    until = NOW + timedelta(days=300) if role is Role.AUDITOR else None
    store: Store = app.state.store
    with store.write(scope) as rooms:
        return rooms.users.add(
            login=login,
            name=login.partition("@")[0].title(),
            role=role,
            password_hash=hashed(password),
            at=NOW,
            until=until,
        )


def give(client: TestClient, login: str = LOGIN, password: str = PASSWORD, **more: str) -> Response:
    """Answer to name and password."""
    return client.post("/sign-in", data={"login": login, "password": password, **more})


def signed_in(client: TestClient, login: str = LOGIN, password: str = PASSWORD) -> Browser:
    """Sign in through the page."""
    answer = give(client, login, password)
    assert answer.status_code == 303, answer.text
    return current(client)


def current(client: TestClient) -> Browser:
    """Browser with the session that the client has now."""
    return Browser(client, form_token(client.cookies[COOKIE]))


def is_in(client: TestClient) -> bool:
    """Whether the client is signed in."""
    return client.get("/account").status_code == 200


def told(app: FastAPI, action: str) -> list[tuple[str, str]]:
    """Object and outcome of the entries of the audit log for `action`."""
    with app.state.store._engines.reading.connect() as connection:
        query = select(AuditRow.object, AuditRow.outcome).where(AuditRow.action == action)
        return [tuple(row) for row in connection.execute(query.order_by(AuditRow.number))]


def hidden(page: str, name: str) -> str:
    """Value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


def words_of(answer: Any) -> str:  # noqa: ANN401 - of any client
    """Text of a page on one line."""
    return " ".join(unescape(answer.text).split())
