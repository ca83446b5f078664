from __future__ import annotations

from fastapi.testclient import TestClient


def test_an_empty_store_says_what_to_type(client: TestClient) -> None:
    assert "ng911risk demo" in client.get("/").text


def test_a_site_is_listed_with_links_that_open(client: TestClient, assessment: str) -> None:
    page = client.get("/").text

    assert "Cedar County" in page
    for query in ("format=html", "format=html&amp;edition=public", "format=csv", "format=json"):
        link = f"/api/v1/assessments/{assessment}/report?{query}"
        assert f'href="{link}"' in page
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_a_site_without_assessment_says_so(client: TestClient, site: str) -> None:
    assert "Not assessed yet" in client.get("/").text


def test_a_hostile_name_stays_text(client: TestClient) -> None:
    name = "<script>alert(1)</script>\"'&{{7*7}}"
    assert client.post("/api/v1/sites", json={"name": name}).status_code == 201

    page = client.get("/").text

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{7*7}}" in page


def test_the_page_needs_no_script_and_nothing_from_elsewhere(client: TestClient) -> None:
    answer = client.get("/")

    assert answer.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'self'; "
    )
    assert "://" not in answer.text
    assert "style=" not in answer.text
    assert client.get("/style.css").headers["Content-Type"] == "text/css; charset=utf-8"
