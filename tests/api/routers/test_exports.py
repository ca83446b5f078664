from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ng911risk.access import Role
from ng911risk.store import LOCAL
from ng911risk.store.people_tables import AuditRow
from ng911risk_api.auth.secrets import API_PREFIX, hash_of, new_secret
from tests.api.conftest import sign_in, token_for
from tests.api.work.test_exchange_desk import PROMOTED, SEEN
from tests.exporters.exchange.made_up import offer
from tests.store.sample import NOW


@pytest.fixture(autouse=True)
def _made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch)


@pytest.fixture
def address(assessment: str) -> str:
    return f"/api/v1/assessments/{assessment}"


def _told(app: object) -> list[tuple[str, str]]:
    engines = app.state.store._engines  # type: ignore[attr-defined] # of the application
    with Session(engines.reading) as session:
        query = select(AuditRow).where(AuditRow.action == "assessment.exported")
        return [(row.object, str(row.detail)) for row in session.scalars(query)]


def test_the_list_says_whom_each_serves(client: TestClient, address: str) -> None:
    lines = client.get(f"{address}/exports").json()

    assert [one["name"] for one in lines] == ["stix", "stix-misp", "stix-sentinel", "oscal-made-up"]
    assert lines[-1]["audience"] == "auditor"
    assert lines[0]["serves"] == "Whoever has a stix: they load it"


def test_every_export_of_the_list_can_be_fetched(
    client: TestClient, address: str, assessment: str
) -> None:
    for line in client.get(f"{address}/exports").json():
        answer = client.get(f"{address}/exports/{line['name']}", params={"sentinel_tlp": "red"})

        assert answer.status_code == 200, answer.text
        told = answer.json()
        head = client.get(address).json()
        assert told["seal"] == head["content_hash"]
        assert told["site"] == head["site"]
        saved = f'attachment; filename="cedar-county-2026-11-24-{line["name"]}{line["ending"]}"'
        assert answer.headers["Content-Disposition"] == saved
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_stix_of_a_profile_is_the_same_bytes(client: TestClient, address: str) -> None:
    for profile, name in (("misp", "stix-misp"), ("generic", "stix")):
        short = client.get(f"{address}/stix", params={"profile": profile})
        long = client.get(f"{address}/exports/{name}")

        assert short.content == long.content
        assert short.headers["ETag"] == long.headers["ETag"]


def test_what_a_client_has_is_not_sent_again_but_entered(client: TestClient, address: str) -> None:
    first = client.get(f"{address}/stix")
    tag = {"If-None-Match": first.headers["ETag"]}
    before = len(_told(client.app))

    again = client.get(f"{address}/stix", headers=tag)

    assert (again.status_code, again.content) == (304, b"")
    assert len(_told(client.app)) == before + 1
    wished = client.get(f"{address}/stix", params={"people": "true"}, headers=tag)
    assert wished.status_code == 200


def test_a_promotion_that_was_withdrawn_is_never_told_to_be_unchanged(
    app: FastAPI, client: TestClient, address: str
) -> None:
    site = client.get(address).json()["site"]
    tags = [client.get(f"{address}/stix").headers["ETag"]]
    with app.state.store.write(LOCAL) as rooms:
        rooms.observations.add(site, (SEEN,), at=NOW)
    for promotion in (PROMOTED, replace(PROMOTED, withdrawn_on=NOW)):
        with app.state.store.write(LOCAL) as rooms:
            rooms.observations.decide(site, promotion, at=NOW)

        answer = client.get(f"{address}/stix", headers={"If-None-Match": ", ".join(tags)})

        assert answer.status_code == 200
        tags.append(answer.headers["ETag"])
    assert len(set(tags)) == 3


def test_wishes_reach_the_export_and_the_log(
    client: TestClient, address: str, assessment: str
) -> None:
    query = {"tlp": "green", "people": "true", "numbers": "true", "confidence": "true"}

    told = client.get(f"{address}/stix", params=query).json()

    for word in ("people=True", "numbers=True", "confidence=True", "GREEN"):
        assert word in told["wishes"]
    object_id, detail = _told(client.app)[-1]
    assert object_id == assessment
    for word in ("TLP:GREEN", "people", "numbers", "widened"):
        assert word in detail


def test_a_reason_against_it_is_told(client: TestClient, address: str) -> None:
    answer = client.get(f"{address}/stix", params={"profile": "sentinel"})

    assert answer.status_code == 422
    [problem] = answer.json()["problems"]
    assert "sentinel_tlp" in str(problem)
    assert "no mark for TLP:AMBER+STRICT" in problem["message"]
    assert client.get(f"{address}/exports/stix-sentinel").status_code == 422
    assert _told(client.app) == []


