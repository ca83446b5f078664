from __future__ import annotations

import threading

from fastapi import FastAPI
from sqlalchemy import text

from ng911risk.exporters.first_page import entries
from ng911risk.store import LOCAL
from ng911risk_api.web.assets import FOLDER
from tests.api.conftest import Browser
from tests.api.web.pages.hollow import described, hollow, parts, result_of
from tests.store.sample import NOW

__all__ = ["hollow", "parts"]


def test_a_site_without_inventory_says_where_to_begin(app: FastAPI, browser: Browser) -> None:
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Empty County", at=NOW).id
    answer = browser.get(f"/sites/{site}/results")

    assert answer.status_code == 200
    assert "no inventory yet" in answer.text
    assert f'href="/sites/{site}/inventory"' in answer.text
    assert "hx-get" not in answer.text


def test_the_first_result_is_waited_for_with_and_without_a_script(
    app: FastAPI, browser: Browser
) -> None:
    gate = threading.Event()
    bench = app.state.workbench
    real = bench._made
    bench._made = lambda *given: real(*given) if gate.wait(60.0) else None
    site = described(app)
    page = browser.get(f"/sites/{site}/results").text
    part = browser.get(f"/sites/{site}/results/state?first=true", headers={"HX-Request": "true"})

    assert "is being worked out" in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert f'hx-get="/sites/{site}/results/state?first=true"' in page
    assert "HX-Refresh" not in part.headers
    gate.set()
    result_of(app, site)
    ready = browser.get(f"/sites/{site}/results/state?first=true", headers={"HX-Request": "true"})
    assert ready.headers["HX-Refresh"] == "true"


def test_the_first_screen_is_that_of_the_report(
    app: FastAPI, browser: Browser, hollow: str
) -> None:
    page = browser.get(f"/sites/{hollow}/results").text
    report = result_of(app, hollow).report

    for entry in entries(report):
        assert f"<dt>{entry.label}</dt>" in page
    assert page.count('<svg class="lanes"') == 1
    assert page.count('<svg class="odds-chart"') == 1
    assert page.count('id="path-') == len(report.paths)
    assert "style=" not in page
    assert page.count("<h1") == 1


def test_an_old_result_is_shown_while_a_new_one_is_made(
    app: FastAPI, browser: Browser, hollow: str
) -> None:
    gate = threading.Event()
    real = app.state.workbench._made
    app.state.workbench._made = lambda *given: real(*given) if gate.wait(60.0) else None
    with app.state.store.read(LOCAL) as rooms:
        latest = rooms.inventories.latest(hollow)
        inventory = latest.inventory
    with app.state.store.write(LOCAL) as rooms:
        # another place of a field is another draft: its cell may be shown
        rooms.inventories.add(
            hollow, inventory, file="b.yaml", digest=latest.head.digest, places={"": "b"}, at=NOW
        )
    page = browser.get(f"/sites/{hollow}/results").text
    gate.set()

    assert "Your last changes are being worked out" in page
    assert "<dt>DO FIRST" in page


def test_a_failure_is_told_and_can_be_tried_again(app: FastAPI, browser: Browser) -> None:
    bench = app.state.workbench
    real, done = bench._made, threading.Event()

    def fail(*_: object) -> None:
        done.set()
        raise ArithmeticError("a detail of ours")

    bench._made = fail
    site = described(app)
    browser.get(f"/sites/{site}/results")
    assert done.wait(60.0)
    with bench._changed:
        bench._changed.wait_for(lambda: bench._failed, timeout=60.0)
    page = browser.get(f"/sites/{site}/results").text
    assert "could not be worked out" in page
    assert "a detail" not in page
    bench._made = real
    again = browser.post(f"/sites/{site}/results/again")

    assert again.status_code == 200
    assert result_of(app, site).report.paths


def test_findings_are_filtered_and_paged(app: FastAPI, browser: Browser, hollow: str) -> None:
    report = result_of(app, hollow).report
    address = f"/sites/{hollow}/results/findings"
    page = browser.get(address).text
    assert page.count('<th scope="row">') == 40
    assert 'aria-label="Page 2"' in page
    last = browser.get(f"{address}?page=999").text
    assert last.count('<th scope="row">') == len(report.findings) % 40 or 40

    owner = report.findings[0].owner_class.value
    mine = [one for one in report.findings if one.owner_class.value == owner]
    page = browser.get(f"{address}?owner={owner}").text
    assert f"{len(mine)} finding" in page
    service = report.findings[0].harms[0].value
    hurt = [one for one in report.findings if service in one.harms]
    assert f"{len(hurt)} finding" in browser.get(f"{address}?service={service}").text
    assert "No finding is like that" in browser.get(f"{address}?state=accepted").text


def test_every_reading_is_in_the_log(app: FastAPI, browser: Browser, hollow: str) -> None:
    def read() -> int:
        with app.state.store._engines.reading.connect() as connection:
            query = "SELECT count(*) FROM audit WHERE action = 'result.read' AND object = :site"
            return int(connection.execute(text(query), {"site": hollow}).scalar_one())

    before = read()
    for tail in ("", "/findings", "/what-if"):
        assert browser.get(f"/sites/{hollow}/results{tail}").status_code == 200

    assert read() == before + 3


def test_a_page_and_what_it_loads_weigh_less_than_800_kb(browser: Browser, hollow: str) -> None:
    shared = sum(
        (FOLDER / name).stat().st_size for name in ("results.css", "what_if.js", "app.css")
    )
    for tail in ("", "/findings", "/what-if"):
        page = browser.get(f"/sites/{hollow}/results{tail}").content
        # the style sheets and scripts that every page loads take 650 KB
        assert len(page) + shared < 150_000, tail


def test_somebody_elses_site_is_not_there(app: FastAPI, browser: Browser) -> None:
    for tail in ("", "/findings", "/state", "/what-if", "/plan", "/findings/a@b"):
        assert browser.get(f"/sites/{'0' * 32}/results{tail}").status_code == 404
