from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.exporters.capacity_words import (
    ALREADY,
    NEVER,
    NOT_KNOWN,
    by_day,
    by_night,
    calls_parts,
    calls_text,
    changes,
    hours,
    in_short,
    in_time,
    sentences,
)
from ng911risk.model.capacity import AttackCalls, Limit
from tests.exporters.sample_report import SAMPLE, fronts

NIGHT, DAY = SAMPLE.shifts


def test_a_director_hears_one_sentence_for_the_day_and_one_for_the_night() -> None:
    day, night = sentences(SAMPLE.shifts)

    assert day == (
        "By day, about 120 attack calls an hour (12 to 360) would cost you every tenth 9-1-1 "
        "caller; people run out before lines."
    )
    assert night == (
        "By night, with 1 on duty, about 60 attack calls an hour (6 to 180) would cost you every "
        "tenth 9-1-1 caller."
    )


def test_one_shift_round_the_clock_is_told_once() -> None:
    whole = replace(DAY, from_hour=0, to_hour=24)

    assert by_day((whole,)) is by_night((whole,)) is whole
    assert len(sentences((whole,))) == 1
    assert "by night" not in in_short((whole,))


def test_noon_and_three_in_the_morning_decide_what_day_and_night_are() -> None:
    assert by_day(SAMPLE.shifts) is DAY
    assert by_night(SAMPLE.shifts) is NIGHT


def test_a_report_made_before_says_nothing_about_attack_calls() -> None:
    before = tuple(replace(shift, fronts=(), standards=()) for shift in SAMPLE.shifts)

    assert sentences(before) == sentences(()) == ()
    assert changes(before) == changes(()) == ()
    assert in_time(before[0]) == "93 %"


def test_lines_that_fill_first_are_told_so() -> None:
    front = replace(fronts(10.0)[0], first=Limit.LINES)

    assert "lines run out before people" in sentences((replace(DAY, fronts=(front,)),))[0]


def test_a_centre_that_loses_a_tenth_unattacked_is_told_so() -> None:
    front = replace(fronts(1.0)[0], tenth_lost=AttackCalls(low=0.0, likely=0.0, high=0.0))
    lone = replace(NIGHT, fronts=(front,))

    assert "is lost without any attack" in sentences((lone,))[0]
    assert "is lost without any attack" in in_short((lone,))


@pytest.mark.parametrize(
    ("calls", "text"),
    [
        (AttackCalls(low=47.0, likely=539.0, high=1613.0), "540 (47 to 1,600)"),
        (AttackCalls(low=47.0, likely=539.0, high=None), "540 (47 to no end)"),
        (AttackCalls(low=47.0, likely=None, high=None), f"{NEVER} (but 47 of the longest)"),
        (AttackCalls(low=None, likely=None, high=None), NEVER),
        (AttackCalls(low=0.0, likely=0.0, high=0.0), ALREADY),
        (None, NOT_KNOWN),
    ],
)
def test_attack_calls_read_as_people_say_them(calls: AttackCalls | None, text: str) -> None:
    assert calls_text(calls) == text


def test_every_change_stands_beside_how_it_is_now() -> None:
    told = changes(SAMPLE.shifts)

    assert told[0].title == "With nothing done"
    assert [one.day for one in told[:2]] == [("120", "12 to 360"), ("140", "14 to 430")]
    assert [one.status for one in told] == ["", "partly in place", "not in place", "not known", ""]
    assert [one.rejected for one in told] == ["none", "none", "2 %", "none", "none"]
    assert told[1].ten_digit == (NEVER, "")
    assert told[3].day == calls_parts(None)


def test_a_site_without_ten_digit_lines_has_no_figures_for_them() -> None:
    alone = tuple(replace(shift, fronts=shift.fronts[:1]) for shift in SAMPLE.shifts)

    assert {one.ten_digit for one in changes(alone)} == {("no such lines", "")}


def test_hours_and_the_answer_standard_read_well() -> None:
    assert hours(NIGHT) == "00:00 to 07:00"
    assert in_time(DAY) == "96 % within 15 s (90 % asked for), 96 % within 20 s (95 % asked for)"
