from __future__ import annotations

from ng911risk.questionnaire.questions import Question
from ng911risk.questionnaire.worth import HARDLY, SECONDS_EACH, WORTH_ASKING, outlook
from tests.questionnaire.test_questions import asked, said, unknown

NAMES = ("exercises", "separate-admin-lines", "call-flood-playbook", "priority-services")


def four(*swings: float | None) -> tuple[Question, ...]:
    return asked(*(unknown(name, swing) for name, swing in zip(NAMES, swings, strict=False)))


def test_what_moves_the_result_is_worth_asking() -> None:
    left = outlook(four(0.2, WORTH_ASKING, WORTH_ASKING / 2, None))

    assert [one.swing for one in left.worth] == [0.2, WORTH_ASKING]
    assert len(left.open) == 4
    assert left.minutes * 60 == 2 * SECONDS_EACH
    assert not left.hardly_matters


def test_many_small_ones_together_may_matter_though_few_do_not() -> None:
    small = HARDLY / 3

    assert outlook(four(small, small)).hardly_matters
    assert not outlook(four(small, small, small, small)).hardly_matters


def test_nothing_left_hardly_matters_and_takes_no_time() -> None:
    left = outlook(())

    assert left.hardly_matters
    assert left.minutes == 0
    assert left.moves == 0.0


def test_what_was_answered_is_told_apart_from_what_has_to_be_found_out() -> None:
    answers = said(NAMES[0]) | said(NAMES[1], "unknown") | said(NAMES[2], "not-available")
    left = outlook(asked(*(unknown(name, 0.2) for name in NAMES), answers=answers))

    assert [one.subject for one in left.answered] == [NAMES[0]]
    assert {one.subject for one in left.to_find_out} == {NAMES[1], NAMES[2]}
    assert [one.subject for one in left.worth] == [NAMES[3]]


def test_what_all_could_move_is_at_most_everything() -> None:
    assert outlook(four(0.9, 0.8)).moves == 1.0


def test_before_there_is_a_result_every_question_is_worth_an_answer() -> None:
    left = outlook(asked(unknown(NAMES[0], None), unknown(NAMES[1], None)), tried=False)

    assert len(left.worth) == 2
    assert not left.hardly_matters
