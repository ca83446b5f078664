from __future__ import annotations

import io
import re
import zipfile

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ng911risk.access import Role
from ng911risk.store import LOCAL
from ng911risk.store.people_tables import AuditRow
from ng911risk.store.tables import AssessmentRow
from ng911risk_api.work.draft import draft_of
from tests.api.conftest import Browser, sign_in
from tests.store.conftest import post_one, seal_one
from tests.store.sample import NOW


@pytest.fixture
def centre(app: FastAPI, browser: Browser) -> str:
    """Id of a site with an inventory."""
    assert browser
    with app.state.store.write(LOCAL) as rooms:
        made = rooms.sites.add("Cedar County", at=NOW).id
        post_one(rooms, made)
    return str(made)


@pytest.fixture
def sealed(app: FastAPI, centre: str) -> str:
    """Id of its sealed assessment."""
    with app.state.store.write(LOCAL) as rooms:
        return str(seal_one(rooms, centre).id)


def test_a_site_without_an_inventory_is_shown_where_to_begin(
    app: FastAPI, browser: Browser
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        empty = rooms.sites.add("Empty County", at=NOW).id

    text = browser.get(f"/sites/{empty}/reports").text

    assert "Describe your site" in text
    assert "/reports/seal" not in text


def test_documents_stand_under_who_reads_them(browser: Browser, centre: str, sealed: str) -> None:
    text = browser.get(f"/sites/{centre}/reports").text

    places = [text.index(f">{one}</h3>") for one in ("For your board", "For the wall",
                                                    "For your auditor")]  # fmt: skip
    assert places == sorted(places)
    assert f"/sites/{centre}/reports/{sealed}/board.pdf" in text
    assert "style=" not in text
    assert "<script>" not in text


def test_every_link_of_the_page_leads_to_a_document(
    browser: Browser, centre: str, sealed: str
) -> None:
    text = browser.get(f"/sites/{centre}/reports").text
    links = re.findall(rf'href="(/sites/{centre}/reports/{sealed}/[^"]+)"', text)

    assert len(links) > 10
    for link in links:
        assert browser.get(link).status_code == 200, link


def test_all_documents_come_as_one_zip(browser: Browser, centre: str, sealed: str) -> None:
    text = browser.get(f"/sites/{centre}/reports").text
    answer = browser.get(f"/sites/{centre}/reports/{sealed}.zip")

    assert text.count(">Start here<") == 3
    assert f'href="/sites/{centre}/reports/{sealed}.zip"' in text
    assert (
        'filename="cedar-county-2026-11-24-documents.zip"' in answer.headers["Content-Disposition"]
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as held:
        assert {"board.pdf", "call-sheet.pdf", "plan.pdf"} <= set(held.namelist())
        assert held.testzip() is None


def test_page_and_documents_show_one_check_code(browser: Browser, centre: str, sealed: str) -> None:
    code = re.search(r'Check code <code class="hash">(\w+)<', browser.get(
        f"/sites/{centre}/reports").text)  # fmt: skip
    assert code
    for name in ("board", "board-public"):
        text = browser.get(f"/sites/{centre}/reports/{sealed}/{name}").text
        assert f"heck code {code[1]}" in text
    page = browser.get(f"/sites/{centre}/reports/{sealed}/full.html").text
    assert f"check code {code[1]}" in page


def test_a_download_is_a_file_with_a_plain_name(browser: Browser, centre: str, sealed: str) -> None:
    answer = browser.get(f"/sites/{centre}/reports/{sealed}/board-public.pdf")

    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="cedar-county-2026-11-24-board-public.pdf"'
    )


def test_a_document_can_be_read_inside_the_page(browser: Browser, centre: str, sealed: str) -> None:
    text = browser.get(f"/sites/{centre}/reports/{sealed}/board").text

    assert text.count("<h1>") == 1
    assert "How Cedar County could be stopped" in text
    assert "SECURITY-SENSITIVE" in text


def test_each_reading_is_entered_in_the_log(
    app: FastAPI, browser: Browser, centre: str, sealed: str
) -> None:
    browser.get(f"/sites/{centre}/reports/{sealed}/plan.docx")
    browser.get(f"/sites/{centre}/reports/{sealed}/plan")

    with Session(app.state.store._engines.reading) as session:
        rows = session.execute(select(AuditRow.action, AuditRow.object)).all()
    assert [tuple(row) for row in rows].count(("report.read", sealed)) == 2


def test_sealing_now_shows_the_new_assessment(browser: Browser, centre: str) -> None:
    answer = browser.post(f"/sites/{centre}/reports/seal")

    assert answer.status_code == 200
    assert "Assessment 1," in answer.text
    assert "/board.pdf" in answer.text


def test_a_viewer_reads_but_does_not_seal(
    app: FastAPI, browser: Browser, centre: str, sealed: str
) -> None:
    viewer = sign_in(app, browser.client, Role.VIEWER)

    text = viewer.get(f"/sites/{centre}/reports").text
    assert "/reports/seal" not in text
    assert "Your role does not seal" in text
    assert viewer.post(f"/sites/{centre}/reports/seal").status_code == 403
    assert viewer.get(f"/sites/{centre}/reports/{sealed}/board.pdf").status_code == 200


def test_an_assessment_of_another_site_is_not_found_here(
    app: FastAPI, browser: Browser, centre: str, sealed: str
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        other = rooms.sites.add("Elm County", at=NOW).id

    for tail in (f"?assessment={sealed}", f"/{sealed}/board.pdf", f"/{sealed}/board"):
        assert browser.get(f"/sites/{other}/reports{tail}").status_code == 404


@pytest.mark.parametrize("tail", ["board.exe", "nothing.pdf", "nothing", "full", "%2e%2e.pdf",
                                  "letter-vendor.pdf", "letter-vendor"])  # fmt: skip
def test_a_document_that_is_not_there_is_not_found(
    browser: Browser, centre: str, sealed: str, tail: str
) -> None:
    assert browser.get(f"/sites/{centre}/reports/{sealed}/{tail}").status_code == 404


def test_a_broken_seal_gives_no_document(
    app: FastAPI, browser: Browser, centre: str, sealed: str
) -> None:
    with app.state.store._engines.writing.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE assessments DISABLE TRIGGER USER")
        else:
            connection.exec_driver_sql("DROP TRIGGER assessments_no_update")
        connection.execute(update(AssessmentRow).values(seed=99))

    answer = browser.get(f"/sites/{centre}/reports/{sealed}/board.pdf")

    assert answer.status_code == 500
    assert not answer.content.startswith(b"%PDF")


def test_drafts_say_that_they_are_not_sealed(app: FastAPI, browser: Browser, centre: str) -> None:
    bench = app.state.workbench
    with app.state.store.read(LOCAL) as rooms:
        draft = draft_of(rooms, centre, LOCAL.tenant, app.state.parts.catalog)
    assert bench.live(draft, wait_s=60.0).current

    text = browser.get(f"/sites/{centre}/reports").text
    assert f"/sites/{centre}/reports/draft/board.html" not in text  # it is read here
    page = browser.get(f"/sites/{centre}/reports/draft/board.html")
    assert "DRAFT, not sealed" in page.text
    named = browser.get(f"/sites/{centre}/reports/draft/plan.xlsx")
    assert "-draft.xlsx" in named.headers["Content-Disposition"]


def test_strangers_see_nothing(stranger: TestClient, centre: str, sealed: str) -> None:
    stranger.cookies.clear()
    answer = stranger.get(f"/sites/{centre}/reports/{sealed}/board.pdf")

    assert answer.status_code in {303, 401}


def test_each_sealed_assessment_offers_a_link_for_an_auditor(
    app: FastAPI, browser: Browser, centre: str, sealed: str
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        newer = seal_one(rooms, centre, seed=2).id

    links = re.findall(
        r'href="(/settings/links[?]assessment=[0-9a-f]+)"',
        browser.get(f"/sites/{centre}/reports").text,
    )

    assert {link.rpartition("=")[2] for link in links} == {sealed, newer}
    form = browser.get(f"/settings/links?assessment={sealed}").text
    assert f'<option value="{sealed}" selected>' in form


def test_who_makes_no_links_is_offered_none(
    app: FastAPI, stranger: TestClient, centre: str, sealed: str
) -> None:
    viewer = sign_in(app, stranger, Role.VIEWER)

    assert "Seal" in viewer.get(f"/sites/{centre}/reports").text
    assert "/settings/links" not in viewer.get(f"/sites/{centre}/reports").text
