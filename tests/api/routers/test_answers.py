from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.conftest import token_for

BACKUPS = "tested-offline-backups"
FACTORY = "default-credentials@cad"


def put(client: TestClient, site: str, subject: str, **body: Any) -> Response:  # noqa: ANN401 - whatever a program sends
    return client.put(f"/api/v1/sites/{site}/answers/{subject}", json=body)


def test_an_answer_is_saved_and_listed(client: TestClient, site: str, inventory: str) -> None:
    saved = put(client, site, FACTORY, value="no", said_by="Vendor", note="two cameras")

    assert saved.status_code == 200, saved.text
    assert saved.json() == {
        "subject": FACTORY,
        "number": 1,
        "value": "no",
        "note": "two cameras",
        "said_by": "Vendor",
        "by_name": "test",
        "at": "2026-11-24T08:30:00Z",
    }
    assert client.get(f"/api/v1/sites/{site}/answers").json() == [saved.json()]


def test_answers_change_what_is_assessed(client: TestClient, site: str, inventory: str) -> None:
    put(client, site, BACKUPS, value="yes")

    head = client.post(f"/api/v1/sites/{site}/assessments").json()

    assert head["inventory_digest"] != inventory
    check = client.get(f"/api/v1/assessments/{head['id']}/verify").json()
    assert check["holds"], check["differences"]


def test_a_program_overwrites_nobody(client: TestClient, site: str, inventory: str) -> None:
    put(client, site, BACKUPS, value="yes")

    refused = put(client, site, BACKUPS, value="no")

    assert refused.status_code == 409
    assert "answered this meanwhile" in refused.json()["detail"]
    assert put(client, site, BACKUPS, value="no", seen=1).json()["number"] == 2


def test_the_same_request_twice_has_one_effect(
    client: TestClient, site: str, inventory: str
) -> None:
    answers = [put(client, site, BACKUPS, value="yes").json() for _ in range(2)]

    assert answers[0] == answers[1]


@pytest.mark.parametrize("subject", ["gone", "gone@cad", "default-credentials@gone", "@"])
def test_what_is_not_asked_cannot_be_answered(
    client: TestClient, site: str, inventory: str, subject: str
) -> None:
    assert put(client, site, subject, value="yes").status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"value": "maybe"}, {"value": "yes", "by_name": "Sam"}, {"value": "yes", "seen": "1"}],
)
def test_a_body_that_does_not_fit_is_refused(
    client: TestClient, site: str, inventory: str, body: dict[str, Any]
) -> None:
    assert put(client, site, BACKUPS, **body).status_code == 422


def test_a_note_that_is_too_long_is_refused(client: TestClient, site: str, inventory: str) -> None:
    refused = put(client, site, BACKUPS, value="yes", note="x" * 2001)

    assert refused.status_code == 422
    assert refused.json()["problems"][0]["field"] == "note"


def test_a_token_that_only_reads_does_not_answer(
    app: FastAPI, client: TestClient, site: str, inventory: str
) -> None:
    client.headers["Authorization"] = f"Bearer {token_for(app, may_write=False)}"

    assert put(client, site, BACKUPS, value="yes").status_code == 403
    assert client.get(f"/api/v1/sites/{site}/answers").json() == []
