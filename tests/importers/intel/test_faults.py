from __future__ import annotations

from ng911risk.importers.intel.faults import PROBLEMS_MAX, Faults
from ng911risk.importers.intel.pieces import split

DATA = b"""{"objects": [
  {"a": 1},
  {"b": {"c": [1, 2]},
   "d": NaN}, {"e":
   {"f": 3}},
  7
]}"""


def test_a_problem_stands_where_its_field_stands() -> None:
    faults = Faults(split(DATA, file="x.json"), "objects")
    faults.add(0, ("a",), "first")
    faults.add(2, ("e", "f"), "second")
    faults.add(2, ("g",), "missing")

    first, second, missing = faults.problems()

    assert (first.row, first.column, first.field) == (2, 9, "objects[0].a")
    assert (second.row, second.column, second.field) == (5, 10, "objects[2].e.f")
    assert (missing.row, missing.column, missing.field) == (4, 15, "objects[2].g")
    assert faults.bad == {0, 2}


def test_an_object_that_breaks_is_named_where_it_breaks() -> None:
    faults = Faults(split(DATA, file="x.json"), "objects")
    faults.add(1, (), "broken")

    [problem] = faults.problems()

    assert (problem.row, problem.column) == (4, 9)


def test_what_is_no_object_has_a_field_but_no_place() -> None:
    faults = Faults(split(DATA, file="x.json"), "objects")
    faults.add(3, (), "no object")
    faults.add_whole(("type",), "wrong")

    assert [str(one) for one in faults.problems()] == [
        "x.json: objects[3]: no object",
        "x.json: type: wrong",
    ]
    assert faults.of_the_file


def test_fifty_are_told_and_the_rest_is_counted() -> None:
    faults = Faults(split(DATA, file="x.json"), "objects")
    for _ in range(PROBLEMS_MAX + 7):
        faults.add(0, ("a",), "again")

    told = faults.problems()

    assert len(told) == PROBLEMS_MAX + 1
    assert told[-1].message == "7 more problems are not shown"
