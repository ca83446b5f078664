from __future__ import annotations

import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.store import LOCAL
from tests.api.conftest import token_for
from tests.api.work.test_feed_desk import PARTNER
from tests.importers.intel.bundles import bundle
from tests.importers.intel.test_mitre import FIRST, by_mitre

FEEDS = "/api/v1/intelligence"
STIX = {"Content-Type": "application/stix+json;version=2.1"}
KEV = {
    "title": "CISA Catalog of Known Exploited Vulnerabilities",
    "catalogVersion": "2026.11.24",
    "dateReleased": "2026-11-24T15:00:00.0000Z",
    "count": 1,
    "vulnerabilities": [
        {
            "cveID": "CVE-2024-41713",
            "vendorProject": "Mitel",
            "product": "MiCollab",
            "vulnerabilityName": "Mitel MiCollab Path Traversal Vulnerability",
            "dateAdded": "2025-01-07",
            "shortDescription": "Path traversal.",
            "requiredAction": "Apply mitigations.",
            "dueDate": "2025-01-28",
            "knownRansomwareCampaignUse": "Unknown",
            "notes": "",
            "cwes": ["CWE-22"],
        }
    ],
}


def test_a_feed_is_imported_listed_and_removed(client: TestClient) -> None:
    posted = client.post(f"{FEEDS}?file=partner.json", content=PARTNER.read_bytes(), headers=STIX)

    assert posted.status_code == 201, posted.text
    assert posted.headers["Location"] == FEEDS
    made = posted.json()
    assert made["feed"]["name"] == "partner"
    assert {row["why"] for row in made["feed"]["not_used"]}
    [listed] = client.get(FEEDS).json()
    assert listed == made["feed"]
    assert "indicators" in listed
    assert "203.0.113.7" not in json.dumps(listed)

    assert client.delete(f"{FEEDS}/{listed['id']}").status_code == 204
    assert client.get(FEEDS).json() == []
    assert client.delete(f"{FEEDS}/{listed['id']}").status_code == 404


def test_the_example_of_the_interface_can_be_imported(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"][FEEDS]["post"]
    example = described["requestBody"]["content"]["application/json"]["example"]

    made = client.post(f"{FEEDS}?name=kev", json=example)

    assert made.status_code == 201, made.text
    assert made.json()["feed"]["flaws"] == 1
    assert example == KEV


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "intelligence.json:1"),
        (b'{"a": 1}', "none of the formats"),
        (bundle(by_mitre(1, FIRST)), "ng911risk intel import FILE --store"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_list_of_its_problems(
    client: TestClient, content: bytes, told: str
) -> None:
    answer = client.post(FEEDS, content=content, headers=STIX)

    assert answer.status_code == 422
    assert answer.json()["problems"]
    assert told in answer.text
    assert client.get(FEEDS).json() == []


def test_what_is_too_large_or_of_another_kind_is_not_read(client: TestClient) -> None:
    assert (
        client.post(FEEDS, content=b"a: 1", headers={"Content-Type": "text/yaml"}).status_code
        == 415
    )
    assert client.post(FEEDS, content=b" " * 400_000, headers=STIX).status_code == 413


def test_a_token_of_one_site_changes_nothing_for_the_others(
    app: FastAPI, client: TestClient, site: str
) -> None:
    client.headers["Authorization"] = f"Bearer {token_for(app, site=site)}"

    answer = client.post(FEEDS, content=PARTNER.read_bytes(), headers=STIX)

    assert answer.status_code == 403
    assert client.get(FEEDS).json() == []


def test_importing_and_looking_is_in_the_log(app: FastAPI, client: TestClient) -> None:
    client.post(FEEDS, content=PARTNER.read_bytes(), headers=STIX)
    client.get(FEEDS)

    with app.state.store.read(LOCAL) as rooms:
        actions = rooms.audit.actions()
    assert {"intelligence.imported", "intelligence.listed"} <= set(actions)
