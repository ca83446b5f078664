from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from ng911risk.access import Role, command_line
from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess
from ng911risk.exporters import render
from ng911risk.model.inventory import ControlAnswer, Inventory
from ng911risk.model.scales import Status
from ng911risk.store import LOCAL, AssessmentHead, Scope
from ng911risk.store.people_tables import AuditRow
from ng911risk_api.web.pages.history import _year_before
from tests.api.conftest import Browser, sign_in
from tests.store.conftest import seal_one
from tests.store.sample import INVENTORY, NOW, digest_of

CATALOG = load_catalog()
SAID = ControlAnswer(
    mitigation="zone-segmentation", status=Status.YES, said_by="county IT", on=NOW.date()
)
ANSWERED: Final = replace(INVENTORY, controls=(SAID,))


def seal(
    app: FastAPI, inventory: Inventory, at: datetime, site: str = "", scope: Scope = LOCAL
) -> AssessmentHead:
    """Seal a real assessment; of a new site if none is named."""
    report = assess(
        inventory, CATALOG, at=at, tool_version="0.1.0", inventory_digest=digest_of(inventory)
    )
    with app.state.store.write(scope) as rooms:
        head: AssessmentHead = rooms.assessments.add(
            site or rooms.sites.add("Cedar County", at=NOW).id,
            report,
            report_json=render(report, "json"),
            inventory=inventory,
            places={},
            at=at,
        )
    return head


@pytest.fixture
def two(app: FastAPI, browser: Browser) -> tuple[AssessmentHead, AssessmentHead]:
    """Last year's and this year's assessment of one site."""
    assert browser
    old = seal(app, INVENTORY, NOW - timedelta(days=360))
    return old, seal(app, ANSWERED, NOW, old.site)


