"""The centre in numbers, changed in a form."""

from __future__ import annotations

from fastapi import FastAPI

from ng911risk.editing.forms import texts_of
from ng911risk.editing.plans import SITE
from tests.api.conftest import Browser
from tests.api.web.pages.test_inventory import described
from tests.api.web.pages.test_inventory_edit import latest
from tests.editing.sample import sample


def _texts(**more: str) -> dict[str, str]:
    inventory = sample()
    return texts_of(SITE, inventory.site, inventory) | {"number": "1"} | more


def test_numbers_and_the_name_are_saved_and_the_site_goes_by_the_new_name(
    app: FastAPI, browser: Browser
) -> None:
    site = described(app)

    answer = browser.post(
        f"/sites/{site}/inventory/profile", _texts(positions="77", name="Pine and Elm")
    )

    assert latest(app, site).inventory.site.positions == 77
    assert '<p class="site-name">Pine and Elm</p>' in answer.text


def test_a_day_with_a_gap_is_refused_and_nothing_is_saved(app: FastAPI, browser: Browser) -> None:
    site = described(app)

    answer = browser.post(f"/sites/{site}/inventory/profile", _texts(**{"shifts-0-from_hour": "2"}))

    assert answer.status_code == 422
    assert "every hour from 0 to 24" in answer.text
    assert latest(app, site).head.number == 1


def test_two_people_at_the_numbers_see_both(app: FastAPI, browser: Browser) -> None:
    site = described(app)
    browser.post(f"/sites/{site}/inventory/profile", _texts(positions="77"))

    answer = browser.post(f"/sites/{site}/inventory/profile", _texts(positions="88"))

    assert answer.status_code == 409
    assert "77" in answer.text
    assert "88" in answer.text
    browser.post(f"/sites/{site}/inventory/profile", _texts(positions="88", number="2"))
    assert latest(app, site).inventory.site.positions == 88
