"""From the first start to a PDF for the board, as a new user goes: desk, phone, keys, no script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import (
    DESK,
    PHONE,
    Browser,
    Page,
    Serve,
    Served,
    make_account,
    sideways,
    sign_in,
    tick,
)

pytestmark = pytest.mark.browser

WAIT_MS = 60_000
"""Longest wait for a result on a busy machine."""


@pytest.fixture
def fresh(serve: Serve, fresh_target: str) -> Served:
    """A server that nobody has ever used."""
    return serve(fresh_target)


@pytest.fixture(
    params=[
        pytest.param((DESK, True), id="desk"),
        pytest.param((PHONE, True), id="phone"),
        pytest.param((DESK, False), id="desk-without-scripts"),
        pytest.param((PHONE, False), id="phone-without-scripts"),
    ]
)
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page that fails the test when it complains in the console."""
    size, scripts = request.param
    context = browser.new_context(viewport=size, java_script_enabled=scripts, accept_downloads=True)
    made = context.new_page()
    made.set_default_timeout(WAIT_MS)
    complaints: list[str] = []
    made.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    made.on("pageerror", lambda one: complaints.append(str(one)))
    yield made
    context.close()
    assert complaints == []


def test_from_the_first_start_to_a_pdf_for_the_board(
    fresh: Served, page: Page, tmp_path: Path
) -> None:
    make_account(page, fresh)

    _begin_from_the_rural_sample(page, fresh)
    _answer_some_questions(page, fresh)
    _see_the_results(page)
    pdf = _seal_and_take_the_pdf(page, tmp_path)

    assert pdf[:5] == b"%PDF-"
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid" in pdf


def test_twenty_five_questions_lead_to_a_first_result(fresh: Served, page: Page) -> None:
    make_account(page, fresh)
    page.goto(f"{fresh.base}/new-site")
    page.get_by_label("Name of the centre").first.fill("Birch County 9-1-1")
    page.get_by_role("button", name="Start the questions").click()

    go_on = page.get_by_role("button", name="Save and go on")
    go_on.or_(page.get_by_role("button", name="Show me my first result")).first.wait_for()
    pages = 0
    while go_on.count():
        pages += 1
        assert pages < 10
        assert not sideways(page)
        for unknown in page.locator("input[type=radio][value=unknown]").all():
            tick(page, unknown)
        here = page.url
        go_on.click()
        page.wait_for_url(lambda url, here=here: url != here)
        # a slow page has neither button yet, which is not the end
        go_on.or_(page.get_by_role("button", name="Show me my first result")).first.wait_for()
    page.get_by_role("button", name="Show me my first result").click()

    _wait_for_result(page)
    assert page.get_by_text("Odds in a year").first.is_visible()


def test_the_whole_way_can_be_gone_with_keys(fresh: Served, browser: Browser) -> None:
    page = browser.new_page(viewport=DESK)
    page.set_default_timeout(WAIT_MS)
    make_account(page, fresh)
    page.goto(f"{fresh.base}/")

    page.keyboard.press("Tab")
    assert "Skip" in _focused(page), "the first stop is the way past the navigation"
    _go_to(page, "Add your centre")
    page.keyboard.press("Enter")
    page.wait_for_url("**/new-site")
    _go_to(page, "Begin from it")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites/**")
    _go_to(page, "Results")
    page.keyboard.press("Enter")
    page.wait_for_url("**/results")
    _wait_for_result(page)
    _go_to(page, "What if")
    page.keyboard.press("Enter")
    page.wait_for_url("**/what-if")
    _go_to(page, "", role="checkbox")
    page.keyboard.press("Space")

    page.wait_for_function("/year|hours|calls/i.test(document.body.innerText)")
    assert page.evaluate("document.querySelectorAll('input[type=checkbox]:checked').length") == 1


def test_what_was_shown_as_saved_is_there_after_the_server_was_killed(
    serve: Serve, fresh_target: str, browser: Browser
) -> None:
    served = serve(fresh_target)
    page = browser.new_page(viewport=DESK)
    page.set_default_timeout(WAIT_MS)
    make_account(page, served)
    _begin_from_the_rural_sample(page, served)
    address = _first_topic(page, served)
    group = page.get_by_role("main").locator("fieldset").first
    tick(page, group.locator("input[value=no]"))
    page.get_by_text(re.compile(r"Saved .*\d\d:\d\d")).first.wait_for()

    served.kill()
    again = serve(fresh_target)
    sign_in(page, again)
    page.goto(again.base + address.removeprefix(served.base))

    # what is answered stands further down, among the answers to look at again
    assert page.evaluate("document.querySelectorAll('input[value=no]:checked').length") >= 1


def _begin_from_the_rural_sample(page: Page, served: Served) -> None:
    page.goto(f"{served.base}/new-site")
    tick(page, page.locator("input[name=sample][value*=prairie]"))
    with page.expect_navigation():
        page.get_by_role("button", name="Begin from it").click()
    assert "/sites/" in page.url
    assert not sideways(page)


def _site(page: Page) -> str:
    return str(re.sub(r"(/sites/[0-9a-f]{32}).*", r"\1", page.url))


def _first_topic(page: Page, served: Served) -> str:
    page.goto(f"{_site(page)}/questions")
    with page.expect_navigation():
        page.get_by_role("main").locator("a[href*='/questions/']").first.click()
    return str(page.url)


def _answer_some_questions(page: Page, served: Served) -> None:
    _first_topic(page, served)
    groups = page.get_by_role("main").locator("fieldset:has(input[type=radio][value=unknown])")
    assert groups.count() >= 1
    for number in range(min(2, groups.count())):
        tick(page, groups.nth(number).locator("input[value=unknown]"))
    page.get_by_role("button", name="Save answers").click()
    page.get_by_text(re.compile("Saved: |Nothing was changed")).wait_for()
    assert not sideways(page)


def _see_the_results(page: Page) -> None:
    page.goto(f"{_site(page)}/results")
    _wait_for_result(page)
    assert page.get_by_text("Odds in a year").first.is_visible()
    assert page.locator("svg[role=img] title").count() >= 1
    assert not sideways(page)


def _wait_for_result(page: Page) -> None:
    """Until the page itself shows the result: it asks again by itself, scripts or not."""
    page.get_by_role("heading", name="How this centre could be stopped").wait_for(timeout=WAIT_MS)
    page.get_by_text("Odds in a year").first.wait_for(timeout=WAIT_MS)


def _seal_and_take_the_pdf(page: Page, folder: Path) -> bytes:
    page.goto(f"{_site(page)}/reports")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Seal")).first.click()
    assert not sideways(page)
    link = page.get_by_role("main").locator("a[href$='.pdf']").first
    with page.expect_download() as download:
        link.click()
    file = folder / "board.pdf"
    download.value.save_as(file)
    return file.read_bytes()


def _focused(page: Page) -> str:
    return str(
        page.evaluate(
            "document.activeElement.innerText || document.activeElement.value"
            " || document.activeElement.getAttribute('aria-label') || ''"
        )
    )


def _go_to(page: Page, words: str, *, role: str = "") -> None:
    """Press Tab until the focus is on what says `words`, as somebody without a mouse would."""
    for _ in range(200):
        page.keyboard.press("Tab")
        kind: Any = page.evaluate("document.activeElement.type || ''")
        if role and kind == role:
            return
        if not role and _focused(page).strip().startswith(words):
            assert page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
                " || getComputedStyle(document.activeElement).boxShadow !== 'none'"
            ), "the focus can be seen"
            return
    raise AssertionError(f"no key leads to {words or role!r} on {page.url}")
