from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi import FastAPI

from ng911risk.store import LOCAL
from ng911risk_api.work.workbench import Live
from tests.api.conftest import Browser
from tests.api.web.pages.hollow import LONG_S, described, hollow, parts, result_of

__all__ = ["hollow", "parts"]

PART = {"HX-Request": "true"}


@pytest.fixture
def measures(app: FastAPI, hollow: str) -> list[str]:
    """The first two measures that can be ticked."""
    actions = result_of(app, hollow).report.actions
    return [one.mitigation for one in actions if one.available][:2]


def test_nothing_ticked_says_that_all_stays(browser: Browser, hollow: str) -> None:
    page = browser.get(f"/sites/{hollow}/results/what-if").text

    assert "Nothing is ticked" in page
    assert 'type="submit">Show what changes' in page
    assert " checked" not in page


def test_without_a_script_the_page_holds_the_whole_answer(
    browser: Browser, hollow: str, measures: list[str]
) -> None:
    one, two = measures
    page = browser.get(f"/sites/{hollow}/results/what-if?m={one}&m={two}").text

    assert page.count(" checked") == 2
    assert "2 measures:" in page
    assert "Counted in all" in page
    assert "Plan these 2" in page


def test_htmx_gets_a_first_answer_and_then_the_whole(
    browser: Browser, hollow: str, measures: list[str]
) -> None:
    address = f"/sites/{hollow}/results/what-if?m={measures[0]}"
    first = browser.get(address, headers=PART).text
    again = re.search(r'hx-get="([^"]+)"', first)

    assert "<html" not in first
    assert "A first answer from" in first
    assert again is not None
    whole = browser.get(again[1].replace("&amp;", "&"), headers=PART).text
    assert "Counted in all" in whole
    assert "hx-get" not in whole


def test_nothing_is_saved_until_it_is_planned(
    app: FastAPI, browser: Browser, hollow: str, measures: list[str]
) -> None:
    browser.get(f"/sites/{hollow}/results/what-if?m={measures[0]}")
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.tracked.of_site(hollow) == ()
    browser.post(f"/sites/{hollow}/results/plan", data={"m": measures})
    with app.state.store.read(LOCAL) as rooms:
        assert {one.mitigation for one in rooms.tracked.of_site(hollow)} == set(measures)


def test_what_nobody_knows_is_not_ticked(browser: Browser, hollow: str) -> None:
    page = browser.get(f"/sites/{hollow}/results/what-if?m=no-such-thing").text

    assert "Nothing is ticked" in page


def test_what_was_ticked_and_is_done_by_now_is_named(
    app: FastAPI, browser: Browser, hollow: str, measures: list[str]
) -> None:
    listed = {one.mitigation for one in result_of(app, hollow).report.actions}
    done, entry = next(
        (name, one)
        for name, one in app.state.parts.catalog.mitigations.items()
        if name not in listed
    )
    address = f"/sites/{hollow}/results/what-if"

    only = browser.get(f"{address}?m={done}", headers=PART).text
    both = browser.get(f"{address}?m={done}&m={measures[0]}", headers=PART).text

    assert "Nothing is ticked" not in only
    assert f"nothing left to do for: {entry.title}" in unescape(only)
    assert "nothing left to do for" in both
    assert "1 measure:" in both


def test_while_there_is_no_result_what_is_ticked_is_kept(
    app: FastAPI, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = described(app, "Late County")
    none_yet = Live(result=None, current=False)
    monkeypatch.setattr(app.state.workbench, "live", lambda *_, **__: none_yet)

    page = browser.get(f"/sites/{site}/results/what-if?m=mfa", headers=PART).text

    assert "worked out anew" in page
    assert "what-if?m=mfa" in page
    assert "Nothing is ticked" not in page
    assert "<html" not in page


def test_the_best_set_for_an_amount_can_be_taken(
    app: FastAPI, browser: Browser, hollow: str
) -> None:
    address = f"/sites/{hollow}/results/what-if/sets"
    assert "being worked out" in browser.get(address, headers=PART).text
    bench, result = app.state.workbench, result_of(app, hollow)
    with bench._changed:
        done = bench._changed.wait_for(
            lambda: bench._ladders[result.draft.key].whole, timeout=LONG_S
        )
    assert done
    rung = bench.ladder(result).rungs[-1]
    part = browser.get(f"{address}?budget={rung.budget:.0f}", headers=PART).text

    assert 'hx-trigger="load' not in part
    assert "Proven, if costs and chances are right" in part
    take = re.search(r'href="([^"]+)">Take this set', part)
    assert take is not None
    page = browser.get(take[1].replace("&amp;", "&")).text
    assert page.count(" checked") == len(rung.mitigations)
    assert f'value="{rung.budget:.0f}" selected' in page
