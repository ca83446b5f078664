"""The first page."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.store import LOCAL
from tests.api.conftest import Browser, sign_in
from tests.api.web.pages.test_inventory import described
from tests.store.sample import NOW


def test_without_a_centre_it_welcomes_and_leads(browser: Browser) -> None:
    text = browser.get("/").text

    assert "Add your centre" in text
    assert "15 minutes" in text


def test_each_centre_says_where_it_stands_and_what_comes_next(
    app: FastAPI, browser: Browser
) -> None:
    site = described(app)
    with app.state.store.write(LOCAL) as rooms:
        bare = rooms.sites.add("Bare", at=NOW).id

    text = browser.get("/").text

    assert f'href="/sites/{site}/results"' in text
    assert f'href="/sites/{bare}/inventory">Describe it' in text


def test_made_up_centres_are_marked_and_your_own_is_asked_for_first(browser: Browser) -> None:
    browser.post("/new-site", {"way": "sample", "sample": "pine-county"})
    only = browser.get("/").text
    assert '<span class="tag">made up</span>' in only
    assert only.index("Add your centre") < only.index("made up</span>")

    browser.post("/new-site", {"way": "questions", "name": "Cedar"})
    both = browser.get("/").text

    assert both.count('<span class="tag">made up</span>') == 1
    assert both.index(">Cedar</a>") < both.index("made up</span>")
    assert "Add a centre" in both


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_first_page(app: FastAPI, stranger: TestClient, role: Role) -> None:
    reader = sign_in(app, stranger, role)

    answer = reader.get("/")

    assert answer.status_code == 200
    assert ("/new-site" in answer.text) == (role is Role.PSAP_ADMINISTRATOR)
