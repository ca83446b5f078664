from __future__ import annotations

import pytest

from ng911risk_api.auth.password_rules import complaint


@pytest.mark.parametrize(
    "password",
    [
        "the kettle sings at dusk",
        "zwvrtoqpmkln",
        "summer dispatch county dragon",
        "sheriff monkey winter football",
        "839201748562",
        "\u0434\u0438\u0441\u043f\u0435\u0442\u0447\u0435\u0440 \u043d\u043e\u0447\u044c\u044e",
        "x" * 996 + "abcd",
    ],
)
def test_long_and_not_obvious_is_enough(password: str) -> None:
    assert complaint(password, ["Pat Director", "pat@example.org", "Cedar County 9-1-1"]) == ""


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password1234",
        "P@ssw0rd!2026",
        "welcome-admin-1",
        "qwertyuiopas",
        "123456789012",
        "abcdefghijklm",
        "aaaaaaaaaaaaaa",
        "dispatch911!!",
        "Summer2026!!!!",
        "correct horse battery staple",
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert "first" in complaint(password)


@pytest.mark.parametrize(
    "password", ["Pat Director", "PatDirector2026", "pat@example.org", "cedarcounty911"]
)
def test_names_are_refused(password: str) -> None:
    names = ["Pat Director", "pat@example.org", "Cedar County"]

    assert "name" in complaint(password, names)


@pytest.mark.parametrize(("length", "word"), [(11, "at least 12"), (1_001, "at most 1000")])
def test_the_length_has_bounds(length: int, word: str) -> None:
    assert word in complaint(("kestrel" * 200)[:length])
