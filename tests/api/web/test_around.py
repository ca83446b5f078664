from __future__ import annotations

from tests.api.conftest import Browser
from tests.store.sample import NOW


def test_a_page_has_the_store_the_rooms_and_the_clock_around_it(browser: Browser) -> None:
    made = browser.client.app.state  # type: ignore[attr-defined] # the client is of an application

    page = browser.get("/sites/" + "0" * 32 + "/ask")

    assert page.status_code == 404
    assert made.parts.now() == NOW
