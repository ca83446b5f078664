from __future__ import annotations

import csv
import io

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from ng911risk.access import Role, command_line
from ng911risk.audit import check, read_lines
from ng911risk.store import LOCAL
from ng911risk.store.audit import PAGE
from tests.api.conftest import Browser, sign_in
from tests.store.sample import NOW


@pytest.fixture
def filled(app: FastAPI, browser: Browser) -> Browser:
    """A browser of an administrator, and a log of more than a page."""
    with app.state.store.write(LOCAL) as rooms:
        for number in range(PAGE):
            rooms.audit.add("report.read", f"r{number}", at=NOW, form="html")
    with app.state.store.write(command_line(name="=cmd|'x'!A0")) as rooms:
        rooms.audit.add("site.added", "<b>s</b>", at=NOW)
    return browser


def test_the_newest_come_first_and_the_rest_is_older(filled: Browser) -> None:
    first = filled.get("/settings/audit").text

    assert "&lt;b&gt;s&lt;/b&gt;" in first
    assert "Added a site" in first
    assert 'data-label="Number">4</th>' in first
    assert 'data-label="Number">3</th>' not in first
    assert ">Older</a>" in first
    older = filled.get("/settings/audit?older=4").text
    assert 'data-label="Number">1</th>' in older
    assert ">Newest</a>" in older


def test_entries_are_found_by_what_is_asked_for(filled: Browser) -> None:
    one = filled.get("/settings/audit?object=r7").text
    assert one.count('data-label="Number"') == 1
    assert ">r7</a>" in one
    assert ">r8</a>" not in one
    assert "no such entry" in filled.get("/settings/audit?person=Nobody").text
    assert "no such entry" in filled.get("/settings/audit?since=2027-01-01").text
    assert "no such entry" in filled.get("/settings/audit?until=2020-01-01").text
    for day in ("9999-12-31", "0001-01-01"):  # there is no day after it, or none before
        assert ">r7</a>" in filled.get(f"/settings/audit?until={day}&since={day}").text
    assert ">r7</a>" in filled.get("/settings/audit?until=2026-11-24&action=report.read").text


@pytest.mark.parametrize("query", ["object=%00", "since=yesterday", "person=" + "x" * 9000])
def test_what_cannot_be_asked_narrows_nothing(filled: Browser, query: str) -> None:
    answer = filled.get(f"/settings/audit?{query}")

    assert answer.status_code == 200
    assert "Added a site" in answer.text


def test_the_whole_log_is_checked(filled: Browser) -> None:
    page = filled.get("/settings/audit?check=yes").text

    assert "Unbroken" in page
    assert "53 entries" in page


def test_a_broken_log_is_told_with_the_entry(app: FastAPI, filled: Browser) -> None:
    with app.state.store._engines.writing.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET actor_name = 'me' WHERE number = 9"))

    page = filled.get("/settings/audit?check=yes").text

    assert "Broken" in page
    assert "Entry 9 does not fit its code." in page


def test_the_lines_are_verified_elsewhere(app: FastAPI, filled: Browser) -> None:
    answer = filled.get("/settings/audit/log.jsonl")

    found = check(
        app.state.store._audit_key, read_lines(answer.content.splitlines(), file="log.jsonl")
    )
    assert (found.holds, found.entries) == (True, 54)  # with the entry of taking it out
    assert "attachment" in answer.headers["Content-Disposition"]


def test_no_cell_of_the_table_is_a_formula(filled: Browser) -> None:
    answer = filled.get("/settings/audit/log.csv")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 55
    assert "'=cmd|'x'!A0" in rows[53]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_an_auditor_reads_the_log_and_an_assessor_does_not(
    app: FastAPI, stranger: TestClient
) -> None:
    assessor = sign_in(app, stranger, Role.ASSESSOR)

    for tail in ("", "/log.jsonl", "/log.csv"):
        assert assessor.get(f"/settings/audit{tail}").status_code == 403


def test_sites_and_people_have_their_names_beside_their_ids(
    app: FastAPI, browser: Browser, stranger: TestClient
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW).id
        rooms.audit.add("evidence.listed", site, at=NOW)
        person = rooms.users.add(
            login="k", name="Kim Desk", role=Role.VIEWER, password_hash="", at=NOW
        )
        rooms.audit.add("user.disabled", "7" * 32, at=NOW, user=person, site=site)

    text = browser.get("/settings/audit").text

    assert f">{site[:8]} (Cedar County)</a>" in text
    assert "Looked at the list of evidence" in text
    assert f"user: {person[:8]} (Kim Desk)" in text
    assert f"site: {site[:8]} (Cedar County)" in text
    assert ">77777777</a>" in text, "what has no name has its id"
    auditor = sign_in(app, stranger, Role.AUDITOR).get("/settings/audit").text
    assert f">{site[:8]} (Cedar County)</a>" in auditor
    assert f"{person[:8]} (Kim Desk)" not in auditor, "an auditor is not shown the people"


def test_names_of_somebody_elses_sites_are_never_shown(app: FastAPI, browser: Browser) -> None:
    other = command_line("other", "x")
    with app.state.store.write(other) as rooms:
        rooms.tenants.add("other", at=NOW)
        theirs = rooms.sites.add("Zanzibar canary", at=NOW).id
    with app.state.store.write(LOCAL) as rooms:
        rooms.audit.add("site.added", theirs, at=NOW)

    text = browser.get("/settings/audit").text

    assert f">{theirs[:8]}</a>" in text
    assert "Zanzibar canary" not in text
