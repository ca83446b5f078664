from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from jinja2 import UndefinedError

from ng911risk.access import Role
from ng911risk_api.web.render import address_of_server, day, environment, moment, see_other
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


def test_after_a_form_a_browser_is_sent_on() -> None:
    answer = see_other("/account")

    assert (answer.status_code, answer.headers["location"]) == (303, "/account")


def test_links_lead_where_people_reach_the_server_not_where_a_header_says(app: FastAPI) -> None:
    headers = [(b"host", b"127.0.0.1:8911"), (b"origin", b"https://evil.example")]
    seen: dict[str, Any] = {
        "type": "http", "scheme": "http", "path": "/", "query_string": b"", "app": app,
        "headers": headers,
    }  # fmt: skip

    assert address_of_server(Request(seen)) == "http://127.0.0.1:8911"

    app.state.settings = app.state.settings.model_copy(update={"address": "https://a.example"})
    assert address_of_server(Request(seen)) == "https://a.example"
