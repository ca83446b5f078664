from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from ng911risk_api.parts import Parts

CATALOG = "/api/v1/catalog"


def test_the_summary_counts(client: TestClient, parts: Parts) -> None:
    answer = client.get(CATALOG).json()

    assert answer["digest"] == parts.catalog.digest
    assert answer["vectors"] == len(parts.catalog.vectors)


@pytest.mark.parametrize("shelf", ["vectors", "mitigations", "programmes"])
def test_every_entry_of_a_list_can_be_opened(client: TestClient, parts: Parts, shelf: str) -> None:
    lines = client.get(f"{CATALOG}/{shelf}").json()

    assert [line["id"] for line in lines] == sorted(getattr(parts.catalog, shelf))
    for line in lines:
        assert client.get(f"{CATALOG}/{shelf}/{line['id']}").json()["id"] == line["id"]


def test_a_vector_says_what_helps_against_it(client: TestClient, parts: Parts) -> None:
    entry = client.get(f"{CATALOG}/vectors/ransomware").json()

    assert entry["vector"]["title"] == parts.catalog.vectors["ransomware"].title
    assert "tested-offline-backups" in entry["answered_by"]


@pytest.mark.parametrize("shelf", ["vectors", "mitigations", "programmes"])
@pytest.mark.parametrize("id", ["nothing", "%00", "..%2fsites", "ransomware%0a"])
def test_an_unknown_entry_is_not_found(client: TestClient, shelf: str, id: str) -> None:
    answer = client.get(f"{CATALOG}/{shelf}/{id}")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


PAGES = ["", "/vectors", "/vectors/ransomware", "/mitigations", "/mitigations/exercises"]


@pytest.mark.parametrize("page", [*PAGES, "/programmes"])
def test_who_has_a_page_of_this_catalogue_is_not_sent_it_again(
    client: TestClient, parts: Parts, page: str
) -> None:
    first = client.get(CATALOG + page)

    again = client.get(CATALOG + page, headers={"If-None-Match": first.headers["ETag"]})
    other = client.get(CATALOG + page, headers={"If-None-Match": '"another"'})

    assert parts.catalog.digest in first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (other.status_code, other.content) == (200, first.content)


def test_what_is_not_there_is_not_found_whatever_one_has(client: TestClient) -> None:
    tag = client.get(CATALOG).headers["ETag"]

    for have in (tag, "*"):
        answer = client.get(f"{CATALOG}/vectors/nothing", headers={"If-None-Match": have})
        assert answer.status_code == 404
        assert "ETag" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
