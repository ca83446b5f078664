from __future__ import annotations

import re
from hashlib import sha256

import pytest
from fastapi import FastAPI

from ng911risk.access import command_line
from ng911risk.records import to_json
from ng911risk.store import LOCAL
from ng911risk_api.web.assets import FOLDER
from tests.api.conftest import Browser
from tests.api.work.test_network import SITE
from tests.store.sample import NOW


@pytest.fixture
def site(app: FastAPI, browser: Browser) -> str:
    """Id of a site with a small network."""
    assert browser
    with app.state.store.write(LOCAL) as rooms:
        made = rooms.sites.add("Cedar County", at=NOW)
        digest = sha256(to_json(SITE)).hexdigest()
        rooms.inventories.add(made.id, SITE, file="x.yaml", digest=digest, places={}, at=NOW)
    return str(made.id)


def test_the_table_says_without_scripts_what_the_picture_shows(browser: Browser, site: str) -> None:
    text = browser.get(f"/sites/{site}/map").text

    for words in ("Dispatch floor", "CAD server", "pc (x4)", "pc: administers", "The Internet"):
        assert words in text
    assert "Real 9-1-1 calls pass here." in text
    assert re.search(r'<div id="map"[^>]* hidden>', text)


def test_the_picture_is_drawn_from_the_same_network(browser: Browser, site: str) -> None:
    answer = browser.get(f"/sites/{site}/map/data")

    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert [one["id"] for one in answer.json()["spots"]][-2:] == ["cad", "pc"]


def test_a_site_without_inventory_says_where_to_begin(app: FastAPI, browser: Browser) -> None:
    with app.state.store.write(LOCAL) as rooms:
        empty = rooms.sites.add("Elm", at=NOW).id
    text = browser.get(f"/sites/{empty}/map").text

    assert f'href="/sites/{empty}/inventory"' in text
    assert "<script src" not in text.partition("vendor/htmx")[2].partition(">")[2]
    assert browser.get(f"/sites/{empty}/map/data").status_code == 404


def test_the_map_of_somebody_else_is_not_found(app: FastAPI, browser: Browser) -> None:
    other = command_line("other")
    with app.state.store.write(other) as rooms:
        rooms.tenants.add("Other", at=NOW)
        foreign = rooms.sites.add("Zanzibar", at=NOW).id
    for tail in ("map", "map/data"):
        answer = browser.get(f"/sites/{foreign}/{tail}")
        assert answer.status_code == 404
        assert "Zanzibar" not in answer.text


def test_nothing_on_the_page_carries_a_style_or_a_script_of_its_own(
    browser: Browser, site: str
) -> None:
    text = browser.get(f"/sites/{site}/map").text
    assert "style=" not in text
    assert not re.search(r"<script(?![^>]* src=)", text)
    assert not re.search(r"\son[a-z]+=", text)

    script = (FOLDER / "map.js").read_text("utf-8")
    assert "innerHTML" not in script
    assert "eval" not in script
