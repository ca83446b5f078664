from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.store import LOCAL
from ng911risk.store.tracked import Progress, TrackedAction
from ng911risk_api.web.pages.track import Line, columns
from tests.api.conftest import HTTPS, Browser, sign_in
from tests.api.web.pages.hollow import hollow, parts, result_of
from tests.store.sample import NOW

__all__ = ["hollow", "parts"]

MEASURE = "tested-offline-backups"


@pytest.fixture
def plan(hollow: str) -> str:
    """Address of the board."""
    return f"/sites/{hollow}/results/plan"


def _save(browser: Browser, plan: str, **more: Any) -> Any:  # noqa: ANN401
    fields = {"seen": "0", "owner": "County IT", "due": "2027-01-31", "status": "open", "note": ""}
    return browser.post(f"{plan}/{MEASURE}", data=fields | more)


def test_an_action_has_owner_date_and_status(browser: Browser, plan: str) -> None:
    answer = _save(browser, plan, note="Ask Lee.")

    assert answer.status_code == 200
    assert "<bdi>County IT</bdi>" in answer.text
    assert "due 31 Jan 2027" in answer.text
    assert "Ask Lee." in answer.text


def test_two_on_one_action_see_both_and_choose(browser: Browser, plan: str) -> None:
    _save(browser, plan)
    _save(browser, plan, seen="1", owner="Theirs")
    answer = _save(browser, plan, seen="1", owner="Mine", note="Mine too")

    assert answer.status_code == 409
    assert "<bdi>Theirs</bdi>" in answer.text
    assert 'value="Mine"' in answer.text
    assert 'name="seen" value="2"' in answer.text
    assert "<bdi>Mine</bdi>" in _save(browser, plan, seen="2", owner="Mine").text


def test_done_offers_to_record_the_answer(browser: Browser, hollow: str, plan: str) -> None:
    page = _save(browser, plan, status="done").text

    assert "record the answer" in page
    assert f"/sites/{hollow}/questions?subject={MEASURE}" in page
    assert "Done or dropped" in browser.get(plan).text


def test_what_cannot_be_read_is_told_and_nothing_is_lost(browser: Browser, plan: str) -> None:
    answer = _save(browser, plan, due="soon", note="Kept")

    assert answer.status_code == 422
    assert "year-month-day" in answer.text
    assert "Kept" in answer.text


def test_measures_that_the_catalogue_lacks_are_not_there(browser: Browser, plan: str) -> None:
    assert browser.get(f"{plan}/no-such-measure").status_code == 404
    assert browser.post(plan, data={"m": "no-such-measure"}).status_code == 404
    assert browser.get(f"{plan}/{MEASURE}").status_code == 200


def test_a_viewer_reads_and_does_not_change(app: FastAPI, hollow: str, plan: str) -> None:
    with TestClient(app, base_url=HTTPS, raise_server_exceptions=False) as other:
        viewer = sign_in(app, other, Role.VIEWER)
        result_of(app, hollow)
        assert _save(viewer, plan).status_code == 403
        assert viewer.post(plan, data={"m": MEASURE}).status_code == 403
        page = viewer.get(plan).text
        form = viewer.get(f"{plan}/{MEASURE}").text
    assert "Plan these" not in page
    assert "<textarea" not in form


def test_planning_names_who_would_do_it(app: FastAPI, browser: Browser, plan: str) -> None:
    browser.post(plan, data={"m": [MEASURE]})
    with app.state.store.read(LOCAL) as rooms:
        [one] = rooms.tracked.of_site(plan.split("/")[2])

    assert one.owner
    assert one.status is Progress.OPEN


def test_who_is_late_stands_first_and_what_is_late_at_the_top() -> None:
    def line(owner: str, name: str, late: bool) -> Line:
        due = NOW.date() + timedelta(days=-1 if late else 1)
        tracked = TrackedAction(
            site="", mitigation=name, number=1, owner=owner, due=due, status=Progress.OPEN,
            note="", by_name="", at=NOW,
        )  # fmt: skip
        return Line(tracked=tracked, title=name, action=None, late=late)

    found = columns(
        [line("Alpha", "a", False), line("Zulu", "b", False), line("Zulu", "c", True),
         line("", "d", False)]
    )  # fmt: skip

    assert [one.owner for one in found] == ["Zulu", "Alpha", "Nobody named yet"]
    assert [one.title for one in found[0].lines] == ["c", "b"]
    assert found[0].late == 1
