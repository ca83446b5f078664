"""Your site: what the centre has, as a page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.records import to_json
from ng911risk.store import LOCAL, Store
from tests.api.conftest import HTTPS, Browser, sign_in
from tests.editing.sample import sample
from tests.store.sample import NOW, digest_of


def described(app: FastAPI, name: str = "pine-county") -> str:
    """Add a site with the inventory of a sample, and return its id."""
    store: Store = app.state.store
    inventory = sample(name)
    with store.write(LOCAL) as rooms:
        site = rooms.sites.add(inventory.site.name, at=NOW)
        rooms.inventories.add(
            site.id, inventory, file="s.yaml", digest=digest_of(inventory), places={}, at=NOW
        )
    return site.id


def test_a_site_nobody_described_leads_to_the_three_ways(app: FastAPI, browser: Browser) -> None:
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar", at=NOW).id

    text = browser.get(f"/sites/{site}/inventory").text

    for way in ("start", "import", "sample"):
        assert f"/sites/{site}/inventory/{way}" in text


def test_every_system_and_every_zone_is_on_the_page(app: FastAPI, browser: Browser) -> None:
    site = described(app)

    text = browser.get(f"/sites/{site}/inventory").text

    inventory = sample()
    assert all(asset.label.replace("'", "&#39;") in text for asset in inventory.assets)
    assert all(zone.name in text for zone in inventory.zones)
    assert "network-desc" in text


def test_finding_shows_only_what_matches_every_word(app: FastAPI, browser: Browser) -> None:
    site = described(app)

    answer = browser.get(f"/sites/{site}/inventory", params={"find": "CAD  server"})

    assert "1 system with" in answer.text
    assert "County firewall</a>" not in answer.text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AUDITOR, Role.SECURITY_ANALYST])
def test_who_may_only_look_sees_nothing_to_press_that_would_be_refused(
    app: FastAPI, stranger: TestClient, role: Role
) -> None:
    site = described(app)
    reader = sign_in(app, stranger, role)

    for tail in ("", "/lists/flows", "/versions", "/versions/1", "/assumed"):
        text = reader.get(f"/sites/{site}/inventory{tail}").text
        assert "/inventory/edit/" not in text
        assert "/restore" not in text
        assert 'href="/sites/' in text
    assert reader.get(f"/sites/{site}/inventory/profile").status_code == 403
    assert reader.get(f"/sites/{site}/inventory/import").status_code == 403


def test_the_workbook_that_is_taken_out_says_the_same_when_it_comes_back(
    app: FastAPI, browser: Browser
) -> None:
    from ng911risk.importers import read_inventory  # noqa: PLC0415 - slow, and only here

    site = described(app)

    answer = browser.get(f"/sites/{site}/inventory/workbook.xlsx")

    read = read_inventory(answer.content, file="inventory.xlsx")
    assert to_json(read.inventory) == to_json(sample())


def test_somebody_elses_site_is_not_there(browser: Browser) -> None:
    assert browser.get(f"/sites/{'0' * 32}/inventory").status_code == 404
    assert browser.client.base_url == HTTPS


def test_what_nobody_confirmed_is_marked_beside_the_number(app: FastAPI, browser: Browser) -> None:
    guessed = replace(sample("pine-county"), assumed=("site.hold_s", "site.shifts"))
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Guessed", at=NOW).id
        rooms.inventories.add(
            site, guessed, file="s.yaml", digest=digest_of(guessed), places={}, at=NOW
        )

    text = browser.get(f"/sites/{site}/inventory").text

    assert text.count(">assumed</span>") == 1
    assert 'seconds <span class="tag tag--open">assumed</span>' in text
    assert "assumed, all or in part" in text
