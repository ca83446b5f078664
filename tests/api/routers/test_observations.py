from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.model.inventory import Environment
from ng911risk.model.observation import ObservationFile
from ng911risk.records import to_json, to_yaml
from ng911risk.store import LOCAL
from tests.api.conftest import YAML, token_for
from tests.api.work.seen import ADDRESSED, WANTED, seen
from tests.store.sample import NOW

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def address(client: TestClient, site: str) -> str:
    """Where the observations of a site that knows its addresses are."""
    answer = client.post(
        f"/api/v1/sites/{site}/inventories", content=to_yaml(ADDRESSED), headers=YAML
    )
    assert answer.status_code == 201, answer.text
    return f"/api/v1/sites/{site}/observations"


def test_what_was_seen_is_posted_promoted_and_withdrawn(client: TestClient, address: str) -> None:
    one = seen()
    file = to_json(ObservationFile(observations=(one,)))

    posted = client.post(address, content=file, headers=JSON)
    assert posted.status_code == 201, posted.text
    assert posted.json() == {"added": 1, "known": 0, "decisions_not_taken": 0}

    made = client.post(f"{address}/{one.id}/promotion", content=to_json(WANTED), headers=JSON)
    assert made.status_code == 201, made.text
    assert made.json()["by"] == "test"
    found = client.get(address).json()
    assert [row["id"] for row in found["observations"]] == [one.id]
    assert found["promotions"] == [made.json()]

    gone = client.delete(f"{address}/{one.id}/promotion")
    assert gone.status_code == 200
    assert gone.json()["withdrawn_on"] is not None
    assert client.delete(f"{address}/{one.id}/promotion").status_code == 404
    again = client.post(f"{address}/{one.id}/promotion", content=to_json(WANTED), headers=JSON)
    assert again.status_code == 409


def test_a_refusal_names_every_reason(client: TestClient, address: str) -> None:
    bad = seen("10.1.2.3", environment=Environment.LAB)
    client.post(address, content=to_json(ObservationFile(observations=(bad,))), headers=JSON)
    wanted = replace(WANTED, valid_until=NOW + timedelta(days=91))

    answer = client.post(f"{address}/{bad.id}/promotion", content=to_json(wanted), headers=JSON)

    assert answer.status_code == 422
    reasons = [one["message"] for one in answer.json()["problems"]]
    assert len(reasons) == 3
    assert any("lab" in one for one in reasons)
    assert any("private" in one for one in reasons)
    assert any("90 days" in one for one in reasons)
    assert client.get(address).json()["promotions"] == []


def test_a_file_with_a_problem_is_refused_with_its_place(client: TestClient, address: str) -> None:
    text = to_yaml(ObservationFile(observations=(seen(),))).replace(b"9.9.9.9", b"9.9.9.8")

    answer = client.post(f"{address}?file=lab.yaml", content=text, headers=YAML)

    assert answer.status_code == 422
    [problem] = answer.json()["problems"]
    assert problem["place"].startswith("lab.yaml:")
    assert "changed by hand" in problem["message"]
    assert (
        client.post(address, content=b"x", headers={"Content-Type": "text/csv"}).status_code == 415
    )


def test_a_token_that_may_only_read_adds_and_decides_nothing(
    app: FastAPI, client: TestClient, address: str
) -> None:
    one = seen()
    file = to_json(ObservationFile(observations=(one,)))
    client.post(address, content=file, headers=JSON)
    client.headers["Authorization"] = f"Bearer {token_for(app, may_write=False)}"

    assert client.post(address, content=file, headers=JSON).status_code == 403
    made = client.post(f"{address}/{one.id}/promotion", content=to_json(WANTED), headers=JSON)
    assert made.status_code == 403
    assert client.delete(f"{address}/{one.id}/promotion").status_code == 403


def test_looking_is_in_the_log(app: FastAPI, client: TestClient, address: str) -> None:
    client.get(address)

    with app.state.store.read(LOCAL) as rooms:
        assert "observations.listed" in rooms.audit.actions()
