from __future__ import annotations

import pytest

from ng911risk.records.tree import (
    COMPLAINTS_MAX,
    DEPTH_MAX,
    KEY_MAX,
    NODES_MAX,
    Builder,
    Mark,
    Refused,
    fault_of_scalar,
)


def test_builds_what_it_is_told_and_remembers_where() -> None:
    builder = Builder()
    builder.open({}, 1, 1)
    builder.key("a", 1, 1)
    builder.open([], 2, 3)
    builder.scalar(5, 2, 5)
    builder.close()
    builder.close()

    tree = builder.done()

    assert tree.value == {"a": [5]}
    assert tree.mark == Mark(1, 1, items={"a": Mark(2, 3, name_at=(1, 1), items=[Mark(2, 5)])})
    assert tree.complaints == ()


def test_depth_is_bounded() -> None:
    builder = Builder()
    for _ in range(DEPTH_MAX):
        builder.open([], 1, 1)

    with pytest.raises(Refused, match="inside each other"):
        builder.open([], 1, 1)


def test_the_number_of_values_is_bounded() -> None:
    builder = Builder()
    builder.open([], 1, 1)
    for _ in range(NODES_MAX - 1):
        builder.scalar(None, 1, 1)

    with pytest.raises(Refused, match="200,000 values"):
        builder.scalar(None, 1, 1)


def test_a_name_given_twice_keeps_the_first_and_says_both_lines() -> None:
    builder = Builder()
    builder.open({}, 1, 1)
    for row in (1, 2):
        builder.key("a", row, 1)
        builder.scalar(row, row, 4)
    builder.close()

    tree = builder.done()

    assert tree.value == {"a": 1}
    [complaint] = tree.complaints
    assert "'a' is given twice, in line 1 and in line 2" in complaint.message
    assert (complaint.loc, complaint.at) == (("a",), (2, 1))


def test_long_and_hidden_names_are_refused() -> None:
    builder = Builder()
    builder.open({}, 1, 1)
    for name in ("x" * (KEY_MAX + 1), "a\ud800"):
        builder.key(name, 1, 1)
        builder.scalar(1, 1, 1)
    builder.close()

    tree = builder.done()

    assert tree.value == {}
    assert len(tree.complaints) == 2


def test_a_faulty_value_is_noted_and_not_kept() -> None:
    builder = Builder()
    builder.open([], 1, 1)
    builder.scalar(float("inf"), 3, 4)
    builder.scalar("a\x00b", 4, 4)
    builder.close()

    tree = builder.done()

    assert tree.value == [None, None]
    assert [(one.loc, one.at) for one in tree.complaints] == [((0,), (3, 4)), ((1,), (4, 4))]


def test_after_many_problems_reading_stops() -> None:
    builder = Builder()
    builder.open([], 1, 1)
    for _ in range(COMPLAINTS_MAX - 1):
        builder.scalar(float("nan"), 1, 1)

    with pytest.raises(Refused, match="too many problems") as caught:
        builder.scalar(float("nan"), 1, 1)

    assert len(caught.value.complaints) == COMPLAINTS_MAX + 1


def test_nothing_is_not_a_tree() -> None:
    with pytest.raises(Refused, match="empty"):
        Builder().done()


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 0, 1.5, True, None])
def test_numbers_that_may_stay(number: float | None) -> None:
    assert fault_of_scalar(number) == ("", "")


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, float("inf"), float("nan")])
def test_numbers_that_may_not(number: float) -> None:
    assert fault_of_scalar(number)[0]
