from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ng911risk_api.web.fields import (
    end_of_day,
    last_day_of,
    login_complaint,
    name_complaint,
    new_password_complaint,
    password_of,
)
from ng911risk_api.web.forms import Form


def form(**fields: str) -> Form:
    return Form({name: [text] for name, text in fields.items()}, {})


def test_a_last_day_counts_to_its_end() -> None:
    assert end_of_day("2026-12-31") == datetime(2027, 1, 1, tzinfo=UTC)
    assert end_of_day("") is None
    assert last_day_of(end_of_day("2026-12-31")) == "2026-12-31"
    assert last_day_of(None) == ""


@pytest.mark.parametrize(
    "text",
    [
        "31.12.2026", "2026-13-01", "x", "2026-12-31T00:00", "20261231", "2026-W01-1",
        "9999-12-31", "0001-01-01",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"time data|unconverted|calendar"):
        end_of_day(text)


def test_the_first_and_the_last_days_that_are_taken_have_an_end() -> None:
    assert end_of_day("9999-12-30") == datetime(9999, 12, 31, tzinfo=UTC)
    assert end_of_day("0001-01-02") == datetime(1, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Pat", "Zo\u00eb O'Neill", "\u738b\u5c0f\u660e", "x" * 200])
def test_names_of_people_are_taken_as_they_are(name: str) -> None:
    assert name_complaint(name) == ""


@pytest.mark.parametrize("name", ["", "x" * 201, "a\nb", "a\u202eb"])
def test_what_is_no_name_is_refused(name: str) -> None:
    assert name_complaint(name)


@pytest.mark.parametrize("login", ["", "a b", "x" * 201, "a\tb"])
def test_what_is_no_sign_in_name_is_refused(login: str) -> None:
    assert login_complaint(login)
    assert login_complaint("pat@example.org") == ""


def test_a_password_keeps_its_blanks() -> None:
    assert password_of(form(password="  a b  ")) == "  a b  "  # noqa: S106 - of nobody
    assert password_of(form()) == ""


def test_a_new_password_is_asked_for_twice() -> None:
    typed = "the kettle sings at dusk"

    assert new_password_complaint(form(password=typed, again=typed), ["Pat"]) == ""
    assert "same" in new_password_complaint(form(password=typed, again=f"{typed} "), ["Pat"])
    assert "at least" in new_password_complaint(form(), ["Pat"])
