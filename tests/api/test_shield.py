from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from ng911risk_api.app import create_app
from ng911risk_api.parts import Parts
from ng911risk_api.settings import LOOPBACK_NAMES, Settings

SITES = "/api/v1/sites"
JSON = {"Content-Type": "application/json"}
PROBLEM = "application/problem+json"
ADDRESSES = ["/", "/sign-in", SITES, "/nothing", "/api/v1/sites/1", "/api/v1/openapi.json"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", [
    "evil.example", "127.0.0.1.evil.example", "", "[::2]:8911", "127.0.0.1:80@evil.example",
    "[::1]evil.example", "[::1", "localhost:abc", "localhost:", "localhost:1:2", "a@localhost",
    "localhost/", "localhost ,evil.example", "localhost:x1",
])  # fmt: skip
def test_a_strange_name_may_be_an_attack_by_name_service(client: TestClient, host: str) -> None:
    answer = client.get(SITES, headers={"Host": host})

    assert (answer.status_code, answer.headers["Content-Type"]) == (421, PROBLEM)


@pytest.mark.parametrize("host", ["127.0.0.1:8911", "localhost", "LOCALHOST:1", "[::1]:8911"])
def test_our_own_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get(SITES, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://127.0.0.1"},
        {"Origin": "127.0.0.1"},
    ],
)
def test_a_page_from_elsewhere_cannot_change_anything(
    client: TestClient, headers: dict[str, str]
) -> None:
    answer = client.post(SITES, json={"name": "a"}, headers=headers)

    assert (answer.status_code, answer.headers["Content-Type"]) == (403, PROBLEM)
    assert client.get(SITES).json() == []


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://127.0.0.1"}]
)
def test_our_own_page_can(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post(SITES, json={"name": "a"}, headers=headers).status_code == 201


@pytest.mark.parametrize("length", [300_001, 10_000_000])
def test_a_body_that_says_it_is_too_large_is_refused(client: TestClient, length: int) -> None:
    answer = client.post(SITES, content=b" " * length, headers=JSON)

    assert (answer.status_code, answer.headers["Content-Type"]) == (413, PROBLEM)


@pytest.mark.parametrize("chunks", [40, 400])
def test_a_body_that_does_not_say_is_counted(client: TestClient, chunks: int) -> None:
    def pour() -> Iterator[bytes]:
        for _ in range(chunks):
            yield b" " * 10_000

    answer = client.post(SITES, content=pour(), headers=JSON)

    assert answer.status_code == 413, answer.text
    assert answer.headers["Content-Type"] == PROBLEM


@pytest.mark.parametrize("length", ["-1", "ten", "9" * 30])
def test_a_length_that_is_none_is_refused(client: TestClient, length: str) -> None:
    answer = client.get(SITES, headers={"Content-Length": length})

    assert answer.status_code in {400, 413}


def test_browsers_are_told_to_insist_on_tls_only_where_there_is_tls(
    client: TestClient, target: str, parts: Parts
) -> None:
    assert "Strict-Transport-Security" not in client.get(SITES).headers

    settings = Settings(
        store=target, database_url="", secure=True, hosts=(*LOOPBACK_NAMES, "risk.example.org")
    )
    app = create_app(settings, parts=lambda: parts)
    with TestClient(app, base_url="https://risk.example.org") as over_tls:
        answer = over_tls.get("/sign-in")
        # a proxy in front speaks TLS and passes plain requests on
        passed_on = {
            origin: over_tls.post(
                "http://risk.example.org/sign-in", headers={"Origin": origin}
            ).status_code
            for origin in ("https://risk.example.org", "http://risk.example.org")
        }

    assert passed_on["https://risk.example.org"] != 403
    assert passed_on["http://risk.example.org"] == 403
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
