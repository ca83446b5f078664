from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Browser

NOTHING = "0" * 32


def test_what_is_not_there_is_said_with_what_to_do_next(browser: Browser) -> None:
    answer = browser.get(f"/sites/{NOTHING}")

    assert answer.status_code == 404
    assert "Begin again at the first page" in answer.text
    assert answer.text.count("<h1") == 1


def test_a_page_that_needs_to_know_the_site_leads_to_where_it_is_described(
    browser: Browser, site: str
) -> None:
    for page in ("inventory/profile", "evidence/new", "inventory/edit/assets"):
        answer = browser.get(f"/sites/{site}/{page}")

        assert answer.status_code == 404, page
        assert f'href="/sites/{site}/inventory"' in answer.text, page
        assert "belongs to somebody else" not in answer.text, page


def test_an_address_of_nothing_is_a_page_too(browser: Browser) -> None:
    answer = browser.get("/nowhere", headers={"accept": "text/html"})

    assert answer.status_code == 404
    assert "text/html" in answer.headers["content-type"]


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("/settings/people", "/sign-in?next=/settings/people"),
        (f"/sites/{NOTHING}/results", f"/sign-in?next=/sites/{NOTHING}/results"),
    ],
)
def test_a_stranger_signs_in_and_goes_on_to_where_they_were_going(
    stranger: TestClient, asked: str, to: str
) -> None:
    answer = stranger.get(asked)

    assert answer.status_code == 303
    assert answer.headers["location"] == to


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(stranger: TestClient) -> None:
    answer = stranger.get("/settings", headers={"hx-request": "true"})

    assert answer.status_code == 200
    assert answer.headers["hx-redirect"] == "/sign-in?next=/settings"
    assert answer.text == ""


def test_who_sent_a_form_is_not_sent_back_into_it(stranger: TestClient) -> None:
    answer = stranger.post("/new-site", data={"way": "list"})

    assert answer.headers["location"] == "/sign-in"
