from __future__ import annotations

import pytest

from ng911risk.importers.start_answers import Answer
from ng911risk.importers.start_sense import doubts


def test_more_calls_than_the_people_on_duty_can_take_are_asked_about() -> None:
    [doubt] = doubts({"calls_day": 40, "on_duty_day": 2})

    assert doubt.question == "calls_day"
    assert doubt.text.startswith("40 calls an hour for 2 people: is that right?")
    assert "50 of every 60 minutes" in doubt.text


def test_far_more_calls_than_people_served_would_make_are_asked_about() -> None:
    [doubt] = doubts({"calls_day": 40, "on_duty_day": 10, "population": 12_500})

    assert "40 calls an hour for 12,500 people served" in doubt.text


def test_one_call_at_night_and_nobody_there_is_asked_about() -> None:
    [doubt] = doubts({"calls_night": 1, "on_duty_night": 0})

    assert (doubt.question, "nobody on duty" in doubt.text) == ("calls_night", True)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"calls_day": 400},
        {"calls_day": 3, "on_duty_day": 2, "population": 900},
        {"calls_day": 0, "on_duty_day": 0},
        {"calls_day": 250, "on_duty_day": 30, "population": 2_000_000},
    ],
)
def test_what_is_ordinary_or_open_is_not_doubted(answers: dict[str, Answer]) -> None:
    assert doubts(answers) == ()
