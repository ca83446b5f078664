from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Role
from ng911risk.errors import NotFoundError
from ng911risk.store import LOCAL
from ng911risk_api.auth.secrets import hash_of
from ng911risk_api.auth.visitor import scope_of
from tests.api.accounts import (
    LOGIN,
    NEW_PASSWORD,
    Clock,
    add,
    another,
    app,
    clock,
    give,
    is_in,
    signed_in,
    words_of,
)
from tests.api.conftest import PASSWORD
from tests.store.sample import NOW

__all__ = ["app", "clock"]

SECRET = "secret-of-a-link"  # noqa: S105 - of a test
LINK = f"/invite/{SECRET}"
FORM = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}


def invite(app: FastAPI) -> None:
    with app.state.store.write(LOCAL) as rooms:
        rooms.invites.join(
            hash_of(SECRET), login="ann", name="Ann Lee", role=Role.ASSESSOR, until=None, at=NOW
        )


def reset(app: FastAPI, user: str) -> None:
    with app.state.store.write(LOCAL) as rooms:
        rooms.invites.reset(hash_of(SECRET), user, at=NOW)


def test_whoever_was_invited_chooses_a_password_and_is_in(
    app: FastAPI, stranger: TestClient
) -> None:
    invite(app)
    shown = words_of(stranger.get(LINK))
    assert "Welcome, Ann Lee" in shown
    assert "Assessor" in shown

    answer = stranger.post(LINK, data=FORM)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_in(stranger)
    assert stranger.get("/settings/people").status_code == 403


def test_a_form_cannot_ask_for_more_than_the_link_gives(app: FastAPI, stranger: TestClient) -> None:
    invite(app)
    extra = {
        "role": "psap-administrator", "tenant": "other", "login": LOGIN, "user": "1", "until": "",
    }  # fmt: skip

    stranger.post(LINK, data={**FORM, **extra})

    with app.state.store.read(LOCAL) as rooms:
        [person] = rooms.users.all()
    assert (person.login, person.role) == ("ann", Role.ASSESSOR)


def test_a_used_an_ended_and_a_foreign_link_are_none(
    app: FastAPI, stranger: TestClient, clock: Clock
) -> None:
    invite(app)
    assert stranger.get("/invite/another").status_code == 404
    clock.move(days=7)
    assert stranger.get(LINK).status_code == 404
    assert stranger.post(LINK, data=FORM).status_code == 404
    clock.move(days=-7)
    assert stranger.post(LINK, data=FORM).status_code == 303
    with another(app) as second:
        assert second.get(LINK).status_code == 404
        assert second.post(LINK, data=FORM).status_code == 404
        assert not is_in(second)


@pytest.mark.parametrize("purpose", ["first", "second"])
def test_a_link_of_another_kind_opens_no_account(
    app: FastAPI, stranger: TestClient, purpose: str
) -> None:
    user = add(app)
    with app.state.store.write(LOCAL) as rooms:
        if purpose == "first":
            rooms.invites.first(hash_of(SECRET), at=NOW)
        else:
            rooms.invites.second(hash_of(SECRET), user, at=NOW)

    assert stranger.get(LINK).status_code == 404
    assert stranger.post(LINK, data=FORM).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"again": "other"}, {"password": "short", "again": "short"}, {"password": ""}]
)
def test_a_weak_password_uses_nothing_up(
    app: FastAPI, stranger: TestClient, wrong: dict[str, str]
) -> None:
    invite(app)

    assert stranger.post(LINK, data={**FORM, **wrong}).status_code == 422
    assert stranger.post(LINK, data=FORM).status_code == 303


def test_a_new_password_ends_what_was_open_and_the_old_one(
    app: FastAPI, stranger: TestClient
) -> None:
    user = add(app)
    signed_in(stranger)
    reset(app, user)

    with another(app) as elsewhere:
        assert elsewhere.post(LINK, data=FORM).status_code == 303
        assert is_in(elsewhere)
        assert not is_in(stranger)
        assert give(stranger, LOGIN, PASSWORD).status_code == 422
        assert give(stranger, LOGIN, NEW_PASSWORD).status_code == 303


def test_a_new_password_does_not_go_round_the_second_factor(
    app: FastAPI, stranger: TestClient
) -> None:
    user = add(app)
    with app.state.store.door() as door:
        known = door.user("local", user)
    with app.state.store.write(scope_of(known)) as rooms:
        rooms.credentials.set_second_factor("JBSWY3DPEHPK3PXP", 0, [], at=NOW)
    reset(app, user)

    answer = stranger.post(LINK, data=FORM)

    assert answer.headers["location"] == "/sign-in"
    assert "set-cookie" not in answer.headers
    assert not is_in(stranger)


def test_a_new_password_for_somebody_who_is_shut_out_lets_nobody_in(
    app: FastAPI, stranger: TestClient
) -> None:
    add(app)
    lee = add(app, Role.VIEWER, "lee@example.org")
    reset(app, lee)
    with app.state.store.write(LOCAL) as rooms:
        rooms.users.disable(lee, at=NOW)

    answer = stranger.post(LINK, data=FORM)

    assert answer.status_code == 404, "the link ended with the account"
    assert not is_in(stranger)


def test_two_who_come_at_once_make_one_account(app: FastAPI, stranger: TestClient) -> None:
    invite(app)
    assert stranger.post(LINK, data=FORM).status_code == 303

    with pytest.raises(NotFoundError), app.state.store.write(LOCAL) as rooms:
        rooms.invites.accept(hash_of(SECRET), password_hash="", at=NOW)
