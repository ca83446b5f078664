"""A token is made, shown once, used within what it was made for, and ended."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from ng911risk.access import Role
from ng911risk.store import LOCAL
from tests.api.conftest import BASE, Browser, sign_in
from tests.store.conftest import post_one, seal_one
from tests.store.sample import NOW

FORM = {"name": "nightly", "kind": "read", "site": "", "assessment": "", "days": "90"}


def _secret(answer: Response) -> str:
    assert answer.status_code == 200, answer.text
    found = re.search(r'value="(ng911_[^"]+)"', answer.text)
    assert found is not None
    return found[1]


def _ask(app: FastAPI, secret: str, address: str, method: str = "GET", **more: object) -> Response:
    """Ask as a program: without the cookies of the browser; the application runs already."""
    client = TestClient(app, base_url=BASE, raise_server_exceptions=False)
    headers = {"Authorization": f"Bearer {secret}"}
    return client.request(method, address, headers=headers, **more)  # type: ignore[arg-type] # a mix


@pytest.fixture
def things(
    app: FastAPI, browser: Browser
) -> tuple[str, str, str]:  # the browser starts the application
    """A site, its assessment, and one more."""
    with app.state.store.write(LOCAL) as rooms:
        site = rooms.sites.add("Cedar County", at=NOW).id
        post_one(rooms, site)
        return site, seal_one(rooms, site).id, seal_one(rooms, site, seed=2).id


def test_a_token_is_shown_once_and_works(app: FastAPI, browser: Browser) -> None:
    secret = _secret(browser.post("/settings/tokens", FORM))

    page = browser.get("/settings/tokens").text
    assert "nightly" in page
    assert "90" in page
    assert secret not in page
    assert _ask(app, secret, "/api/v1/sites").status_code == 200
    assert "Never" not in browser.get("/settings/tokens").text


def test_a_reading_token_changes_nothing(app: FastAPI, browser: Browser) -> None:
    secret = _secret(browser.post("/settings/tokens", FORM))

    answer = _ask(app, secret, "/api/v1/sites", "POST", json={"name": "x"})

    assert answer.status_code == 403


def test_a_writing_token_changes_something(app: FastAPI, browser: Browser) -> None:
    secret = _secret(browser.post("/settings/tokens", FORM | {"kind": "write"}))

    answer = _ask(app, secret, "/api/v1/sites", "POST", json={"name": "x"})

    assert answer.status_code == 201


def test_a_token_of_one_assessment_reads_that_and_nothing_else(
    app: FastAPI, browser: Browser, things: tuple[str, str, str]
) -> None:
    site, one, other = things
    secret = _secret(browser.post("/settings/tokens", FORM | {"assessment": one}))

    assert _ask(app, secret, f"/api/v1/assessments/{one}/report").status_code == 200
    assert _ask(app, secret, f"/api/v1/assessments/{other}/report").status_code == 404
    assert _ask(app, secret, f"/api/v1/sites/{site}/inventories").status_code == 403
    listed = _ask(app, secret, f"/api/v1/sites/{site}/assessments").json()
    assert [head["id"] for head in listed] == [one]


def test_a_token_of_one_site_does_not_know_the_others(
    app: FastAPI, browser: Browser, things: tuple[str, str, str]
) -> None:
    with app.state.store.write(LOCAL) as rooms:
        birch = rooms.sites.add("Birch", at=NOW).id
    secret = _secret(browser.post("/settings/tokens", FORM | {"site": birch}))

    assert [one["name"] for one in _ask(app, secret, "/api/v1/sites").json()] == ["Birch"]
    assert _ask(app, secret, f"/api/v1/assessments/{things[1]}/report").status_code == 404


def test_a_revoked_token_is_dead_at_once(app: FastAPI, browser: Browser) -> None:
    secret = _secret(browser.post("/settings/tokens", FORM))
    with app.state.store.read(LOCAL) as rooms:
        id = rooms.tokens.all()[0].id

    for _ in range(2):  # the second time it is so already
        answer = browser.post("/settings/tokens/revoke", {"token": id})
        assert answer.status_code == 200
        assert "Revoked" in answer.text

    assert _ask(app, secret, "/api/v1/sites").status_code == 401


def test_whoever_is_shut_out_takes_their_tokens_along(app: FastAPI, browser: Browser) -> None:
    secret = _secret(browser.post("/settings/tokens", FORM))
    with app.state.store.write(LOCAL) as rooms:
        rooms.users.add(
            login="b@example.org", name="B", role=Role.PSAP_ADMINISTRATOR, password_hash="", at=NOW
        )
        (maker,) = [one for one in rooms.users.all() if one.login != "b@example.org"]
        rooms.users.disable(maker.id, at=NOW)

    assert _ask(app, secret, "/api/v1/sites").status_code == 401


def test_a_token_never_holds_more_than_its_maker_does_now(app: FastAPI, browser: Browser) -> None:
    secret = _secret(browser.post("/settings/tokens", FORM | {"kind": "write"}))
    with app.state.store.write(LOCAL) as rooms:
        rooms.users.add(
            login="b@example.org", name="B", role=Role.PSAP_ADMINISTRATOR, password_hash="", at=NOW
        )
        (maker,) = [one for one in rooms.users.all() if one.login != "b@example.org"]
        rooms.users.change_role(
            maker.id, Role.VIEWER, was=Role.PSAP_ADMINISTRATOR, until=None, at=NOW
        )

    assert _ask(app, secret, "/api/v1/sites", "POST", json={"name": "x"}).status_code == 403
    assert _ask(app, secret, "/api/v1/sites").status_code == 200


WRONG = {
    "no name": {"name": ""},
    "no days": {"days": ""},
    "no number": {"days": "soon"},
    "too long": {"days": "400"},
    "none": {"days": "0"},
    "no such assessment": {"assessment": "0" * 32},
    "writing a seal": {"kind": "write", "assessment": "own"},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_said_at_its_field_and_keeps_the_rest(
    app: FastAPI, browser: Browser, things: tuple[str, str, str], change: dict[str, str]
) -> None:
    if change.get("assessment") == "own":
        change = change | {"assessment": things[1]}

    answer = browser.post("/settings/tokens", FORM | change)

    assert answer.status_code == 422
    assert "No token was made yet" in answer.text
    assert 'role="alert"' in answer.text
    if "name" not in change:
        assert 'value="nightly"' in answer.text
    with app.state.store.read(LOCAL) as rooms:
        assert rooms.tokens.all() == ()


def test_an_analyst_makes_tokens_and_a_viewer_none(app: FastAPI, stranger: TestClient) -> None:
    analyst = sign_in(app, stranger, Role.SECURITY_ANALYST)
    assert _secret(analyst.post("/settings/tokens", FORM))

    viewer = sign_in(app, stranger, Role.VIEWER)
    assert viewer.post("/settings/tokens", FORM).status_code == 403


def test_an_end_is_an_end(app: FastAPI, browser: Browser) -> None:
    secret = _secret(browser.post("/settings/tokens", FORM | {"days": "1"}))
    app.state.parts = replace(app.state.parts, now=lambda: NOW + timedelta(days=1))

    assert _ask(app, secret, "/api/v1/sites").status_code == 401
