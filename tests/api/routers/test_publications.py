from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.stix import bundle
from ng911risk.exporters.stix.frame import Stix
from ng911risk.store import LOCAL
from ng911risk.store.given_out import Publication
from ng911risk_api.work import publishing
from tests.api.conftest import token_for
from tests.store.conftest import seal_one
from tests.store.sample import NOW
from tests.store.test_published import give, stix


@pytest.fixture
def address(assessment: str) -> str:
    return f"/api/v1/assessments/{assessment}/publications"


def test_nothing_is_published_before_somebody_does(client: TestClient, site: str) -> None:
    assert client.get(f"/api/v1/sites/{site}/publications").json() == []


def test_a_publication_says_who_gave_out_what_at_which_level(
    client: TestClient, site: str, assessment: str, address: str
) -> None:
    made = client.post(address)

    assert made.status_code == 201, made.text
    told = made.json()
    assert told["tlp"] == "amber+strict"
    assert told["kinds"] == ["assessments"]
    assert (told["assessment"], told["number"], told["by_name"]) == (assessment, 1, "test")
    assert told["added"] > 0
    assert made.headers["location"] == f"/api/v1/sites/{site}/publications"
    assert client.get(made.headers["location"]).json() == [told]
    assert client.post(address).json() == told, "the same again"


def test_a_level_can_be_chosen_and_is_in_the_log(
    app: FastAPI, client: TestClient, address: str
) -> None:
    answer = client.post(address, json={"kinds": ["assessments", "catalogue"], "tlp": "amber"})

    assert answer.json()["kinds"] in (["assessments"], ["assessments", "catalogue"])
    with app.state.store.read(LOCAL) as rooms:
        (detail,) = [
            link.entry.detail
            for link in rooms.audit.links()
            if link.entry.action == "assessment.published"
        ]
    assert '"tlp": "amber"' in detail
    assert '"usual": "amber+strict"' in detail


@pytest.mark.parametrize(
    "body", [{"kinds": []}, {"kinds": ["everything"]}, {"tlp": "white"}, {"level": "red"}, []]
)
def test_what_cannot_be_published_is_told(client: TestClient, address: str, body: object) -> None:
    assert client.post(address, json=body).status_code == 422


def test_who_was_a_moment_too_late_is_told_that_the_same_again_helps(
    app: FastAPI, client: TestClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    faster = publish_first(app, monkeypatch)
    late = client.post(address)

    assert late.status_code == 409
    told = late.json()
    assert told["type"] == "urn:ng911risk:problem:meanwhile"
    assert told["title"] == "Somebody was faster; try again"
    assert "publish it again" in told["detail"]
    assert late.headers["retry-after"] == "1"
    assert faster
    again = client.post(address)
    assert again.status_code == 201
    assert again.json()["added"] > 0


def publish_first(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> list[Publication]:
    """Publish an assessment of another site while the next one that comes is made ready."""
    made: list[Publication] = []

    def objects_of(given: ExchangeInput) -> tuple[Stix, ...]:
        if not made:
            with app.state.store.write(LOCAL) as rooms:
                site = rooms.sites.add("Faster County", at=NOW)
                made.append(give(rooms, seal_one(rooms, site.id), stix(77)))
        return bundle.objects_of(given)

    monkeypatch.setattr(publishing, "objects_of", objects_of)
    return made


def test_a_token_that_may_only_read_publishes_nothing(
    app: FastAPI, client: TestClient, site: str, address: str
) -> None:
    reading = {"Authorization": f"Bearer {token_for(app, may_write=False)}"}

    assert client.post(address, headers=reading).status_code == 403
    assert client.get(f"/api/v1/sites/{site}/publications", headers=reading).json() == []


def test_taxii_shows_it_after_that_and_not_before(client: TestClient, address: str) -> None:
    assert client.get("/taxii2/local/collections/").json() == {}
    client.post(address)
    (one,) = client.get("/taxii2/local/collections/").json()["collections"]

    objects = client.get(f"/taxii2/local/collections/{one['id']}/objects/").json()["objects"]
    assert {"identity", "infrastructure", "report"} <= {found["type"] for found in objects}
    assert NOW.strftime("%Y-%m-%dT%H:%M") in {found.get("modified", "")[:16] for found in objects}
