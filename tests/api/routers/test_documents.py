from __future__ import annotations

from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ng911risk.store.people_tables import AuditRow
from tests.api.conftest import BASE, token_for


def test_the_list_says_whom_each_document_serves(client: TestClient, assessment: str) -> None:
    lines = client.get(f"/api/v1/assessments/{assessment}/documents").json()

    board = next(one for one in lines if one["name"] == "board-public")
    assert board["public"] is True
    assert board["reader"] == "board"
    assert board["formats"] == ["pdf", "docx", "html"]


def test_every_document_of_the_list_can_be_fetched(client: TestClient, assessment: str) -> None:
    address = f"/api/v1/assessments/{assessment}/documents"
    starts = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "html": b"<!doctype", "json": b"{"}

    for line in client.get(address).json():
        for form in line["formats"]:
            answer = client.get(f"{address}/{line['name']}.{form}")
            assert answer.status_code == 200, answer.text
            assert answer.content.lower().startswith(starts[form].lower())
            shown = "inline" if form == "html" else "attachment"
            assert answer.headers["Content-Disposition"].startswith(
                f'{shown}; filename="cedar-county-'
            )
            assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_page_comes_with_a_policy_for_its_own_style(client: TestClient, assessment: str) -> None:
    answer = client.get(f"/api/v1/assessments/{assessment}/documents/board.html")

    assert "style-src 'sha256-" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]


def test_each_reading_is_entered_in_the_log(client: TestClient, assessment: str) -> None:
    client.get(f"/api/v1/assessments/{assessment}/documents/plan.xlsx")

    engines = client.app.state.store._engines  # type: ignore[attr-defined] # of the application
    with Session(engines.reading) as session:
        query = select(AuditRow).where(AuditRow.action == "report.read")
        told = [(row.object, row.detail) for row in session.scalars(query)]
    assert any(one == assessment and "plan.xlsx" in str(detail) for one, detail in told)


def test_what_is_not_there_is_not_found(client: TestClient, assessment: str) -> None:
    for address in (
        f"/api/v1/assessments/{'0' * 32}/documents",
        f"/api/v1/assessments/{'0' * 32}/documents/board.pdf",
        f"/api/v1/assessments/{assessment}/documents/board.exe",
        f"/api/v1/assessments/{assessment}/documents/letter-vendor.pdf",
        f"/api/v1/assessments/{assessment}/documents/nothing.pdf",
    ):
        assert client.get(address).status_code == 404, address


def test_a_token_of_another_site_reads_nothing(client: TestClient, assessment: str) -> None:
    other = client.post("/api/v1/sites", json={"name": "Elm County"}).json()["id"]
    token = token_for(client.app, site=other)  # type: ignore[arg-type]

    answer = client.get(
        f"{BASE}/api/v1/assessments/{assessment}/documents/board.pdf",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code == 404
