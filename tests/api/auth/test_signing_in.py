"""What tests/api/web/pages/test_sign_in.py does not reach through the pages."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ng911risk.access import Permission
from ng911risk_api.auth.signing_in import confirmed, doorstep, own_path, proven, user_of_ticket
from tests.api.accounts import LOGIN, Clock, add, app, clock, told
from tests.api.conftest import PASSWORD

__all__ = ["app", "clock"]


def test_whoever_is_not_known_may_do_nothing() -> None:
    assert not any(doorstep("local").may(one) for one in Permission)


@pytest.mark.parametrize("address", ["/", "/sites/1", "/a?b=c&d=%2F"])
def test_a_path_of_ours_is_kept(address: str) -> None:
    assert own_path(address) == address


@pytest.mark.parametrize(
    "address", ["", "x", "//x", "/\\x", "http://x", "/\x00", "/\u2028", "/a\tb", "\\\\x"]
)
def test_any_other_is_the_first_page(address: str) -> None:
    assert own_path(address) == "/"


def test_a_right_password_leaves_no_refusal_behind(
    app: FastAPI, stranger: TestClient, clock: Clock
) -> None:
    id = add(app)

    user = proven(app.state.store, LOGIN, PASSWORD, at=clock.now, scheme="argon2")

    assert user is not None
    assert user.id == id
    assert confirmed(app.state.store, user, PASSWORD, at=clock.now, scheme="argon2")
    assert told(app, "sign-in.refused") == []


def test_a_ticket_of_nobody_is_none(app: FastAPI, stranger: TestClient, clock: Clock) -> None:
    assert user_of_ticket(app.state.store, "x", at=clock.now) is None
