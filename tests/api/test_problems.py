from __future__ import annotations

import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.errors import InputError, Problem, StoreError
from ng911risk.store import LOCAL
from ng911risk.store.audit import AuditLog
from ng911risk_api.problems import problem_response
from tests.api.conftest import BASE, sign_in


@pytest.fixture
def failing(app: FastAPI) -> FastAPI:
    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret of the inside")

    @app.get("/api/v1/defect")
    def defect() -> None:
        raise RuntimeError("secret of the inside")

    @app.get("/api/v1/input")
    def wrong() -> None:
        raise InputError([Problem(file="a", message="one \ud800"), Problem(file="b", message="2")])

    return app


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/api/v1/nothing", 404), ("DELETE", "/api/v1/sites", 405)],
)
def test_an_address_that_is_none_is_a_problem_document(
    client: TestClient, method: str, address: str, status: int
) -> None:
    answer = client.request(method, address)

    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "address", "status"), [("GET", "/no", 404), ("PUT", "/", 405)])
def test_a_person_gets_a_page_instead(
    stranger: TestClient, method: str, address: str, status: int
) -> None:
    answer = stranger.request(method, address)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>" in answer.text


def test_a_person_is_told_of_a_defect_in_a_page_that_tells_nothing_of_the_inside(
    failing: FastAPI,
) -> None:
    with TestClient(failing, base_url=BASE, raise_server_exceptions=False) as client:
        answer = client.get("/broken")

    assert answer.status_code == 500
    assert "A defect of ours" in answer.text
    assert "secret" not in answer.text


def test_a_defect_tells_nothing_of_the_inside(failing: FastAPI) -> None:
    with TestClient(failing, base_url=BASE, raise_server_exceptions=False) as client:
        answer = client.get("/api/v1/defect")

    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:ng911risk:problem:defect"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_message_that_no_text_may_hold_still_makes_json(failing: FastAPI) -> None:
    with TestClient(failing, base_url=BASE, raise_server_exceptions=False) as client:
        answer = client.get("/api/v1/input")

    assert answer.status_code == 422
    assert [one["place"] for one in json.loads(answer.content)["problems"]] == ["a", "b"]


def test_what_is_left_out_is_told_from_the_status() -> None:
    document = json.loads(bytes(problem_response(413).body))

    assert document["type"].startswith("urn:ng911risk:problem:")
    assert document["title"]
    assert document["detail"] == "The request is too large."


def test_what_a_role_does_not_allow_is_entered_and_refused(
    app: FastAPI, stranger: TestClient
) -> None:
    viewer = sign_in(app, stranger, Role.VIEWER)

    assert viewer.get("/settings/people").status_code == 403

    with app.state.store.read(LOCAL) as rooms:
        entry = list(rooms.audit.links())[-1].entry
    assert (entry.action, entry.outcome) == ("request.refused", "refused")
    assert entry.actor_name == Role.VIEWER.words
    assert json.loads(entry.detail) == {
        "needs": "manage-people",
        "route": "GET /settings/people",
    }


def test_a_refusal_that_cannot_be_entered_is_told(
    app: FastAPI, stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = sign_in(app, stranger, Role.VIEWER)

    def fail(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(AuditLog, "add", fail)

    assert viewer.get("/settings/people").status_code == 503
