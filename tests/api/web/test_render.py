from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jinja2 import UndefinedError

from ng911risk.access import Role
from ng911risk_api.web.render import day, environment, moment
from tests.api.conftest import Browser, sign_in


def test_a_moment_is_told_in_one_time_for_everybody() -> None:
    east = timezone(timedelta(hours=2))

    assert moment(datetime(2026, 11, 25, 16, 5, tzinfo=east)) == "25 Nov 2026, 14:05 UTC"
    assert day(datetime(2026, 11, 25, 1, 0, tzinfo=east)) == "24 Nov 2026"
    assert day(datetime(2026, 3, 1, tzinfo=UTC)) == "1 Mar 2026"


def test_what_people_write_is_never_taken_for_markup() -> None:
    shown = environment().from_string("<p>{{ name }}</p>").render(name="<b>&")

    assert shown == "<p>&lt;b&gt;&amp;</p>"


def test_a_name_that_a_template_misspells_is_a_defect() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing_of_that_name }}").render()


def test_the_navigation_leads_only_to_what_somebody_may_see(
    app: FastAPI, browser: Browser, stranger: TestClient, site: str
) -> None:
    whole = browser.get(f"/sites/{site}").text
    less = sign_in(app, stranger, Role.VIEWER).get(f"/sites/{site}").text

    assert f'href="/sites/{site}/evidence"' in whole
    assert f'href="/sites/{site}/evidence"' not in less
    assert f'href="/sites/{site}/questions"' in less


def test_every_page_forbids_scripts_that_are_not_ours(browser: Browser) -> None:
    policy = browser.get("/account").headers["content-security-policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
