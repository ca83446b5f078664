from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from ng911risk.access import Permission, Role, permissions_of
from ng911risk.store.people_tables import TokenRow
from ng911risk_api.auth.visitor import Allow, scope_of
from tests.api.accounts import LOGIN, Clock, add, app, clock, is_in, signed_in
from tests.api.conftest import token_for

__all__ = ["app", "clock"]

SITES = "/api/v1/sites"


def used_at(app: FastAPI) -> str | None:
    with app.state.store._engines.reading.connect() as connection:
        found: str | None = connection.execute(select(TokenRow.used_at)).scalar_one()
    return found


def test_the_use_of_a_token_is_noted_at_most_once_a_minute(
    app: FastAPI, stranger: TestClient, clock: Clock
) -> None:
    stranger.headers["Authorization"] = f"Bearer {token_for(app)}"
    noted = []
    for seconds in (0, 59, 1):
        clock.move(seconds=seconds)
        assert stranger.get(SITES).status_code == 200
        noted.append(used_at(app))

    assert noted[0] == noted[1]
    assert noted[2] != noted[1]


@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic eDp5", "bearer x.y"]
)
def test_what_is_no_token_is_nobody(app: FastAPI, stranger: TestClient, said: str) -> None:
    token_for(app)

    answer = stranger.get(SITES, headers={"Authorization": said})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_ends(app: FastAPI, stranger: TestClient, clock: Clock) -> None:
    stranger.headers["Authorization"] = f"Bearer {token_for(app)}"
    assert stranger.get(SITES).status_code == 200

    clock.move(days=30)

    assert stranger.get(SITES).status_code == 401


def test_a_person_may_do_in_their_own_organisation_what_their_role_says(
    app: FastAPI, stranger: TestClient
) -> None:
    add(app, Role.ASSESSOR)
    signed_in(stranger)
    with app.state.store.door() as door:
        user = door.user_named(LOGIN)

    scope = scope_of(user)

    assert (scope.tenant, scope.user, scope.via) == ("local", user.id, "page")
    assert scope.permissions == permissions_of(Role.ASSESSOR)
    assert stranger.get("/settings/people").status_code == 403
    assert is_in(stranger)


def test_a_session_that_is_used_goes_on_and_writes_once_a_minute(
    app: FastAPI, stranger: TestClient, clock: Clock
) -> None:
    add(app)
    signed_in(stranger)

    def seen() -> object:
        with app.state.store.door() as door:
            return door.user_named(LOGIN)

    clock.move(seconds=30)
    assert is_in(stranger)
    clock.now += timedelta(seconds=31)
    assert is_in(stranger)
    assert seen() is not None


def test_a_route_names_its_permission() -> None:
    assert Allow(Permission.SEAL).permission is Permission.SEAL
