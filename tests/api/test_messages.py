from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ng911risk.errors import Problem
from ng911risk_api.messages import NewAssessment, NewSite, line_of


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\tb", "a" * 201])
def test_a_name_is_one_line(name: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        NewSite(name=name)


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_moment_lies_in_our_time(year: int) -> None:
    with pytest.raises(ValueError, match="2000 to 2100"):
        NewAssessment(at=datetime(year, 1, 1, tzinfo=UTC))


def test_a_problem_keeps_its_place() -> None:
    problem = Problem(file="a.xlsx", sheet="Assets", row=7, column=4, field="f", message="m")

    line = line_of(problem)

    assert (line.place, line.row, line.column, line.sheet) == ("a.xlsx Assets!D7", 7, 4, "Assets")
