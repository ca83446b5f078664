from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.store import LOCAL
from tests.api.conftest import Browser, sign_in
from tests.store.conftest import seal_one
from tests.store.sample import NOW


@pytest.fixture
def sealed(app: FastAPI, browser: Browser) -> str:  # the browser starts the application
    """Id of an assessment."""
    with app.state.store.write(LOCAL) as rooms:
        return seal_one(rooms, rooms.sites.add("Cedar County", at=NOW).id).id


def test_without_an_assessment_the_page_says_what_to_do(browser: Browser) -> None:
    assert "no sealed assessment yet" in browser.get("/settings/links").text


def test_a_link_is_shown_once(browser: Browser, sealed: str) -> None:
    made = browser.post("/settings/links", {"name": "Ann", "assessment": sealed, "days": "30"})

    assert made.status_code == 200
    assert "/read/ng911l_" in made.text
    listed = browser.get("/settings/links").text
    assert "Ann" in listed
    assert "Cedar County, assessment 1" in listed
    assert "ng911l_" not in listed


def test_an_assessment_may_be_chosen_beforehand(browser: Browser, sealed: str) -> None:
    page = browser.get(f"/settings/links?assessment={sealed}").text

    assert f'<option value="{sealed}" selected>' in page


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"days": "91"}, {"days": "x"}, {"assessment": "0" * 32}]
)
def test_what_cannot_be_is_said_and_nothing_is_made(
    app: FastAPI, browser: Browser, sealed: str, change: dict[str, str]
) -> None:
    form = {"name": "Ann", "assessment": sealed, "days": "30"} | change

    answer = browser.post("/settings/links", form)

    assert answer.status_code == 422
    assert "No link was made yet" in answer.text
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.tokens.links() == ()


def test_a_link_is_revoked_also_twice(app: FastAPI, browser: Browser, sealed: str) -> None:
    browser.post("/settings/links", {"name": "Ann", "assessment": sealed, "days": "30"})
    with app.state.store.read(LOCAL) as rooms:
        id = rooms.tokens.links()[0].id

    for _ in range(2):
        assert "Revoked" in browser.post("/settings/links/revoke", {"link": id}).text


def test_an_assessor_gives_no_links(app: FastAPI, stranger: TestClient) -> None:
    assessor = sign_in(app, stranger, Role.ASSESSOR)

    assert assessor.get("/settings/links").status_code == 403
