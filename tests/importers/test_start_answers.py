"""Answers are read strictly, and every problem is named at once."""

from __future__ import annotations

import pytest

from ng911risk.errors import InputError
from ng911risk.importers.start_answers import Answer, answer_to, checked_answers, read_answers
from ng911risk.importers.start_questions import question


def test_a_file_with_answers() -> None:
    data = (
        b"answers:\n  positions: 6\n  text: no\n  diversion: Partly\n  name: Oak\n  state: null\n"
    )

    read = read_answers(data, file="answers.yaml")

    assert dict(read) == {"positions": 6, "text": "no", "diversion": "partly", "name": "Oak"}


def test_every_problem_has_its_line() -> None:
    data = b"answers:\n  positions: four\n  postions: 3\n  text: maybe\n  arrival: [1]\n"

    with pytest.raises(InputError) as caught:
        read_answers(data.replace(b"  arrival: [1]\n", b""), file="answers.yaml")

    assert [one.row for one in caught.value.problems] == [2, 3, 4]
    assert caught.value.problems[1].hint == "Did you mean 'positions'?"


@pytest.mark.parametrize(
    ("asked", "given", "answer"),
    [
        ("positions", "6", 6),
        ("population", "12,400", 12_400),
        ("population", "about 12,500", 12_500),
        ("population", "~12500", 12_500),
        ("state", "Kansas", "KS"),
        ("state", "ks", "KS"),
        ("text", True, "yes"),
        ("text", "Y", "yes"),
        ("diversion", "?", "unknown"),
        ("arrival", "Gateway", "gateway"),
        ("name", "  Oak ", "Oak"),
    ],
)
def test_what_people_type(asked: str, given: object, answer: Answer) -> None:
    assert answer_to(question(asked), given) == answer


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("positions", 0),
        ("positions", True),
        ("positions", -1),
        ("positions", 2.5),
        ("positions", "9" * 40),
        ("positions", "about"),
        ("positions", "12 about"),
        ("text", "partly"),
        ("arrival", "carrier pigeon"),
        ("name", "a\0b"),
    ],
)
def test_what_is_no_answer(asked: str, given: object) -> None:
    with pytest.raises(ValueError, match=r"\w+"):
        answer_to(question(asked), given)
    with pytest.raises(InputError):
        checked_answers({asked: given})
