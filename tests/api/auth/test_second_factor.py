from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from ng911risk_api.auth.second_factor import (
    HALF_MINUTE,
    address_for_app,
    new_recovery_codes,
    pending_secret,
    picture_of,
    recovery_hash,
    step_of,
)
from tests.store.sample import NOW

SECRET = pending_secret("of some session")
STEP = int(NOW.timestamp()) // HALF_MINUTE


@pytest.mark.parametrize(("late", "step"), [(-1, STEP - 1), (0, STEP), (1, STEP + 1)])
def test_a_clock_may_be_half_a_minute_off(late: int, step: int) -> None:
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=late * HALF_MINUTE))

    assert step_of(SECRET, f"{code[:3]} {code[3:]}", NOW) == step


@pytest.mark.parametrize("late", [-2, 2, 1000])
def test_and_no_more(late: int) -> None:
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=late * HALF_MINUTE))

    assert step_of(SECRET, code, NOW) is None


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666"]
)
def test_what_is_no_code_is_none(code: str) -> None:
    assert step_of(SECRET, code, NOW) is None


def test_the_key_offered_is_of_the_session_alone() -> None:
    assert re.fullmatch("[A-Z2-7]{32}", SECRET)
    assert pending_secret("of some session") == SECRET
    assert pending_secret("of another") != SECRET


def test_the_picture_has_no_style_and_the_address_names_the_account() -> None:
    address = address_for_app(SECRET, "pat@example.org")
    picture = picture_of(address)

    assert SECRET in address
    assert "pat%40example.org" in address
    assert picture.startswith("<svg")
    assert "style" not in picture
    assert "<script" not in picture


def test_recovery_codes_are_taken_however_they_are_typed() -> None:
    codes = new_recovery_codes()

    assert len(set(codes)) == 10
    assert all(re.fullmatch("([a-z2-7]{4}-){3}[a-z2-7]{4}", code) for code in codes)
    assert recovery_hash(codes[0].upper().replace("-", " ")) == recovery_hash(codes[0])
    assert recovery_hash(codes[0]) != recovery_hash(codes[1])
