from __future__ import annotations

import pytest
from starlette.exceptions import HTTPException

from ng911risk.questionnaire.answered import AnswerValue
from ng911risk_api.web.forms import Form
from ng911risk_api.web.questions_form import entries_of


def form(**texts: str) -> Form:
    return Form({name.replace("_", "-"): [text] for name, text in texts.items()}, {})


def test_each_question_of_a_page_is_an_entry() -> None:
    sent = form(
        subjects_0="exercises", value_0="yes", note_0="in May", said_0=" the \n Chief ", seen_0="3",
        subjects_7="a@b a@c", value_7="",
    )  # fmt: skip

    first, second = entries_of(sent)

    assert (first.number, first.subjects, first.value) == ("0", ("exercises",), AnswerValue.YES)
    assert (first.note, first.said_by, first.seen) == ("in May", "the Chief", 3)
    assert (second.number, second.subjects, second.value) == ("7", ("a@b", "a@c"), None)


def test_use_mine_counts_as_having_seen_theirs() -> None:
    (one,) = entries_of(form(subjects_0="exercises", value_0="yes", seen_0="1", mine_0="4"))

    assert one.seen == 4


def test_keep_theirs_leaves_the_question_alone() -> None:
    assert entries_of(form(subjects_0="exercises", value_0="yes", theirs_0="1")) == ()


@pytest.mark.parametrize(
    "sent",
    [
        {"subjects_0": "exercises", "value_0": "maybe"},
        {"subjects_0": "  ", "value_0": "yes"},
        {"subjects_0": "exercises", "value_0": "yes", "seen_0": "-1"},
        {"subjects_0": "exercises", "value_0": "yes", "seen_0": "9" * 30},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(sent: dict[str, str]) -> None:
    with pytest.raises(HTTPException):
        entries_of(form(**sent))


def test_fields_that_are_no_questions_are_passed_over() -> None:
    assert entries_of(form(csrf="x", subjects_x="exercises", remove="y")) == ()
