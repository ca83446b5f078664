"""The report in a real browser: it fits a phone, prints, and asks nobody for anything."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from ng911risk.content import load_catalog
from ng911risk.engine.assess import assess
from ng911risk.exporters import render
from ng911risk.importers import read_inventory

pytestmark = pytest.mark.browser

Browser: TypeAlias = Any
"""Playwright is only there where a browser is, so its types are not."""

PHONE = {"width": 375, "height": 800}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    name = "pine-county.yaml"
    data = resources.files("ng911risk.samples").joinpath(name).read_bytes()
    read = read_inventory(data, file=name)
    made = assess(
        read.inventory,
        load_catalog(),
        at=datetime(2026, 1, 1, tzinfo=UTC),
        tool_version="test",
        inventory_digest=read.digest,
        place=read.place,
    )
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_bytes(render(made, "html"))
    return file


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_never_scrolls_sideways_and_runs_without_a_complaint(
    browser: Browser, report: Path, size: dict[str, int]
) -> None:
    page = browser.new_page(viewport=size)
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: asked.append(request.url))

    page.goto(report.as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert page.locator("h1").count() == 1
    assert page.locator("svg").count() >= 1
    assert complaints == []
    assert asked == [report.as_uri()]


def test_it_says_the_same_without_javascript(browser: Browser, report: Path) -> None:
    with_script = browser.new_context().new_page()
    without = browser.new_context(java_script_enabled=False).new_page()
    for page in (with_script, without):
        page.goto(report.as_uri())

    assert without.locator("main").inner_text() == with_script.locator("main").inner_text()


def test_it_prints(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())

    assert page.pdf(format="Letter").startswith(b"%PDF-")
