from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pytest

from ng911risk.errors import InputError
from ng911risk.model.record import Record
from ng911risk.model.scales import Range, Share
from ng911risk.records.read import read_tree
from ng911risk.records.tree import Plain
from tests.records.sample import Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed(Record):
    """Fields of several types."""

    either: int | str = 0
    word: Literal["a", "b"] = "a"
    money: Range | Share | None = None

    def __post_init__(self) -> None:
        if isinstance(self.either, str):
            raise ValueError(f"either must not be {self.either}")  # noqa: TRY004 - a file's fault


def problem(cls: type, **values: Plain) -> tuple[str, str, str]:
    with pytest.raises(InputError) as caught:
        read_tree(cls, values, file="f")
    [one] = caught.value.problems
    return one.field, one.message, one.hint


def part(**values: Plain) -> list[Plain]:
    return [{"id": "p", "kind": "bcf", **values}]


@pytest.mark.parametrize(
    ("values", "field", "message", "hint"),
    [
        ({"title": 5}, "title", "expected text, found the number '5'", "Put it in quotes."),
        ({"title": None}, "title", "expected text, found nothing", ""),
        ({"count": "7"}, "count", "expected a whole number, found the text '7'", "without quotes"),
        ({"count": 1.0}, "count", "expected a whole number, found the number '1.0'", ""),
        ({"count": True}, "count", "expected a whole number, found true", ""),
        ({"ratio": "0.5"}, "ratio", "expected a number, found the text '0.5'", "without unit"),
        ({"live": "yes"}, "live", "expected true or false, found the text 'yes'", "Write true"),
        ({"live": 1}, "live", "expected true or false, found the number '1'", "Write true"),
        ({"parts": {}}, "parts", "expected a list, found a mapping", "Begin each entry"),
        ({"parts": ["x"]}, "parts[0]", "expected a mapping", ""),
        ({"parts": part(end="31/03/2026")}, "parts[0].end", "expected a date", "2026-03-31"),
        ({"parts": part(end=20260331)}, "parts[0].end", "expected a date", "2026-03-31"),
        ({"parts": part(end="1700000000")}, "parts[0].end", "expected a date", "2026-03-31"),
        ({"level": "hihg"}, "level", "not one of the words for level", "Did you mean 'high'?"),
        ({"level": "?"}, "level", "the text '?'", "Allowed: very-low, low, moderate,"),
        ({"level": 3}, "level", "the number '3' is not one of", "Allowed: very-low"),
        ({"parts": part(kind="firewal")}, "parts[0].kind", "asset kind", "mean 'firewall'?"),
        ({"parts": part(kind="???")}, "parts[0].kind", "asset kind", "Allowed are 6"),
        ({"titel": "x"}, "titel", "there is no field 'titel' here", "Did you mean 'title'?"),
        ({"zzz": "x"}, "zzz", "there is no field 'zzz' here", "Known here: title, parts,"),
        ({"count": -1}, "count", "count is at least 0, not -1", ""),
        (
            {"share": {"low": 0, "likely": 1, "high": 2, "basis": "b"}},
            "share",
            "a share is at most 1, got 2.0",
            "",
        ),
        ({"parts": [{"id": "p"}]}, "parts[0].kind", "missing", ""),
    ],
)
def test_a_problem_in_plain_words(
    values: dict[str, Plain], field: str, message: str, hint: str
) -> None:
    found = problem(Whole, **{"title": "x", **values})

    assert found[0] == field
    assert message in found[1]
    assert hint in found[2]


def test_a_union_is_one_problem() -> None:
    field, message, _ = problem(Mixed, either=[])

    assert (field, message) == ("either", "expected a whole number or text, found a list")


def test_a_rule_that_fails_inside_a_union_is_placed_at_the_field() -> None:
    field, message, _ = problem(Mixed, money={"low": 2, "likely": 1, "high": 1, "basis": "b"})

    assert field == "money"
    assert "low <= likely" in message


def test_a_rule_that_repeats_the_input_is_cut_and_placed_at_the_field_it_names() -> None:
    field, message, _ = problem(Mixed, either="x" * 5_000)

    assert field == "either"
    assert message.startswith("either must not be xxx")
    assert len(message) < 310


def test_a_literal_lists_its_words() -> None:
    assert problem(Mixed, word="c") == (
        "word",
        "the text 'c' is not allowed here",
        "Allowed: 'a' or 'b'.",
    )


def test_hostile_words_are_not_repeated_at_length() -> None:
    for values in (
        {"level": "x" * 5000},
        {"x" * 150: 1},
        {"count": "\u202a" * 3},
        {"level": "\x1b[2J"},
    ):
        with pytest.raises(InputError) as caught:
            read_tree(Whole, {"title": "t", **values}, file="f")
        assert str(caught.value).isprintable()
        assert "x" * 61 not in str(caught.value)
