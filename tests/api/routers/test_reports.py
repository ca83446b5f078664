from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from ng911risk.errors import StoreError
from ng911risk.store import LOCAL
from ng911risk.store.audit import AuditLog
from tests.store.sample import report_bytes, report_on


@pytest.fixture
def address(assessment: str) -> str:
    return f"/api/v1/assessments/{assessment}/report"


def test_the_json_is_the_sealed_bytes(client: TestClient, address: str) -> None:
    assert client.get(address).content == report_bytes(report_on())


@pytest.mark.parametrize("form", ["json", "html", "csv"])
@pytest.mark.parametrize("edition", ["full", "public"])
def test_every_form_has_its_own_strong_tag(
    client: TestClient, address: str, form: str, edition: str
) -> None:
    wanted = {"format": form, "edition": edition}
    first = client.get(address, params=wanted)

    assert first.status_code == 200, first.text
    assert first.headers["Cache-Control"] == "private, no-cache"
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    again = client.get(address, params=wanted, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Security-Policy" not in again.headers  # the page keeps the one it came with
    other = {"format": form, "edition": "public" if edition == "full" else "full"}
    assert client.get(address, params=other, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json;q=0.1, text/*", "text/html; charset=utf-8"),
    ],
)
def test_the_client_chooses(client: TestClient, address: str, accept: str, media: str) -> None:
    answer = client.get(address, headers={"Accept": accept})

    assert answer.headers["Content-Type"] == media
    assert answer.headers["Vary"] == "Accept"


def test_a_form_that_cannot_be_given_is_refused(client: TestClient, address: str) -> None:
    assert client.get(address, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("query", ["format=pdf", "edition=secret", "format=%00", "format=%3Cb%3E"])
def test_a_wrong_parameter_is_not_repeated(client: TestClient, address: str, query: str) -> None:
    answer = client.get(f"{address}?{query}")

    assert answer.status_code == 422
    for word in ("pdf", "secret", "<b>"):
        assert word not in answer.text


def test_a_page_lives_under_a_policy_that_admits_its_own_style_only(
    client: TestClient, address: str
) -> None:
    answer = client.get(address, params={"format": "html"})
    policy = answer.headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert answer.headers["Content-Disposition"] == (
        'inline; filename="cedar-county-2026-11-24-report.html"'
    )


def test_a_table_is_saved_under_a_safe_name(client: TestClient, address: str) -> None:
    answer = client.get(address, params={"format": "csv", "edition": "public"})

    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="cedar-county-2026-11-24-report-public.csv"'
    )


def test_the_public_edition_names_no_asset(client: TestClient, address: str) -> None:
    answer = client.get(address, params={"format": "json", "edition": "public"})

    assert answer.status_code == 200
    assert answer.content != report_bytes(report_on())


def _entries(app: FastAPI) -> list[tuple[str, str]]:
    with app.state.store.read(LOCAL) as rooms:
        return [(link.entry.action, link.entry.outcome) for link in rooms.audit.links()]


def test_every_reading_is_entered_also_of_what_the_browser_kept(
    app: FastAPI, client: TestClient, address: str
) -> None:
    first = client.get(address)
    kept = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert kept.status_code == 304
    assert _entries(app)[-2:] == [("report.read", "done")] * 2


def test_a_reading_that_cannot_be_entered_is_refused(
    client: TestClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = client.get(address).headers["ETag"]

    def fail(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(AuditLog, "add", fail)
    for headers in ({}, {"If-None-Match": etag}):
        answer = client.get(address, headers=headers)
        assert answer.status_code == 503
        assert "findings" not in answer.text
    assert client.get(address.replace("/report", "/verify")).status_code == 503


def test_what_the_browser_kept_is_not_confirmed_for_a_damaged_assessment(
    app: FastAPI, client: TestClient, address: str
) -> None:
    etag = client.get(address).headers["ETag"]
    with app.state.store._engines.writing.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE assessments DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER assessments_no_update"))
        connection.execute(text("UPDATE assessments SET seed = seed + 1"))

    answer = client.get(address, headers={"If-None-Match": etag})

    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:ng911risk:problem:seal-broken"
