"""A list in somebody's own form becomes a site."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from ng911risk.store import LOCAL
from tests.api.conftest import Browser
from tests.api.web.pages.test_inventory import described
from tests.api.web.pages.test_inventory_edit import latest
from tests.importers.test_own_list import LIST
from tests.importers.test_repair import CSV
from tests.store.sample import NOW

COLUMNS = {
    "column-1": "name", "column-2": "kind", "column-3": "zone",
    "column-4": "owner", "column-5": "note", "column-6": "count",
}  # fmt: skip


@pytest.fixture
def site(app: FastAPI, browser: Browser) -> str:
    """Return the id of a site that nobody described."""
    with app.state.store.write(LOCAL) as rooms:
        return str(rooms.sites.add("Cedar", at=NOW).id)


def _upload(browser: Browser, site: str, data: bytes = LIST, name: str = "list.csv") -> str:
    """Send a file; return the address of its pages."""
    answer = browser.post(f"/sites/{site}/inventory/import", files={"file": (name, data)})
    return str(answer.url.path).removesuffix("/columns")


def test_an_ordinary_list_is_asked_about_and_taken(
    app: FastAPI, browser: Browser, site: str
) -> None:
    base = _upload(browser, site)
    columns = browser.get(f"{base}/columns").text
    assert "Which column is which?" in columns
    assert "CAD server · CAD test server · Dispatch PC 1" in columns

    values = browser.post(f"{base}/columns", {**COLUMNS, "arrival": "gateway"}).text
    assert "Dispatch PC (Workstation)" in values
    assert "We do not know this one" in values

    review = browser.post(f"{base}/values", {"kind-3": "vpn-gateway"}).text
    assert "What your list does not say" in review
    assert "Row 13 is left out" in review
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.inventories.of_site(site) == ()

    answer = browser.post(f"{base}/list", {"number": "0", "offered": "sirens"})

    stored = latest(app, site)
    assert "saved=1" in str(answer.url)
    assert stored.inventory.asset("cad").name == "CAD server"
    assert stored.inventory.asset("main-firewall").kind.value == "vpn-gateway"
    assert "sirens" not in {one.id for one in stored.inventory.assets}
    assert "assets[directory]" in stored.inventory.assumed
    assert "list.csv:4" in stored.places.values()
    assert browser.get(f"{base}/columns").status_code == 404


def test_without_a_name_nothing_goes_on(browser: Browser, site: str) -> None:
    base = _upload(browser, site)

    answer = browser.post(f"{base}/columns", {"column-1": "out", "column-2": "nonsense"})

    assert answer.status_code == 422
    assert "names of the systems" in answer.text
    assert "Which column is which?" in browser.get(f"{base}/values").text
    assert "Which column is which?" in browser.get(f"{base}/list").text


def test_the_headings_can_be_somewhere_else(browser: Browser, site: str) -> None:
    base = _upload(browser, site)

    text = browser.post(f"{base}/columns", {"elsewhere": "1", "sheet": "99", "head_row": "5"}).text

    assert "headings in row 5" in text


def test_a_newer_version_is_not_overwritten(app: FastAPI, browser: Browser) -> None:
    site = described(app)
    before = latest(app, site).inventory
    base = _upload(browser, site)
    browser.post(f"{base}/columns", COLUMNS)
    browser.post(f"{base}/values", {})

    stale = browser.post(f"{base}/list", {"number": "0"})
    assert stale.status_code == 409
    assert "What changes against version 1" in stale.text
    browser.post(f"{base}/list", {"number": "1"})

    assert latest(app, site).inventory.site == before.site


def test_a_file_in_our_form_is_not_asked_about(browser: Browser, site: str) -> None:
    base = _upload(browser, site, CSV)

    assert browser.get(f"{base}/columns").status_code == 404


def test_a_list_of_which_everything_is_left_out_is_not_saved(
    app: FastAPI, browser: Browser, site: str
) -> None:
    base = _upload(browser, site, b"Device,Type\nThing,Thing\nOther,Other\n")
    browser.post(f"{base}/columns", {"column-1": "name", "column-2": "kind"})

    text = browser.post(f"{base}/values", {}).text
    browser.post(f"{base}/list", {"number": "0"})

    assert "Nothing is left of the list" in text
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.inventories.of_site(site) == ()
