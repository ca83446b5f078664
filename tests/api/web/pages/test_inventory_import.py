"""Files with mistakes, mended in the page."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi import FastAPI

from ng911risk.importers.workbook import inventory_workbook
from ng911risk.store import LOCAL
from ng911risk_api.web.pages.inventory import XLSX
from tests.api.conftest import Browser
from tests.api.web.pages.test_inventory import described
from tests.api.web.pages.test_inventory_edit import latest
from tests.editing.sample import sample
from tests.importers.test_repair import CSV
from tests.store.sample import NOW


@pytest.fixture
def site(app: FastAPI, browser: Browser) -> str:
    """Return the id of a site that nobody described."""
    with app.state.store.write(LOCAL) as rooms:
        return str(rooms.sites.add("Cedar", at=NOW).id)


def _upload(browser: Browser, site: str, name: str, data: bytes) -> tuple[str, str]:
    """Send a file; return where it is looked at, and the page."""
    answer = browser.post(f"/sites/{site}/inventory/import", files={"file": (name, data)})
    return str(answer.url.path), answer.text


def _use(browser: Browser, address: str, text: str) -> str:
    """Press every suggestion."""
    while found := re.search(r'name="use" value="([^"]+)"', text):
        text = browser.post(f"{address}/fix", {"use": unescape(found[1])}).text
    return text


def test_bad_cells_are_marked_in_place_and_suggestions_mend_them(
    app: FastAPI, browser: Browser, site: str
) -> None:
    address, text = _upload(browser, site, "list.csv", CSV)

    assert text.count('class="bad-cell"') == 4
    assert "Use &ldquo;floor&rdquo;" in text
    text = _use(browser, address, text)
    assert text.count('class="bad-cell"') == 1
    text = browser.post(
        f"{address}/fix", {"cell:10:3:": "2", "was:cell:10:3:": "two", "cell:bad": "x"}
    ).text
    assert "This is what would be saved" in text
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.inventories.of_site(site) == ()

    browser.post(f"{address}/take", {"number": "0"})

    stored = latest(app, site)
    assert [asset.id for asset in stored.inventory.assets] == ["cad", "radio", "mail"]
    assert stored.head.why == "imported list.csv"
    assert stored.places["assets[0]"].startswith("list.csv:19")
    assert browser.get(address).status_code == 404


def test_good_rows_are_imported_only_when_somebody_says_so(
    app: FastAPI, browser: Browser, site: str
) -> None:
    address, _ = _upload(browser, site, "list.csv", CSV.replace(b"0,24,two", b"0,24,2"))

    text = browser.post(f"{address}/take", {"number": "0"}).text
    assert "3 rows would be left out" in text
    browser.post(f"{address}/take", {"number": "0", "good_rows_only": "1"})

    assert [asset.id for asset in latest(app, site).inventory.assets] == ["mail"]


def test_importing_over_something_shows_what_would_change_and_keeps_the_answers(
    app: FastAPI, browser: Browser
) -> None:
    site = described(app)
    from dataclasses import replace  # noqa: PLC0415 - only here

    inventory = sample()
    asset = replace(inventory.asset("cad"), name="CAD of the state")
    others = tuple(asset if one.id == "cad" else one for one in inventory.assets)
    book = inventory_workbook(replace(inventory, assets=others, controls=()))

    address, text = _upload(browser, site, "list.xlsx", book)

    assert "1 change" in text
    assert "CAD of the state" in text
    assert "your answers stay" in text
    stale = browser.post(f"{address}/take", {"number": "0"})
    assert stale.status_code == 409
    assert "held against the newer version" in stale.text
    browser.post(f"{address}/take", {"number": "1"})
    stored = latest(app, site).inventory
    assert stored.asset("cad").name == "CAD of the state"
    assert stored.controls == inventory.controls


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"PK\x03\x04 no workbook"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.exe", b"MZ"),
        ("", b""),
        ("a.csv", b"\0\0"),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18),
    ],
)
def test_what_cannot_be_opened_ends_in_one_clear_answer_and_is_not_kept(
    browser: Browser, site: str, name: str, data: bytes
) -> None:
    answer = browser.post(
        f"/sites/{site}/inventory/import", files={"file": (name or "x", data)} if name else None
    )

    assert answer.status_code in (200, 422)
    assert "This file was not taken" in answer.text or "to mend" in answer.text


def test_lines_of_yaml_are_mended_in_place(browser: Browser, site: str) -> None:
    address, text = _upload(browser, site, "site.yaml", b"site:\n  nam: Cedar\n  stage: legacy\n")

    assert 'name="cell:2::" value="  nam: Cedar"' in text
    text = browser.post(
        f"{address}/fix", {"cell:2::": "  name: Cedar", "was:cell:2::": "  nam: Cedar"}
    ).text
    assert "nam: Cedar" not in text


def test_the_marked_workbook_and_the_template_are_workbooks(browser: Browser, site: str) -> None:
    from ng911risk.importers.workbook import workbook_template  # noqa: PLC0415 - slow, only here

    address, _ = _upload(browser, site, "empty.xlsx", workbook_template())

    for place in (f"{address}/marked.xlsx", f"/sites/{site}/inventory/import/template.xlsx"):
        answer = browser.get(place)
        assert answer.headers["content-type"] == XLSX
        assert answer.content.startswith(b"PK")


def test_a_file_can_be_thrown_away(browser: Browser, site: str) -> None:
    address, _ = _upload(browser, site, "list.csv", CSV)

    browser.post(f"{address}/discard")

    assert browser.get(address).status_code == 404


def test_good_rows_are_offered_where_numbers_of_the_centre_are_missing(
    app: FastAPI, browser: Browser, site: str
) -> None:
    address, text = _upload(browser, site, "list.csv", CSV[CSV.index(b"[Owners]") :])

    assert "leave 3 rows out" in text
    browser.post(f"{address}/take", {"number": "0", "good_rows_only": "1"})

    stored = latest(app, site).inventory
    assert stored.site.name == "Cedar"
    assert "site.shifts" in stored.assumed


def test_a_row_that_is_wrong_as_a_whole_can_be_mended_cell_by_cell(
    browser: Browser, site: str
) -> None:
    data = CSV.replace(b"Asset id,Name,Kind,Zone,Owner", b"Asset id,Name,Sort,Zone,Owner")

    address, text = _upload(browser, site, "list.csv", data)

    assert "the column &#39;Kind&#39; is missing" in text or "Kind" in text
    row = data[: data.index(b"Asset id,")].count(b"\n") + 1
    assert f'name="cell:{row}:1:"' in text
    after = browser.post(f"{address}/fix", {f"cell:{row}:3:": "Kind", f"was:cell:{row}:3:": "Sort"})
    assert f'name="cell:{row}:1:"' not in after.text
