from __future__ import annotations

import re

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk_api.auth.visitor import COOKIE
from tests.api.accounts import (
    LOGIN,
    NEW_PASSWORD,
    Clock,
    add,
    another,
    app,
    clock,
    current,
    give,
    hidden,
    is_in,
    signed_in,
    told,
    words_of,
)
from tests.api.conftest import PASSWORD, Browser

__all__ = ["app", "clock"]

CHANGE = {"current": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}


@pytest.fixture
def pat(app: FastAPI, stranger: TestClient) -> Browser:
    """Somebody signed in."""
    add(app)
    return signed_in(stranger)


def key_in(page: str) -> str:
    found = re.search(r'class="key">([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


def turn_on(pat: Browser, clock: Clock) -> tuple[str, list[str]]:
    """Set up the second factor; its key, and the recovery codes."""
    key = key_in(pat.get("/account/second-factor").text)
    answer = pat.post(
        "/account/second-factor", {"current": PASSWORD, "code": pyotp.TOTP(key).at(clock.now)}
    )
    assert answer.status_code == 200, words_of(answer)
    pat.csrf = current(pat.client).csrf
    return key, re.findall(r"<code>([a-z2-7-]{19})</code>", answer.text)


def test_another_name_is_shown_at_once(pat: Browser) -> None:
    assert pat.post("/account/name", {"name": "Pat <b>"}).status_code == 303

    assert "Pat &lt;b&gt;" in pat.get("/account").text
    assert pat.post("/account/name", {"name": ""}).status_code == 422


def test_another_password_ends_every_other_session_and_renews_this_one(
    app: FastAPI, pat: Browser
) -> None:
    before = pat.client.cookies[COOKIE]
    with another(app) as elsewhere:
        signed_in(elsewhere)

        answer = pat.post("/account/password", CHANGE)

        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        assert pat.client.cookies[COOKIE] != before
        assert is_in(pat.client)
        assert not is_in(elsewhere)
        elsewhere.cookies.set(COOKIE, before, path="/")
        assert not is_in(elsewhere)
        assert give(elsewhere, LOGIN, PASSWORD).status_code == 422
        assert give(elsewhere, LOGIN, NEW_PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"current": "wrong"}, "not your password"),
        ({"current": ""}, "not your password"),
        ({"again": "other"}, "not the same"),
        ({"password": "short", "again": "short"}, "at least 12"),
    ],
)
def test_an_open_session_alone_changes_no_password(
    pat: Browser, wrong: dict[str, str], words: str
) -> None:
    answer = pat.post("/account/password", {**CHANGE, **wrong})

    assert answer.status_code == 422
    assert words in words_of(answer)
    assert is_in(pat.client)
    assert give(pat.client, LOGIN, PASSWORD).status_code == 303


def test_guessing_the_password_from_an_open_session_locks_too(pat: Browser) -> None:
    for _ in range(5):
        pat.post("/account/password", {**CHANGE, "current": "wrong"})

    assert pat.post("/account/password", CHANGE).status_code == 422


def test_the_second_factor_is_set_up_with_a_code_that_is_then_used_up(
    app: FastAPI, pat: Browser, clock: Clock
) -> None:
    with another(app) as elsewhere:
        signed_in(elsewhere)
        key, codes = turn_on(pat, clock)
        assert not is_in(elsewhere)

    assert len(set(codes)) == 10
    assert is_in(pat.client)
    assert "Recovery codes left: 10" in words_of(pat.get("/account"))
    ticket = hidden(give(pat.client).text, "ticket")
    same = {"ticket": ticket, "code": pyotp.TOTP(key).at(clock.now)}
    assert pat.client.post("/sign-in/code", data=same).status_code == 422
    drawer = {"ticket": ticket, "code": codes[3]}
    assert pat.client.post("/sign-in/code", data=drawer).status_code == 303


def test_the_picture_holds_the_key_and_no_style(pat: Browser) -> None:
    page = pat.get("/account/second-factor").text

    assert len(key_in(page)) == 32
    assert '<svg width="' in page
    assert "style=" not in page


def test_a_wrong_code_or_password_sets_nothing_up(pat: Browser, clock: Clock) -> None:
    key = key_in(pat.get("/account/second-factor").text)
    right = pyotp.TOTP(key).at(clock.now)

    for form in (
        {"current": PASSWORD, "code": "000000"},
        {"current": PASSWORD, "code": ""},
        {"current": "wrong", "code": right},
        {"code": right},
    ):
        assert pat.post("/account/second-factor", form).status_code == 422
    assert "Off." in words_of(pat.get("/account"))


def test_a_key_that_somebody_planted_in_the_form_is_not_taken(pat: Browser, clock: Clock) -> None:
    planted = "JBSWY3DPEHPK3PXP" * 2
    form = {"current": PASSWORD, "code": pyotp.TOTP(planted).at(clock.now), "secret": planted}

    assert pat.post("/account/second-factor", {**form, "key": planted}).status_code == 422


def test_turning_it_off_needs_the_password(pat: Browser, clock: Clock) -> None:
    turn_on(pat, clock)

    assert pat.post("/account/second-factor/off", {"current": "wrong"}).status_code == 422
    assert "On." in words_of(pat.get("/account"))
    assert pat.post("/account/second-factor/off", {"current": PASSWORD}).status_code == 303
    assert "Off." in words_of(pat.get("/account"))


def test_new_recovery_codes_replace_the_old_ones(pat: Browser, clock: Clock) -> None:
    _, old = turn_on(pat, clock)

    answer = pat.post("/account/recovery-codes", {"current": PASSWORD})

    assert answer.status_code == 200
    assert not set(old) & set(re.findall(r"<code>([a-z2-7-]{19})</code>", answer.text))
    ticket = hidden(give(pat.client).text, "ticket")
    tried = pat.client.post("/sign-in/code", data={"ticket": ticket, "code": old[0]})
    assert tried.status_code == 422


def test_without_a_second_factor_there_are_no_recovery_codes(pat: Browser) -> None:
    assert pat.post("/account/recovery-codes", {"current": PASSWORD}).status_code == 422


def test_signing_out_everywhere_else(app: FastAPI, pat: Browser) -> None:
    with another(app) as elsewhere:
        elsewhere.headers["user-agent"] = "Phone <1>"
        signed_in(elsewhere)
        assert "Phone &lt;1&gt;" in pat.get("/account").text

        assert pat.post("/account/sessions").status_code == 303

        assert not is_in(elsewhere)
    assert is_in(pat.client)
    assert told(app, "session.others-ended")


@pytest.mark.parametrize(
    "address",
    [
        "/account/name",
        "/account/password",
        "/account/second-factor",
        "/account/second-factor/off",
        "/account/recovery-codes",
        "/account/sessions",
    ],
)
def test_every_form_needs_the_token_of_its_session(pat: Browser, address: str) -> None:
    assert pat.client.post(address, data={**CHANGE, "name": "X"}).status_code == 403
    evil = {"Origin": "https://evil.example"}
    assert pat.client.post(address, data={"csrf": pat.csrf}, headers=evil).status_code == 403
