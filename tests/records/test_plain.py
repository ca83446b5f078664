from __future__ import annotations

import datetime as dt

from ng911risk.model.scales import Level
from ng911risk.records.plain import tidy_tree
from ng911risk.records.tree import NODES_MAX


def test_values_of_a_workbook_become_plain() -> None:
    day, at = dt.date(2026, 3, 31), dt.datetime(2026, 3, 31, 14, 5, tzinfo=dt.UTC)
    midnight = dt.datetime(2026, 3, 31)  # noqa: DTZ001 - what a workbook library returns

    tree, complaints = tidy_tree(
        {"a": (day, at, midnight, Level.HIGH, "e\u0301\r\n", None, True, 1.5)}
    )

    assert tree == {
        "a": [
            "2026-03-31",
            "2026-03-31T14:05:00+00:00",
            "2026-03-31",
            "high",
            "\u00e9\n",
            None,
            True,
            1.5,
        ]
    }
    assert complaints == ()


def test_the_input_is_not_changed() -> None:
    given = {"a": [" \r\n"]}

    tidy_tree(given)

    assert given == {"a": [" \r\n"]}


def test_every_faulty_value_is_noted_where_it_stands() -> None:
    tree, complaints = tidy_tree({"a": [1, "\x00"], "b": float("nan"), "c": object(), 7: 2**63})

    assert tree == {"a": [1, None], "b": None, "c": None}
    assert [one.loc for one in complaints] == [("a", 1), ("b",), ("c",), ("7",)]


def test_hidden_long_and_repeated_names_are_noted_and_dropped() -> None:
    tree, complaints = tidy_tree({"a\ud800": 1, "x" * 201: 2, "\u00e9": 3, "e\u0301": 4})

    assert tree == {"\u00e9": 3}
    assert len(complaints) == 3


def test_a_tree_that_holds_itself_is_refused() -> None:
    loop: list[object] = []
    loop.extend([loop, loop, loop])

    _, complaints = tidy_tree(loop)

    assert "too deep" in complaints[0].message


def test_size_is_bounded() -> None:
    _, complaints = tidy_tree([0] * (NODES_MAX + 5))

    assert len(complaints) == 1