@pytest.mark.parametrize(
    "query", ["tlp=purple", "people=perhaps", "sentinel_tlp=%3Cb%3E", f"profile={'x' * 99}"]
)
def test_a_wrong_parameter_is_a_problem(client: TestClient, address: str, query: str) -> None:
    assert client.get(f"{address}/stix?{query}").status_code == 422


def test_a_parameter_that_comes_twice_is_a_problem_that_names_it(
    client: TestClient, address: str
) -> None:
    queries = {
        "tlp=green&tlp=red": ["tlp"], "people=true&people=false": ["people"],
        "numbers=true&numbers=true": ["numbers"], "profile=misp&profile=generic": ["profile"],
        "confidence=true&sentinel_tlp=red&confidence=false&sentinel_tlp=red":
            ["sentinel_tlp", "confidence"],
    }  # fmt: skip
    for query, names in queries.items():
        for one in (f"{address}/stix", f"{address}/exports/oscal-made-up"):
            answer = client.get(f"{one}?{query}")

            assert answer.status_code == 422, (one, query)
            problems = answer.json()["problems"]
            assert [found["field"] for found in problems] == names
            assert {found["message"] for found in problems} == {"may come once"}
    assert _told(client.app) == []


def test_what_is_not_there_is_not_found(client: TestClient, address: str) -> None:
    nobody = f"/api/v1/assessments/{'0' * 32}"
    for one in (f"{address}/exports/nothing", f"{address}/stix?profile=splunk",
                f"{nobody}/exports", f"{nobody}/stix", f"{nobody}/exports/stix"):  # fmt: skip
        assert client.get(one).status_code == 404, one


def test_a_profile_is_guessed(client: TestClient, address: str) -> None:
    assert "'misp'" in client.get(f"{address}/stix?profile=mips").json()["detail"]


@pytest.mark.parametrize(
    ("role", "stix", "oscal"),
    [
        (Role.PSAP_ADMINISTRATOR, 200, 200),
        (Role.SECURITY_ANALYST, 200, 200),
        (Role.AUDITOR, 403, 200),
        (Role.ASSESSOR, 403, 200),
        (Role.VIEWER, 403, 403),
        (Role.STATE_COORDINATOR, 403, 403),
    ],
)
def test_each_role_takes_what_it_may(
    app: FastAPI, client: TestClient, address: str, role: Role, stix: int, oscal: int
) -> None:
    client.headers.pop("Authorization")
    client.base_url = "https://127.0.0.1"
    browser = sign_in(app, client, role)

    assert browser.get(f"{address}/stix").status_code == stix
    assert browser.get(f"{address}/exports/stix").status_code == stix
    assert browser.get(f"{address}/exports/oscal-made-up").status_code == oscal
    widened = browser.get(f"{address}/exports/oscal-made-up?people=true")
    assert widened.status_code == (200 if stix == 200 else 403)


def test_a_token_of_one_assessment_takes_nothing_out(
    app: FastAPI, client: TestClient, address: str, assessment: str
) -> None:
    secret = new_secret(API_PREFIX)
    with app.state.store.write(LOCAL) as rooms:
        rooms.tokens.add_api(
            name="board", hash=hash_of(secret), may_write=False,
            site=None, assessment=assessment,
            at=NOW, until=NOW.replace(year=NOW.year + 1),
        )  # fmt: skip
    client.headers["Authorization"] = f"Bearer {secret}"

    assert client.get(f"{address}/report").status_code == 200
    for one in ("exports", "exports/oscal-made-up", "exports/stix", "stix"):
        assert client.get(f"{address}/{one}").status_code == 403, one


def test_a_token_of_another_site_sees_nothing(
    app: FastAPI, client: TestClient, address: str
) -> None:
    other = client.post("/api/v1/sites", json={"name": "Elm County"}).json()["id"]
    client.headers["Authorization"] = f"Bearer {token_for(app, site=other)}"

    for one in ("exports", "exports/oscal-made-up", "stix"):
        assert client.get(f"{address}/{one}").status_code == 404, one


def test_a_broken_seal_is_never_exported_not_even_as_unchanged(
    app: FastAPI, client: TestClient, address: str
) -> None:
    tag = client.get(f"{address}/stix").headers["ETag"]
    with app.state.store._engines.writing.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE assessments DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER assessments_no_update"))
        connection.execute(text("UPDATE assessments SET seed = seed + 1"))

    answer = client.get(f"{address}/stix", headers={"If-None-Match": tag})

    assert answer.status_code == 500
    assert answer.json()["type"].endswith("seal-broken")
