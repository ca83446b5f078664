"""Results in a real browser: a tick changes the answer, without scripts too."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import (
    DESK,
    PHONE,
    Browser,
    Page,
    Served,
    make_account,
    sideways,
    sign_in,
    tick,
    violations,
)

pytestmark = pytest.mark.browser

WAIT_MS = 120_000
"""Longest wait for a result on a busy machine."""


@pytest.fixture(scope="module")
def results(served: Served, browser: Browser) -> str:
    """Address of the results of a site that was begun from a sample."""
    page = browser.new_context(viewport=DESK).new_page()
    page.set_default_timeout(WAIT_MS)
    make_account(page, served)
    page.goto(f"{served.base}/new-site")
    tick(page, page.locator("input[name=sample]").first)
    page.get_by_role("button", name="Begin from it").click()
    page.wait_for_load_state()
    address = re.sub(r"(/sites/[0-9a-f]{32}).*", r"\1/results", page.url)
    page.goto(address)
    page.get_by_role("heading", name="How this centre could be stopped").wait_for()
    page.context.close()
    return address


def _page(browser: Browser, served: Served, *, scripts: bool, size: dict[str, int]) -> Page:
    page = browser.new_context(viewport=size, java_script_enabled=scripts).new_page()
    page.set_default_timeout(WAIT_MS)
    sign_in(page, served)
    page.wait_for_load_state()
    return page


def test_a_tick_shows_what_changes_and_planning_keeps_it(
    served: Served, browser: Browser, results: str, axe: str
) -> None:
    page = _page(browser, served, scripts=True, size=DESK)
    page.goto(f"{results}/what-if")
    tick(page, page.locator("input[name=m]").first)
    page.get_by_text("Counted in all").wait_for()
    name = page.locator("input[name=m]").first.get_attribute("value")

    assert f"m={name}" in page.url
    assert violations(page, axe) == []
    page.get_by_role("button", name="Plan this one").click()
    page.wait_for_load_state()
    assert page.url.endswith("/results/plan")
    assert page.locator(f"#action-{name}").count() == 1
    assert violations(page, axe) == []
    page.context.close()


def test_without_scripts_a_button_shows_the_same(
    served: Served, browser: Browser, results: str
) -> None:
    page = _page(browser, served, scripts=False, size=PHONE)
    page.goto(f"{results}/what-if")
    tick(page, page.locator("input[name=m]").nth(1))
    page.get_by_role("button", name="Show what changes").click()
    page.wait_for_load_state()

    assert page.get_by_text("of the expected harm goes").count() == 1
    assert page.get_by_text("Counted in all").count() == 1
    assert page.locator("input[name=m]").nth(1).is_checked()
    page.context.close()


@pytest.mark.parametrize("size", [pytest.param(DESK, id="desk"), pytest.param(PHONE, id="phone")])
def test_a_risk_is_accepted_and_taken_back(
    served: Served, browser: Browser, results: str, axe: str, size: dict[str, int]
) -> None:
    page = _page(browser, served, scripts=True, size=size)
    page.goto(results)
    assert violations(page, axe) == []
    assert not sideways(page)
    page.goto(f"{results}/findings")
    assert violations(page, axe) == []
    assert not sideways(page)
    page.locator("table.findings a").first.click()
    page.wait_for_load_state()
    assert violations(page, axe) == []
    assert not sideways(page)
    page.locator("#owner_name").fill("Pat Director")
    page.locator("#reason").fill("Replaced in June.")
    page.get_by_role("button", name="Record that it is accepted").click()
    page.get_by_text("It opens again by itself").wait_for()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("button", name="Record that it is accepted").wait_for()
    page.context.close()
