from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from ng911risk.store import LOCAL, Store

JSON = {"Content-Type": "application/json"}


def damage(client: TestClient) -> None:
    """Change a sealed report behind everybody's back."""
    store: Store = client.app.state.store  # type: ignore[attr-defined] # any ASGI application
    with store.write(LOCAL) as rooms:
        session = rooms.sites._session
        on = "" if session.get_bind().dialect.name == "sqlite" else " ON assessments"
        session.execute(text(f"DROP TRIGGER assessments_no_update{on}"))
        session.execute(text("UPDATE assessments SET seed = 5"))


def test_an_assessment_is_made_listed_and_shown(
    client: TestClient, site: str, inventory: str, assessment: str
) -> None:
    [head] = client.get(f"/api/v1/sites/{site}/assessments").json()

    assert head == client.get(f"/api/v1/assessments/{assessment}").json()
    assert head["inventory_digest"] == inventory
    assert head["made_at"] == "2026-11-24T08:30:00Z"


def test_moment_and_seed_can_be_given(client: TestClient, site: str, inventory: str) -> None:
    answer = client.post(
        f"/api/v1/sites/{site}/assessments", json={"at": "2026-12-01T10:30:00+02:00", "seed": 7}
    )

    assert answer.status_code == 201
    assert answer.json()["made_at"] == "2026-12-01T08:30:00Z"
    assert answer.json()["seed"] == 7


@pytest.mark.parametrize(
    "body",
    [
        b'{"at": "2026-12-01T08:30:00"}',
        b'{"at": "0001-01-01T00:00:00+14:00"}',
        b'{"at": "9999-12-31T23:59:59-14:00"}',
        b'{"at": 1e999}',
        b'{"at": 5}',
        b'{"seed": -1}',
        b'{"seed": 9223372036854775808}',
        b'{"seed": 1.5}',
        b'{"seed": true}',
        b'{"seed": NaN}',
        b'{"tool_version": "9"}',
    ],
)
def test_a_hostile_wish_is_a_problem(
    client: TestClient, site: str, inventory: str, body: bytes
) -> None:
    answer = client.post(f"/api/v1/sites/{site}/assessments", content=body, headers=JSON)

    assert answer.status_code == 422, answer.text
    assert answer.json()["problems"]


def test_without_inventory_there_is_nothing_to_assess(client: TestClient, site: str) -> None:
    answer = client.post(f"/api/v1/sites/{site}/assessments")

    assert answer.status_code == 404
    assert "no inventory yet" in answer.json()["detail"]


def test_a_seal_that_holds_is_confirmed(client: TestClient, assessment: str) -> None:
    answer = client.get(f"/api/v1/assessments/{assessment}/verify").json()

    assert (answer["holds"], answer["differences"]) == (True, [])


def test_a_broken_seal_is_told(client: TestClient, assessment: str) -> None:
    damage(client)

    answer = client.get(f"/api/v1/assessments/{assessment}/verify").json()

    assert answer["holds"] is False
    assert "The report and its record disagree about seed." in answer["differences"]


def test_a_damaged_report_is_never_shown(client: TestClient, assessment: str) -> None:
    damage(client)

    answer = client.get(f"/api/v1/assessments/{assessment}/report")

    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:ng911risk:problem:seal-broken"
