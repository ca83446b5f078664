from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.model.scales import Level
from ng911risk.store import LOCAL
from ng911risk_api.work.finding_lines import Decided, State, line_of
from tests.api.conftest import HTTPS, Browser, sign_in
from tests.api.web.pages.hollow import hollow, parts, result_of
from tests.store.sample import NOW

__all__ = ["hollow", "parts"]

UNTIL = (NOW + timedelta(days=300)).date()
FIELDS = {
    "owner_role": "director",
    "owner_name": "Pat Director",
    "reason": "Replaced in June; watched until then.",
    "until": UNTIL.isoformat(),
}


@pytest.fixture
def finding(app: FastAPI, hollow: str) -> str:
    """Id of a finding of the site."""
    return result_of(app, hollow).report.findings[0].id


def _accept(browser: Browser, site: str, finding: str, **more: Any) -> Any:  # noqa: ANN401
    address = f"/sites/{site}/results/findings/{finding}/accept"
    return browser.post(address, data=FIELDS | more)


def test_an_accepted_risk_is_shown_and_changes_no_number(
    app: FastAPI, browser: Browser, hollow: str, finding: str
) -> None:
    before = result_of(app, hollow)
    answer = _accept(browser, hollow, finding)
    assert answer.status_code == 200
    assert "Accepted by <bdi>Pat Director</bdi>" in answer.text
    first = browser.get(f"/sites/{hollow}/results").text

    assert result_of(app, hollow) is before
    assert "Replaced in June" in first
    assert "1 finding" in browser.get(f"/sites/{hollow}/results/findings?state=accepted").text


def test_what_was_taken_back_is_open_and_stays_readable(
    app: FastAPI, browser: Browser, hollow: str, finding: str
) -> None:
    _accept(browser, hollow, finding)
    with app.state.store.read(LOCAL) as rooms:
        made = rooms.acceptances.of_site(hollow)[0]
    answer = browser.post(f"/sites/{hollow}/results/acceptances/{made.id}/withdraw")

    assert "Record that it is accepted" in answer.text
    assert "taken back 24 Nov 2026" in answer.text


def test_every_missing_part_is_told_and_what_was_typed_stays(
    browser: Browser, hollow: str, finding: str
) -> None:
    answer = _accept(browser, hollow, finding, reason="", owner_name="", until="2099-01-01")

    assert answer.status_code == 422
    for text in ("Give the reason", "Say who accepts it", "2 years at most", 'value="2099-01-01"'):
        assert text in answer.text
    assert _accept(browser, hollow, finding, until="soon").status_code == 422
    assert _accept(browser, hollow, finding, owner_role="clerk").status_code == 422


def test_only_who_may_accepts(app: FastAPI, hollow: str, finding: str) -> None:
    with TestClient(app, base_url=HTTPS, raise_server_exceptions=False) as other:
        assessor = sign_in(app, other, Role.ASSESSOR)
        result_of(app, hollow)
        assert _accept(assessor, hollow, finding).status_code == 403
        page = assessor.get(f"/sites/{hollow}/results/findings/{finding}").text
    assert "Only the administrator of the centre" in page


def test_it_opens_again_by_the_date_and_when_the_risk_rises(
    app: FastAPI, browser: Browser, hollow: str, finding: str
) -> None:
    _accept(browser, hollow, finding)
    one = result_of(app, hollow).report.findings[0]
    with app.state.store.read(LOCAL) as rooms:
        room = rooms.acceptances

        def decided(days: int) -> Decided:
            today = UNTIL + timedelta(days=days)
            ended = {other.finding: other for other in room.expired(hollow, today)}
            standing = room.standing(hollow, today)
            return Decided(standing=standing, ended=ended, tracked={}, today=today)

        assert line_of(one, decided(0)).state is State.ACCEPTED
        assert line_of(one, decided(1)).state is State.REOPENED
        worse = line_of(replace(one, risk=Level.VERY_HIGH), decided(0))
    assert one.risk < Level.VERY_HIGH
    assert worse.state is State.REOPENED
    assert one.risk.words in worse.why
