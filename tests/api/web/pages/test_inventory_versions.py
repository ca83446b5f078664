"""Undo, and bringing an old version back."""

from __future__ import annotations

from fastapi import FastAPI

from ng911risk.store import LOCAL
from tests.api.conftest import Browser
from tests.api.web.pages.test_inventory import described
from tests.api.web.pages.test_inventory_edit import latest
from tests.editing.sample import sample


def _removed(app: FastAPI, browser: Browser) -> str:
    site = described(app)
    browser.post(f"/sites/{site}/inventory/remove/assets", {"key": "cad", "number": "1"})
    return site


def test_undo_makes_a_version_that_says_what_the_one_before_said(
    app: FastAPI, browser: Browser
) -> None:
    site = _removed(app, browser)

    browser.post(f"/sites/{site}/inventory/versions/1/restore", {"seen": "2"})

    stored = latest(app, site)
    assert stored.inventory == sample()
    assert (stored.head.number, stored.head.why[:16]) == (3, "undid: removed C")
    with app.state.store.read(LOCAL) as rooms:
        assert len(rooms.inventories.of_site(site)) == 3


def test_undo_after_somebody_elses_change_is_refused(app: FastAPI, browser: Browser) -> None:
    site = _removed(app, browser)

    for seen in ("1", "", "x"):
        answer = browser.post(f"/sites/{site}/inventory/versions/1/restore", {"seen": seen})
        assert answer.status_code == 409
        assert "It is the first in the list now" in answer.text
    assert latest(app, site).head.number == 2


def test_every_version_says_who_did_what_and_what_changed(app: FastAPI, browser: Browser) -> None:
    site = _removed(app, browser)

    listed = browser.get(f"/sites/{site}/inventory/versions").text
    one = browser.get(f"/sites/{site}/inventory/versions/2").text

    assert "removed CAD server" in listed
    assert "Administrator of the centre" in listed
    assert "Removed</strong> system: CAD server" in one
    assert browser.get(f"/sites/{site}/inventory/versions/9").status_code == 404
