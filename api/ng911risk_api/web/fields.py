"""What is asked of a name, a sign-in name, a password and a last day, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from ng911risk.errors import InputError
from ng911risk_api.auth.password_rules import complaint
from ng911risk_api.web.forms import Form

NAME_MAX: Final = 200
_DAY_LENGTH: Final = len("2027-03-31")


def password_of(form: Form, name: str = "password") -> str:
    """Return a password as it was typed, blanks and all."""
    return next(iter(form.texts(name)), "")


def name_complaint(name: str) -> str:
    """What is wrong with a name for people; empty if nothing is."""
    if not name:
        return "This is needed."
    if len(name) > NAME_MAX or not name.isprintable():
        return f"Use at most {NAME_MAX} characters, on one line."
    return ""


def login_complaint(login: str) -> str:
    """What is wrong with a sign-in name; empty if nothing is."""
    if not login:
        return "This is needed. An e-mail address does well."
    if len(login) > NAME_MAX or not login.isprintable() or " " in login:
        return f"Use at most {NAME_MAX} characters and no blanks."
    return ""


def new_password_complaint(form: Form, names: Iterable[str]) -> str:
    """What is wrong with a new password that is asked for twice; empty if nothing is."""
    password = password_of(form)
    if password != password_of(form, "again"):
        return "The two passwords are not the same."
    return complaint(password, names)


def end_of_day(text: str) -> datetime | None:
    """
    Return the end of a day as a browser writes it, UTC; None: no day was given.

    Raises:
        ValueError: It is no day.
    """
    return None if not text else datetime.combine(day_of(text) + timedelta(days=1), time(), UTC)


def day_of(text: str) -> date:
    """
    Return a day as a browser writes it; there is always one before it and one after it.

    Raises:
        ValueError: It is no day.
    """
    day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    if len(text) != _DAY_LENGTH or not date.min < day < date.max:
        raise ValueError("no day of a calendar that people use")
    return day


def last_day_of(end: datetime | None) -> str:
    """Return the day of which `end` is the end, as a browser writes it; empty: there is none."""
    return "" if end is None else f"{end.astimezone(UTC) - timedelta(microseconds=1):%Y-%m-%d}"


def wrong_fields(error: InputError) -> dict[str, str]:
    """Return what is wrong with each field of a form, as a sentence to stand beside it."""
    return {
        one.field: f"{one.message[0].upper()}{one.message[1:]}. {one.hint}"
        for one in error.problems
    }