def settled(app: FastAPI, browser: Browser, address: str) -> str:
    """Page once everything is worked out."""
    browser.get(address)
    app.state.comparer.wait()
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_before_the_first_seal_it_says_what_a_sealed_assessment_is(
    app: FastAPI, browser: Browser
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Elm", at=NOW).id
    text = browser.get(f"/sites/{site}/history").text

    assert "Nothing has been sealed yet" in text
    assert f'href="/sites/{site}/reports"' in text


def test_one_seal_is_drawn_and_there_is_nothing_to_compare(app: FastAPI, browser: Browser) -> None:
    head = seal(app, INVENTORY, NOW)
    text = settled(app, browser, f"/sites/{head.site}/history")

    assert text.count("<svg") == 3
    assert "There is one sealed assessment so far" in text


def test_while_it_is_worked_out_the_page_comes_at_once_and_goes_on_without_scripts(
    app: FastAPI, browser: Browser, two: tuple[AssessmentHead, AssessmentHead]
) -> None:
    address = f"/sites/{two[0].site}/history"
    text = browser.get(address).text

    if "hx-trigger" in text:
        assert '<noscript><meta http-equiv="refresh"' in text
        assert f'hx-get="{address}?old={two[0].id}&amp;new={two[1].id}"' in text
        assert 'role="status"' in text
    assert "hx-trigger" not in settled(app, browser, address)


def test_last_year_is_held_against_this_year_and_the_shares_are_told(
    app: FastAPI, browser: Browser, two: tuple[AssessmentHead, AssessmentHead]
) -> None:
    text = settled(app, browser, f"/sites/{two[0].site}/history")

    assert "Why the score moved" in text
    assert "Share of each cause. Together they are the difference." in text
    for words in ("What you have", "Answers", "Evidence", "Time that passed"):
        assert f'<th scope="row">{words}</th>' in text
    assert CATALOG.mitigations["zone-segmentation"].title in text
    assert "<td>no answer</td><td>in place</td><td>county IT, 24 Nov 2026</td>" in text
    assert "Catalogue: the same" in text


def test_a_part_for_htmx_has_no_shell(
    app: FastAPI, browser: Browser, two: tuple[AssessmentHead, AssessmentHead]
) -> None:
    settled(app, browser, f"/sites/{two[0].site}/history")
    part = browser.get(f"/sites/{two[0].site}/history", headers={"HX-Request": "true"}).text

    assert part.startswith('<div id="history">')
    assert "<html" not in part


def test_two_that_are_chosen_are_compared_the_older_first(
    app: FastAPI, browser: Browser, two: tuple[AssessmentHead, AssessmentHead]
) -> None:
    old, new = two
    text = settled(app, browser, f"/sites/{old.site}/history?old={new.id}&new={old.id}")

    assert "Number 2" in text
    assert text.index(f'value="{old.id}" selected') < text.index(f'value="{new.id}" selected')


def test_the_same_one_twice_is_not_compared(
    app: FastAPI, browser: Browser, two: tuple[AssessmentHead, AssessmentHead]
) -> None:
    text = settled(app, browser, f"/sites/{two[0].site}/history?old={two[0].id}&new={two[0].id}")

    assert "Choose two different assessments." in text


def test_an_assessment_of_another_site_is_not_found(
    app: FastAPI, browser: Browser, two: tuple[AssessmentHead, AssessmentHead]
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        elsewhere = seal_one(rooms, rooms.sites.add("Elm", at=NOW).id)
    other = command_line("other")
    with app.state.store.write(other) as rooms:
        rooms.tenants.add("Other", at=NOW)
    foreign = seal(app, INVENTORY, NOW, scope=other)
    for name in (elsewhere.id, foreign.id, "0" * 32, "x"):
        for side in ("old", "new"):
            answer = browser.get(f"/sites/{two[0].site}/history?{side}={name}")
            assert answer.status_code == 404
    assert browser.get(f"/sites/{foreign.site}/history").status_code == 404


def test_what_was_read_is_in_the_log_once_it_is_shown(
    app: FastAPI, browser: Browser, two: tuple[AssessmentHead, AssessmentHead]
) -> None:
    settled(app, browser, f"/sites/{two[0].site}/history")
    with Session(app.state.store._engines.reading) as session:
        read = session.scalars(
            select(AuditRow.object).where(AuditRow.action == "report.read")
        ).all()

    assert set(read) == {one.id for one in two}


def test_a_damaged_seal_is_told_and_the_page_still_comes(app: FastAPI, browser: Browser) -> None:
    head = seal(app, INVENTORY, NOW)
    engine = app.state.store._engines.writing
    with engine.begin() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='assessments'"
            if engine.dialect.name == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND "
            "tgrelid = 'assessments'::regclass"
        ).scalars()
        for name in names.all():
            on = "" if engine.dialect.name == "sqlite" else " ON assessments"
            connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
        connection.exec_driver_sql("UPDATE assessments SET seed = 99")
    address = f"/sites/{head.site}/history"
    # it is told once: at once where the worker was quick, else when it was waited for
    text = browser.get(address).text
    app.state.comparer.wait()
    text += browser.get(address).text

    assert "no longer matches the hash" in text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SECURITY_ANALYST])
def test_who_may_read_reports_may_read_their_history(
    app: FastAPI, stranger: TestClient, role: Role
) -> None:
    head = seal(app, INVENTORY, NOW)
    assert stranger.get(f"/sites/{head.site}/history").status_code == 303
    assert sign_in(app, stranger, role).get(f"/sites/{head.site}/history").status_code == 200


@pytest.mark.parametrize(
    ("days", "chosen"),
    [
        ((0, 100, 300, 380, 700), 380),
        ((0, 100, 200), 100),
        ((0, 30, 800), 30),
        ((0,), None),
    ],
)
def test_the_other_one_is_about_a_year_older_else_the_one_before(
    days: tuple[int, ...], chosen: int | None
) -> None:
    heads = [
        AssessmentHead(
            id=str(ago),
            site="",
            number=len(days) - place,
            made_at=NOW - timedelta(days=ago),
            sealed_at=NOW,
            tool_version="",
            catalog_version="",
            catalog_digest="",
            inventory_digest="",
            seed=1,
            content_hash="",
        )
        for place, ago in enumerate(days)
    ]
    found = _year_before(heads, heads[0])

    assert (found.id if found else None) == (str(chosen) if chosen is not None else None)
