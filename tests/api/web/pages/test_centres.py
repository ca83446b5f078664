from __future__ import annotations

from typing import cast

from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.store import LOCAL
from tests.api.conftest import Browser
from tests.store.conftest import seal_one
from tests.store.sample import NOW


def sealed_site(browser: Browser, *, seal: bool = True, name: str = "Cedar County") -> str:
    """Id of a new site of the local centre."""
    with cast("FastAPI", browser.client.app).state.store.write(LOCAL) as rooms:
        site: str = rooms.sites.add(name, at=NOW).id
        if seal:
            seal_one(rooms, site)
    return site


def test_a_stranger_is_sent_to_sign_in(stranger: TestClient) -> None:
    answer = stranger.get("/")

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


def test_an_empty_store_says_that_there_is_no_site(browser: Browser) -> None:
    assert "no site yet" in browser.get("/").text


def test_a_site_is_listed_with_a_link_and_its_last_assessment(browser: Browser) -> None:
    site = sealed_site(browser)

    page = browser.get("/").text

    assert f'href="/sites/{site}"' in page
    assert "(number 1)" in page


def test_a_site_without_assessment_says_so(browser: Browser) -> None:
    sealed_site(browser, seal=False)

    assert "Not assessed yet" in browser.get("/").text


def test_a_hostile_name_stays_text(browser: Browser) -> None:
    sealed_site(browser, seal=False, name="<script>alert(1)</script>\"'&{{7*7}}")

    page = browser.get("/").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "{{7*7}}" in page


def test_the_page_takes_nothing_from_elsewhere_and_nothing_inline(browser: Browser) -> None:
    answer = browser.get("/")

    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "://" not in answer.text
    assert "style=" not in answer.text
