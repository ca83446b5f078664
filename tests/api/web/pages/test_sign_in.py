from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.store import LOCAL
from ng911risk_api.auth import passwords, signing_in
from ng911risk_api.auth.second_factor import recovery_hash
from ng911risk_api.auth.secrets import hash_of
from ng911risk_api.auth.visitor import COOKIE, scope_of
from tests.api.accounts import (
    LOGIN,
    NEW_PASSWORD,
    Clock,
    add,
    another,
    app,
    clock,
    give,
    hidden,
    is_in,
    signed_in,
    told,
    words_of,
)
from tests.api.conftest import PASSWORD
from tests.store.sample import NOW

__all__ = ["app", "clock"]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of a telephone that is not there


def with_second_factor(app: FastAPI, *recovery: str) -> str:
    """Id of somebody who has one."""
    id = add(app)
    with app.state.store.door() as door:
        user = door.user_named(LOGIN)
    with app.state.store.write(scope_of(user)) as rooms:
        rooms.credentials.set_second_factor(SECRET, 0, list(map(recovery_hash, recovery)), at=NOW)
    return id


def code(clock: Clock) -> str:
    return pyotp.TOTP(SECRET).at(clock.now)


def test_the_right_password_lets_in_and_sets_a_cookie_that_no_script_reads(
    app: FastAPI, stranger: TestClient
) -> None:
    add(app)

    answer = give(stranger, LOGIN.upper())

    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert cookie.startswith("__Host-")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert is_in(stranger)


