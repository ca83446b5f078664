from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

SITES = "/api/v1/sites"
PROBLEM = "application/problem+json"

HOSTILE = {
    "nan": b'{"name": NaN}',
    "infinity": b'{"name": 1e999}',
    "surrogate": b'{"name": "\\ud800"}',
    "nul": b'{"name": "a\\u0000b"}',
    "override": '{"name": "a\u202eb"}'.encode(),
    "huge number": b'{"name": 9223372036854775808}',
    "very huge number": b'{"name": 1' + b"0" * 5000 + b"}",
    "wrong type": b'{"name": ["a"]}',
    "empty name": b'{"name": " "}',
    "two lines": b'{"name": "a\\nb"}',
    "long name": b'{"name": "' + b"a" * 201 + b'"}',
    "missing": b"{}",
    "null": b"null",
    "empty": b"",
    "not UTF-8": b'{"name": "\xff"}',
    "UTF-16": '{"name": "a"}'.encode("utf-16"),
    "twice": b'{"name": "a", "name": "b"}',
    "unknown field": b'{"name": "a", "tenant": "other"}',
    "own id": b'{"name": "a", "id": "1"}',
    "deep": b"[" * 100_000,
    "broken": b'{"name": "a"',
}


def test_a_site_is_created_listed_and_shown(client: TestClient, site: str) -> None:
    [listed] = client.get(SITES).json()

    assert listed == client.get(f"{SITES}/{site}").json()
    assert listed == {"id": site, "name": "Cedar County", "created_at": "2026-11-24T08:30:00Z"}


def test_the_answer_says_where_the_new_site_is(client: TestClient) -> None:
    answer = client.post(SITES, json={"name": "Birch"})

    assert client.get(answer.headers["Location"]).json() == answer.json()


def test_a_name_is_given_once(client: TestClient, site: str) -> None:
    answer = client.post(SITES, json={"name": "Cedar County"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (409, PROBLEM)


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_body_is_told_what_is_wrong(client: TestClient, body: bytes) -> None:
    answer = client.post(SITES, content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (422, PROBLEM)
    document = json.loads(answer.content)
    assert document["problems"]
    assert document["problems"][0]["message"]
    assert "Traceback" not in answer.text
    assert client.get(SITES).json() == []


@pytest.mark.parametrize(
    "id", ["1", "9223372036854775808", "%00", "%ed%a0%80", "0" * 32, "..%2f..", "a" * 5000]
)
def test_an_unknown_id_is_not_found_and_not_repeated(client: TestClient, id: str) -> None:
    for tail in ("", "/inventories", "/inventories/latest", "/assessments"):
        answer = client.get(f"{SITES}/{id}{tail}")

        assert (answer.status_code, answer.headers["Content-Type"]) == (404, PROBLEM)
        assert "9223372036854775808" not in answer.text


@pytest.mark.parametrize("media", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_only_json_creates_a_site(client: TestClient, media: str) -> None:
    answer = client.post(SITES, content=b'{"name": "a"}', headers={"Content-Type": media})

    assert answer.status_code == 415


def test_many_at_once_neither_fail_nor_wait_for_ever(client: TestClient) -> None:
    def create(number: int) -> int:
        return client.post(SITES, json={"name": f"Site {number}"}).status_code

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(create, range(48)))

    assert statuses == [201] * 48
    assert len(client.get(SITES).json()) == 48
