"""The questions that lead to a first result."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from ng911risk.importers.start import build_inventory
from ng911risk.importers.start_questions import QUESTIONS
from ng911risk.model.scales import Stage, Status
from ng911risk.store import LOCAL
from ng911risk_api.web.pages.first_questions import STEPS, WORDS, questions_of
from tests.api.conftest import Browser
from tests.api.web.pages.test_inventory_edit import latest
from tests.store.sample import NOW


@pytest.fixture
def start(app: FastAPI, browser: Browser) -> str:
    """Return where the questions of a new site are."""
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar", at=NOW).id
    return f"/sites/{site}/inventory/start"


def test_every_question_stands_on_one_page_and_every_choice_has_words() -> None:
    asked = [one for number in range(1, len(STEPS) + 1) for one in questions_of(number)]

    assert tuple(asked) == QUESTIONS
    assert {word for one in QUESTIONS for word in one.allowed} <= {*WORDS, "unknown"}
    assert sum(step.minutes for step in STEPS) == 15


def test_without_one_answer_there_is_a_first_result_in_which_all_is_assumed(
    app: FastAPI, browser: Browser, start: str
) -> None:
    for number in range(1, len(STEPS) + 1):
        unknown = {f"unknown-{one.id}": "1" for one in questions_of(number)}
        browser.post(f"{start}/{number}", unknown)
    review = browser.get(start)

    answer = browser.post(f"{start}/finish", {"seen": "0"}, follow_redirects=False)

    assert review.url.path == f"{start}/review"
    assert review.text.count("I don&#39;t know") == len(QUESTIONS)
    assert answer.headers["location"].endswith("/results")
    stored = latest(app, start.split("/")[2])
    assert len(stored.inventory.assumed) >= len(build_inventory({}).assumed) - 1
    assert {one.status for one in stored.inventory.controls} == {Status.UNKNOWN}


def test_answers_become_the_inventory_under_the_name_of_who_gave_them(
    app: FastAPI, browser: Browser, start: str
) -> None:
    browser.post(f"{start}/1", {"arrival": "phone-lines", "name": "Cedar County 911"})
    browser.post(f"{start}/2", {"positions": "3"})
    browser.post(f"{start}/5", {"offline_backups": "yes", "generator": "no"})
    browser.post(f"{start}/finish", {"seen": "0"}, follow_redirects=False)

    stored = latest(app, start.split("/")[2])

    assert stored.inventory.site.stage is Stage.LEGACY
    assert stored.inventory.site.positions == 3
    assert "generator" not in {asset.id for asset in stored.inventory.assets}
    [control] = stored.inventory.controls
    assert (control.said_by, control.on) == ("Administrator of the centre", NOW.date())
    with app.state.store.read(LOCAL) as rooms:
        [site] = rooms.sites.all()
        assert site.name == "Cedar County 911"
        assert rooms.uploads.notes(site.id) is None


def test_what_is_right_is_saved_beside_what_is_wrong(browser: Browser, start: str) -> None:
    answer = browser.post(f"{start}/2", {"positions": "3", "on_duty_day": "two"})

    assert answer.status_code == 422
    assert 'value="two"' in answer.text
    assert 'name="positions" value="3"' in browser.get(f"{start}/2").text


def test_what_can_hardly_be_meant_is_saved_and_asked_about(browser: Browser, start: str) -> None:
    answer = browser.post(f"{start}/2", {"calls_day": "40", "on_duty_day": "2"})

    assert answer.status_code == 200
    assert "40 calls an hour for 2 people: is that right?" in answer.text
    assert f'href="{start}/2#calls_day"' in answer.text
    assert "is that right?" in browser.get(f"{start}/review").text


def test_a_script_that_saves_as_you_go_gets_a_line_with_the_time(
    browser: Browser, start: str
) -> None:
    answer = browser.post(f"{start}/2", {"positions": "3"}, headers={"HX-Request": "true"})

    assert answer.text.strip() == "Saved 24 Nov 2026, 08:30 UTC."


def test_a_page_that_is_none_is_not_there(browser: Browser, start: str) -> None:
    assert browser.get(f"{start}/0").status_code == 404
    assert browser.get(f"{start}/6").status_code == 404


def test_answering_again_over_a_newer_version_is_refused(
    app: FastAPI, browser: Browser, start: str
) -> None:
    browser.post(f"{start}/finish", {"seen": "0"}, follow_redirects=False)

    answer = browser.post(f"{start}/finish", {"seen": "0"}, follow_redirects=False)

    assert answer.status_code == 409
    assert "Nothing was overwritten" in answer.text
    assert latest(app, start.split("/")[2]).head.number == 1
