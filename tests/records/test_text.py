from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.records.text import ECHO_MAX, TEXT_MAX, did_you_mean, fault_of, shown, squeezed, tidy


def test_equal_looking_text_becomes_equal() -> None:
    assert tidy("Montre\u0301al\r\nouest\rnord") == "Montr\u00e9al\nouest\nnord"


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\ud800", "\uffff"],
    ids=ascii,
)
def test_a_character_nobody_sees_is_named(character: str) -> None:
    assert f"U+{ord(character):04X}" in fault_of(f"abc{character}")


def test_ordinary_text_has_no_fault() -> None:
    assert fault_of("Tab\tand line\nand \u00e9 and \U0001f6a8") == ""


def test_text_is_bounded() -> None:
    assert fault_of("x" * TEXT_MAX) == ""
    assert "10,001 characters" in fault_of("x" * (TEXT_MAX + 1))


@given(st.text(alphabet=st.characters()) | st.integers())
def test_a_message_repeats_little_and_nothing_that_acts(value: object) -> None:
    echo = shown(value)

    assert len(echo) <= ECHO_MAX + 2
    assert echo.isprintable()


def test_a_slip_of_the_finger_is_recognised() -> None:
    assert did_you_mean("Nmae", ["name", "zone"]) == "Did you mean 'name'?"
    assert did_you_mean("x" * 100_000, ["name", "zone"]) == ""


@pytest.mark.parametrize(
    "word", ["call-taker-position", "Call Taker_Position", "calltaker position"]
)
def test_suggestions_ignore_dashes_and_blanks(word: str) -> None:
    assert did_you_mean(word, ["cad", "call taker position"]) == (
        "Did you mean 'call taker position'?"
    )
    assert squeezed(word) == "calltakerposition"
