from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ng911risk.access import Role
from ng911risk.signing import signed_report
from ng911risk.signing.keys import new_key, read_public
from ng911risk.store.people_tables import AuditRow
from tests.api.conftest import sign_in, token_for
from tests.store.sample import report_bytes, report_on

KEY = new_key()


@pytest.fixture
def signing(client: TestClient) -> TestClient:
    """A server that was given a key."""
    client.app.state.signing_key = KEY  # type: ignore[attr-defined] # of the application
    return client


def test_a_server_without_a_key_signs_nothing(client: TestClient, assessment: str) -> None:
    for address in ("signing-key", f"assessments/{assessment}/signed-report"):
        answer = client.get(f"/api/v1/{address}")
        assert answer.status_code == 404
        assert "no key" in answer.json()["detail"]


def test_anybody_gets_the_public_key_and_never_the_private_one(signing: TestClient) -> None:
    signing.headers.pop("Authorization")

    answer = signing.get("/api/v1/signing-key")

    assert answer.status_code == 200
    assert read_public(answer.content, file="key").id == KEY.public.id
    assert b"PRIVATE" not in answer.content


def test_the_signed_report_is_checked_with_the_file_and_the_key_alone(
    signing: TestClient, assessment: str
) -> None:
    answer = signing.get(f"/api/v1/assessments/{assessment}/signed-report")
    public = read_public(signing.get("/api/v1/signing-key").content, file="key")

    whole = signed_report.verify(answer.content, public, file="r.json")

    head = signing.get(f"/api/v1/assessments/{assessment}").json()
    assert whole.seal == head["content_hash"]
    assert whole.report.encode() == report_bytes(report_on())
    saved = 'attachment; filename="cedar-county-2026-11-24-report.signed.json"'
    assert answer.headers["Content-Disposition"] == saved
    again = signing.get(f"/api/v1/assessments/{assessment}/signed-report")
    assert again.content == answer.content


def test_taking_it_stands_in_the_log(signing: TestClient, assessment: str) -> None:
    signing.get(f"/api/v1/assessments/{assessment}/signed-report")

    engines = signing.app.state.store._engines  # type: ignore[attr-defined] # of the application
    with Session(engines.reading) as session:
        row = session.scalars(select(AuditRow).where(AuditRow.action == "report.signed")).one()
    assert row.object == assessment
    assert KEY.public.id in str(row.detail)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PSAP_ADMINISTRATOR, 200),
        (Role.AUDITOR, 200),
        (Role.ASSESSOR, 200),
        (Role.VIEWER, 403),
        (Role.STATE_COORDINATOR, 403),
    ],
)
def test_whoever_sees_report_inventory_and_evidence_may_take_it(
    app: FastAPI, signing: TestClient, assessment: str, role: Role, status: int
) -> None:
    signing.headers.pop("Authorization")
    signing.base_url = "https://127.0.0.1"

    answer = sign_in(app, signing, role).get(f"/api/v1/assessments/{assessment}/signed-report")

    assert answer.status_code == status


def test_a_token_of_another_site_gets_nothing(
    app: FastAPI, signing: TestClient, assessment: str
) -> None:
    other = signing.post("/api/v1/sites", json={"name": "Elm County"}).json()["id"]
    signing.headers["Authorization"] = f"Bearer {token_for(app, site=other)}"

    assert signing.get(f"/api/v1/assessments/{assessment}/signed-report").status_code == 404
