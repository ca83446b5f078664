from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.errors import (
    ConflictError,
    ContentError,
    InputError,
    MeanwhileError,
    NG911RiskError,
    NotFoundError,
    Problem,
    SealBrokenError,
    StoreError,
    column_letters,
)


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        (Problem(file="site.yaml", message="m"), "site.yaml"),
        (Problem(file="site.yaml", row=12, message="m"), "site.yaml:12"),
        (Problem(file="site.yaml", row=12, column=5, message="m"), "site.yaml:12:5"),
        (Problem(file="a.xlsx", sheet="Assets", row=7, column=4, message="m"), "a.xlsx Assets!D7"),
        (Problem(file="a.xlsx", sheet="Assets", row=7, message="m"), "a.xlsx Assets!7"),
        (Problem(file="a.xlsx", sheet="Assets", column=28, message="m"), "a.xlsx Assets!AB"),
        (Problem(file="a.xlsx", sheet="Assets", message="m"), "a.xlsx Assets"),
    ],
)
def test_a_problem_says_where_as_editors_and_spreadsheets_do(problem: Problem, place: str) -> None:
    assert problem.place == place
    assert str(problem) == f"{place}: m"


def test_a_problem_names_field_and_hint() -> None:
    problem = Problem(file="f", field="assets[2].kind", message="not a kind.", hint="Try cad.")

    assert str(problem) == "f: assets[2].kind: not a kind. Try cad."


@given(column=st.integers(1, 20_000))
def test_column_letters_count_in_26s_without_a_zero(column: int) -> None:
    number = 0
    for letter in column_letters(column):
        assert "A" <= letter <= "Z"
        number = 26 * number + ord(letter) - ord("A") + 1

    assert number == column


def test_no_column_has_no_letters() -> None:
    assert column_letters(None) == ""


def test_an_input_error_carries_every_problem() -> None:
    problems = [Problem(file="a", message="one"), Problem(file="b", message="two")]
    error = InputError(problems)

    assert error.problems == tuple(problems)
    assert str(error) == "a: one\nb: two"


def test_an_input_error_without_a_problem_is_a_defect() -> None:
    with pytest.raises(ValueError, match="explains nothing"):
        InputError([])


def test_problems_sort_by_file() -> None:
    first, second = Problem(file="a", row=9, message="z"), Problem(file="b", row=1, message="a")

    assert sorted([second, first]) == [first, second]


@pytest.mark.parametrize(
    "kind", [InputError, NotFoundError, ConflictError, SealBrokenError, StoreError]
)
def test_whoever_catches_the_base_catches_all(kind: type[Exception]) -> None:
    assert issubclass(kind, NG911RiskError)
    assert issubclass(ContentError, InputError)
    assert issubclass(MeanwhileError, ConflictError)
