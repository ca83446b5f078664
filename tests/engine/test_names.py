from __future__ import annotations

import numpy as np
import pytest

from ng911risk.engine.names import Index, Names, Register, word_of


def _register() -> tuple[Register, list[int]]:
    """Two families, and every name that was ever made."""
    made: list[int] = []

    def cat(one: int) -> str:
        made.append(one)
        return f"cat:{one}"

    register = Register()
    assert register.add(3, "cat", cat) == 0
    assert register.add(2, "dog", lambda one: f"dog:{one}") == 3
    assert register.size == 5
    return register, made


def test_a_family_names_its_members_from_0() -> None:
    register, _ = _register()

    assert [register.name(number) for number in range(5)] == [
        "cat:0",
        "cat:1",
        "cat:2",
        "dog:0",
        "dog:1",
    ]


def test_names_stand_in_the_order_of_their_numbers() -> None:
    register, made = _register()
    names = Names(register, np.array([4, 0, 2], dtype=np.int32))

    assert made == []
    assert names[1] == "cat:0"
    assert made == [0]
    assert names[1:] == ("cat:0", "cat:2")
    assert list(names) == ["dog:1", "cat:0", "cat:2"]
    assert len(names) == 3


def test_an_index_finds_what_is_there_and_nothing_else() -> None:
    register, made = _register()
    index = Index(Names(register, np.array([4, 0, 2], dtype=np.int32)))

    assert index["dog:1"] == 0
    assert made == []  # cats are listed when a cat is asked for
    assert index["cat:2"] == 2
    assert "cat:1" not in index
    assert index.get("bird:1") is None
    assert dict(index.items()) == {"dog:1": 0, "cat:0": 1, "cat:2": 2}
    assert dict(index.under("cat")) == {"cat:0": 1, "cat:2": 2}
    assert index.places(0, 3).tolist() == [1, -1, 2]


def test_more_names_may_follow_and_change_nothing_before_them() -> None:
    register, _ = _register()
    names = Names(register, np.array([4, 0], dtype=np.int32))
    more = names.followed_by(["dog:new", "alone"])

    assert list(more) == ["dog:1", "cat:0", "dog:new", "alone"]
    assert Index(more)["alone"] == 3
    assert Index(more)["dog:new"] == 2
    assert list(names) == ["dog:1", "cat:0"]
    assert register.size == 5


@pytest.mark.parametrize(("name", "word"), [("a:b:c", "a"), ("alone", "alone"), ("a b:c", "a b")])
def test_a_name_begins_with_a_word(name: str, word: str) -> None:
    assert word_of(name) == word
