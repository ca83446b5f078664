"""What nobody confirmed, confirmed one by one."""

from __future__ import annotations

from fastapi import FastAPI

from ng911risk.importers.start import build_inventory
from ng911risk.store import LOCAL
from tests.api.conftest import Browser
from tests.api.web.pages.test_inventory_edit import latest
from tests.store.sample import NOW, digest_of


def test_what_is_ticked_is_confirmed_and_the_rest_stays_open(
    app: FastAPI, browser: Browser
) -> None:
    inventory = build_inventory({})
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar", at=NOW).id
        rooms.inventories.add(
            site, inventory, file="", digest=digest_of(inventory), places={}, at=NOW
        )

    before = browser.get(f"/sites/{site}/inventory/assumed").text
    browser.post(
        f"/sites/{site}/inventory/assumed", {"path": ["site.hold_s", "assets[cad]", "nonsense"]}
    )

    assert before.count('type="checkbox"') == len(inventory.assumed)
    left = latest(app, site).inventory.assumed
    assert set(inventory.assumed) - set(left) == {"site.hold_s", "assets[cad]"}