@pytest.mark.parametrize("login", [LOGIN, "nobody@example.org", "", "shut@example.org"])
def test_every_refusal_reads_the_same_hashes_once_and_writes_one_entry(
    app: FastAPI, stranger: TestClient, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    add(app)
    shut = add(app, Role.VIEWER, "shut@example.org")
    with app.state.store.write(LOCAL) as rooms:
        rooms.users.disable(shut, at=NOW)
    hashings: list[str] = []

    def counted(kept: str, password: str, scheme: passwords.Scheme) -> bool:
        hashings.append(kept)
        return passwords.fits(kept, password, scheme)

    monkeypatch.setattr(signing_in, "fits", counted)

    answer = give(stranger, login, PASSWORD if login.startswith("shut") else "wrong")

    assert answer.status_code == 422
    assert signing_in.REFUSED in words_of(answer)
    assert "set-cookie" not in answer.headers
    assert len(hashings) == 1
    assert [outcome for _, outcome in told(app, "sign-in.refused")] == ["refused"]


def test_where_nobody_is_known_the_hasher_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    kind = type(passwords._HASHER)
    real = kind.verify

    def verify(self: object, kept: str, password: str) -> bool:
        verified.append(kept)
        return real(passwords._HASHER, kept, password)

    monkeypatch.setattr(kind, "verify", verify)

    assert not passwords.fits("", "wrong")
    assert len(verified) == 1


def test_five_failures_lock_even_for_the_right_password(
    app: FastAPI, stranger: TestClient, clock: Clock
) -> None:
    id = add(app)
    for _ in range(5):
        assert give(stranger, password="wrong").status_code == 422  # noqa: S106 - it is wrong

    known, unknown = (words_of(give(stranger, login)) for login in (LOGIN, "no@example.org"))
    assert known == unknown.replace("no@example.org", LOGIN)
    assert not is_in(stranger)
    assert told(app, "account.locked") == [(id, "refused")]

    clock.move(minutes=15)
    assert give(stranger).status_code == 303


def test_locking_does_not_end_a_session_that_is_open(app: FastAPI, stranger: TestClient) -> None:
    add(app)
    signed_in(stranger)
    with another(app) as attacker:
        for _ in range(6):
            give(attacker, password="wrong")  # noqa: S106 - it is wrong

    assert is_in(stranger)


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/sites/1?a=b", "/sites/1?a=b"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\\..\\b", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_only_an_address_of_ours_is_gone_to(
    app: FastAPI, stranger: TestClient, wanted: str, goes: str
) -> None:
    add(app)

    asked = stranger.get("/sign-in", params={"next": wanted})
    assert hidden(asked.text, "next") == goes
    assert give(stranger, next=wanted).headers["location"] == goes


def test_a_cookie_that_somebody_planted_is_never_taken_over(
    app: FastAPI, stranger: TestClient
) -> None:
    add(app)
    stranger.cookies.set(COOKIE, "planted", path="/")

    answer = give(stranger)

    assert answer.status_code == 303
    assert "planted" not in answer.headers["set-cookie"]
    with app.state.store.door() as door:
        assert door.session(hash_of("planted")) is None


def test_signing_in_again_ends_the_session_of_this_browser(
    app: FastAPI, stranger: TestClient
) -> None:
    add(app)
    signed_in(stranger)
    before = stranger.cookies[COOKIE]

    signed_in(stranger)

    assert stranger.cookies[COOKIE] != before
    with another(app) as thief:
        thief.cookies.set(COOKIE, before, path="/")
        assert not is_in(thief)


def test_a_session_ends_after_half_an_hour_without_use(
    app: FastAPI, stranger: TestClient, clock: Clock
) -> None:
    add(app)
    signed_in(stranger)

    clock.move(minutes=29)
    assert is_in(stranger)
    clock.move(minutes=29)
    assert is_in(stranger)
    clock.move(minutes=30)
    assert not is_in(stranger)


def test_a_session_ends_after_twelve_hours_of_use(
    app: FastAPI, stranger: TestClient, clock: Clock
) -> None:
    add(app)
    signed_in(stranger)

    for _ in range(47):
        clock.move(minutes=15)
        assert is_in(stranger)
    clock.move(minutes=15)
    assert not is_in(stranger)


def test_signing_out_ends_the_session_itself(app: FastAPI, stranger: TestClient) -> None:
    add(app)
    browser = signed_in(stranger)
    secret = stranger.cookies[COOKIE]

    assert browser.post("/sign-out").headers["location"] == "/sign-in"

    stranger.cookies.set(COOKIE, secret, path="/")
    assert not is_in(stranger)


def test_signing_out_needs_the_token_of_the_form(app: FastAPI, stranger: TestClient) -> None:
    add(app)
    signed_in(stranger)

    assert stranger.post("/sign-out", data={"csrf": "0" * 64}).status_code == 403
    assert is_in(stranger)


def test_the_second_factor_is_asked_for_and_the_password_alone_opens_nothing(
    app: FastAPI, stranger: TestClient, clock: Clock
) -> None:
    with_second_factor(app)

    asked = give(stranger, next="/settings/people")

    assert asked.status_code == 200
    assert "set-cookie" not in asked.headers
    assert not is_in(stranger)
    form = {name: hidden(asked.text, name) for name in ("ticket", "next")}
    answer = stranger.post("/sign-in/code", data={**form, "code": code(clock)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings/people")
    assert is_in(stranger)


def test_neither_a_code_nor_a_ticket_is_good_twice(
    app: FastAPI, stranger: TestClient, clock: Clock
) -> None:
    with_second_factor(app)
    ticket = hidden(give(stranger).text, "ticket")
    now = code(clock)
    assert stranger.post("/sign-in/code", data={"ticket": ticket, "code": now}).status_code == 303

    with another(app) as onlooker:
        again = onlooker.post("/sign-in/code", data={"ticket": ticket, "code": now})
        assert "Begin again" in words_of(again)
        ticket = hidden(give(onlooker).text, "ticket")
        again = onlooker.post("/sign-in/code", data={"ticket": ticket, "code": now})
        assert "used already" in words_of(again)
        assert not is_in(onlooker)
        clock.move(seconds=30)
        good = onlooker.post("/sign-in/code", data={"ticket": ticket, "code": code(clock)})
        assert good.status_code == 303


def test_a_recovery_code_lets_in_once(app: FastAPI, stranger: TestClient) -> None:
    with_second_factor(app, "abcd-efgh")
    ticket = hidden(give(stranger).text, "ticket")
    typed = {"ticket": ticket, "code": " ABCD efgh"}
    assert stranger.post("/sign-in/code", data=typed).status_code == 303

    typed["ticket"] = hidden(give(stranger).text, "ticket")
    assert stranger.post("/sign-in/code", data=typed).status_code == 422


def test_five_wrong_codes_lock(app: FastAPI, stranger: TestClient, clock: Clock) -> None:
    with_second_factor(app)
    ticket = hidden(give(stranger).text, "ticket")
    for _ in range(5):
        wrong = stranger.post("/sign-in/code", data={"ticket": ticket, "code": "000000"})
        assert wrong.status_code == 422

    right = stranger.post("/sign-in/code", data={"ticket": ticket, "code": code(clock)})
    assert right.status_code == 422
    assert give(stranger).status_code == 422
    assert not is_in(stranger)


def test_a_right_password_does_not_start_the_count_of_wrong_codes_anew(
    app: FastAPI, stranger: TestClient, clock: Clock
) -> None:
    with_second_factor(app)
    for _ in range(5):
        ticket = hidden(give(stranger).text, "ticket")
        stranger.post("/sign-in/code", data={"ticket": ticket, "code": "000000"})

    assert give(stranger).status_code == 422


def test_a_ticket_lasts_five_minutes(app: FastAPI, stranger: TestClient, clock: Clock) -> None:
    with_second_factor(app)
    ticket = hidden(give(stranger).text, "ticket")

    clock.move(minutes=5)

    late = stranger.post("/sign-in/code", data={"ticket": ticket, "code": code(clock)})
    assert late.status_code == 422
    assert not is_in(stranger)


@pytest.mark.parametrize("ticket", ["", "forged", "\u00e4"])
def test_a_forged_ticket_is_none(app: FastAPI, stranger: TestClient, ticket: str) -> None:
    with_second_factor(app)

    answer = stranger.post("/sign-in/code", data={"ticket": ticket, "code": "000000"})

    assert answer.status_code == 422


def test_an_old_kind_of_hash_is_replaced_at_the_next_sign_in(
    app: FastAPI, stranger: TestClient
) -> None:
    add(app)
    app.state.settings = app.state.settings.model_copy(update={"password_hash": "pbkdf2"})

    signed_in(stranger)

    with app.state.store.door() as door:
        assert door.user_named(LOGIN).password_hash.startswith("pbkdf2-sha256$600000$")
    assert give(stranger).status_code == 303


def test_an_account_that_has_ended_lets_nobody_in(
    app: FastAPI, stranger: TestClient, clock: Clock
) -> None:
    add(app)
    add(app, Role.AUDITOR, "ann@example.org")
    signed_in(stranger, "ann@example.org")

    clock.now += timedelta(days=300)

    assert not is_in(stranger)
    assert give(stranger, "ann@example.org").status_code == 422
    assert give(stranger, LOGIN, NEW_PASSWORD).status_code == 422


def test_before_the_first_account_a_stranger_is_told_where_to_find_the_link(
    stranger: TestClient,
) -> None:
    for address in ("/", "/account", "/settings/people"):
        answer = stranger.get(address, follow_redirects=True)
        assert answer.status_code == 200
        assert "Nobody has an account yet" in answer.text
        assert "terminal" in answer.text


def test_one_address_has_so_many_tries_a_minute_and_none_is_hashed_after(
    app: FastAPI, stranger: TestClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(app)
    hashes: list[str] = []

    def count(_: str, password: str, __: str) -> bool:
        hashes.append(password)
        return False

    monkeypatch.setattr(signing_in, "fits", count)
    for number in range(signing_in.TRIES):
        assert give(stranger, f"nobody-{number}").status_code == 422
    refused = give(stranger, "nobody")
    code_refused = stranger.post("/sign-in/code", data={"ticket": "x", "code": "1"})

    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert "Wait a minute" in refused.text
    assert code_refused.status_code == 429
    assert len(hashes) == signing_in.TRIES
    with app.state.store.read(LOCAL) as rooms:
        told_of = [link.entry.action for link in rooms.audit.links()]
    assert told_of.count("sign-in.refused") == 1

    monkeypatch.undo()
    clock.now += timedelta(minutes=1)
    assert give(stranger, LOGIN).status_code == 303


def test_behind_a_proxy_nobody_uses_up_the_tries_of_others(
    app: FastAPI, stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "fits", lambda *_: False)
    app.state.settings = app.state.settings.model_copy(update={"secure": True})

    answers = {
        stranger.post("http://127.0.0.1/sign-in", data={"login": "x", "password": "y"}).status_code
        for _ in range(signing_in.TRIES + 2)
    }

    assert answers == {422}


def test_the_only_administrator_learns_the_way_out_of_a_lost_password(
    app: FastAPI, stranger: TestClient
) -> None:
    add(app)

    text = stranger.get("/sign-in").text

    assert "Lost your password?" in text
    assert "ng911risk people reset LOGIN --store FILE" in text
