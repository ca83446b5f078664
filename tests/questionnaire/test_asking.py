from __future__ import annotations

import pytest

from ng911risk.questionnaire.asking import check_of

HASH = "d" * 64


def test_the_check_is_the_same_for_the_same_ask() -> None:
    assert check_of(HASH, "1", ["a", "b"]) == check_of(HASH, "1", ("a", "b"))


@pytest.mark.parametrize(
    ("key", "ask", "subjects"),
    [
        ("e" * 64, "1", ["a", "b"]),
        (HASH, "2", ["a", "b"]),
        (HASH, "1", ["a"]),
        (HASH, "1", ["b", "a"]),
        (HASH, "1", ["a", "b", "c"]),
        (HASH, "1", ["a,b"]),
    ],
)
def test_whatever_is_changed_changes_the_check(key: str, ask: str, subjects: list[str]) -> None:
    assert check_of(key, ask, subjects) != check_of(HASH, "1", ["a", "b"])
