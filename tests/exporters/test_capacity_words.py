from __future__ import annotations

from dataclasses import replace

import pytest

from ng911risk.exporters.capacity_words import (
    ALREADY,
    NEVER,
    NOT_KNOWN,
    TODAY,
    UNTREATED,
    at_worst,
    by_day,
    calls_parts,
    calls_text,
    changes,
    hours,
    in_short,
    in_time,
    notes,
    sentences,
    worst_hours,
)
from ng911risk.model.capacity import AttackCalls, InPlace, Limit, ShiftCapacity, Treated, Treatment
from ng911risk.model.scales import Status
from tests.exporters.sample_report import SAMPLE, calls, fronts

NIGHT, DAY = SAMPLE.shifts


def in_place(shift: ShiftCapacity) -> ShiftCapacity:
    """The shift with overflow in place, which doubles the figures."""

    def twice(one: AttackCalls) -> AttackCalls:
        assert one.likely is not None
        return calls(2.0 * one.likely)

    return replace(
        shift,
        fronts=tuple(
            replace(
                front,
                in_place=InPlace(
                    treatments=(Treatment.OVERFLOW,),
                    tenth_lost=twice(front.tenth_lost),
                    half_lost=front.half_lost,
                    first=Limit.LINES,
                ),
            )
            for front in shift.fronts
        ),
    )


def _with(shift: ShiftCapacity, changed: Treated) -> ShiftCapacity:
    return replace(
        shift,
        fronts=tuple(
            replace(
                front,
                treated=tuple(
                    changed if one.treatment is changed.treatment else one for one in front.treated
                ),
            )
            for front in shift.fronts
        ),
    )


def with_status(shift: ShiftCapacity, treatment: Treatment, status: Status) -> ShiftCapacity:
    """The shift with another status of one treatment."""
    [old] = (one for one in shift.fronts[0].treated if one.treatment is treatment)
    return _with(shift, replace(old, status=status))


def with_tenth(shift: ShiftCapacity, treatment: Treatment, tenth: AttackCalls) -> ShiftCapacity:
    """The shift with another figure of one treatment."""
    [old] = (one for one in shift.fronts[0].treated if one.treatment is treatment)
    return _with(shift, replace(old, tenth_lost=tenth))


def test_a_director_hears_one_sentence_for_the_day_and_one_for_the_night() -> None:
    day, night, counted = sentences(SAMPLE.shifts)

    assert day == (
        "By day, about 120 attack calls an hour (12 to 360) would cost you every tenth 9-1-1 "
        "caller; people run out before lines."
    )
    assert night == (
        "At your worst hours, 00:00 to 07:00 with 1 on duty, about 60 attack calls an hour "
        "(6 to 180) would cost you every tenth 9-1-1 caller."
    )
    assert counted == (
        "Not counted: administrative calls go to other people (partly in place); calls overflow to "
        "the backup centre (not known)."
    )


def test_the_headline_is_what_holds_with_what_is_in_place_and_nothing_done_stands_beside() -> None:
    both = tuple(in_place(shift) for shift in SAMPLE.shifts)
    day, night, counted = sentences(both)

    assert "By day, about 240 attack calls an hour (24 to 720) would cost" in day
    assert day.endswith(
        "lines run out before people. With nothing done it would be 120 (12 to 360)."
    )
    assert night.endswith("With nothing done it would be 60 (6 to 180).")
    assert counted.startswith(
        "Counted as in place: calls overflow to the backup centre. Not counted: "
    )
    assert "(in place" not in counted
    assert in_short(both) == (
        "240 calls an hour, 120 at 00-07 h lose every tenth caller (nothing done: 120); "
        "lines run out first; 24 to 720 by length"
    )
    first, second = changes(both)[:2]
    assert (first.title, first.day, first.worst) == (
        TODAY,
        ("240", "24 to 720"),
        ("120", "12 to 360"),
    )
    assert (second.title, second.day) == (UNTREATED, ("120", "12 to 360"))


def test_overflow_that_nobody_can_reckon_is_not_counted() -> None:
    shifts = tuple(with_status(shift, Treatment.OVERFLOW, Status.YES) for shift in SAMPLE.shifts)

    assert "(in place, but nobody says with how many people)" in sentences(shifts)[-1]


def test_the_worst_hours_are_those_that_the_fewest_calls_hurt() -> None:
    evening = replace(NIGHT, from_hour=22, to_hour=24, fronts=fronts(50.0))
    shifts = (NIGHT, DAY, evening)

    assert at_worst(shifts) is evening
    assert worst_hours(shifts) == "Worst hours, 22:00 to 24:00"
    assert "At your worst hours, 22:00 to 24:00 with" in sentences(shifts)[1]


def test_a_day_that_is_the_worst_is_told_once_as_such() -> None:
    calm = replace(NIGHT, fronts=fronts(900.0))
    first, *rest = sentences((calm, DAY))

    assert first.startswith(
        "By day, which is when the fewest are enough (07:00 to 24:00), about 120"
    )
    assert not any("worst" in one for one in rest)


def test_a_treatment_that_makes_it_worse_says_why() -> None:
    assert notes(SAMPLE.shifts) == ()

    held = tuple(with_tenth(shift, Treatment.HOLD, calls(20.0)) for shift in SAMPLE.shifts)
    [note] = notes(held)
    assert note == (
        "Callers are answered at once and put on hold: 20 instead of 120 by day, 20 instead of 60 "
        "from 00:00 to 07:00, 20 instead of 120 on ten-digit lines by day, which is worse, since "
        "every greeting takes a person's time, and a caller on hold keeps his line."
    )


def test_one_shift_round_the_clock_is_told_once() -> None:
    whole = replace(DAY, from_hour=0, to_hour=24)

    assert by_day((whole,)) is at_worst((whole,)) is whole
    assert not any("worst" in one for one in sentences((whole,)))
    assert "by day" not in in_short((whole,))


def test_noon_decides_what_day_is() -> None:
    assert by_day(SAMPLE.shifts) is DAY
    assert at_worst(SAMPLE.shifts) is NIGHT


def test_a_report_made_before_says_nothing_about_attack_calls() -> None:
    before = tuple(replace(shift, fronts=(), standards=()) for shift in SAMPLE.shifts)

    assert sentences(before) == sentences(()) == ()
    assert changes(before) == changes(()) == ()
    assert notes(before) == notes(()) == ()
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
    ("told", "text"),
    [
        (AttackCalls(low=47.0, likely=539.0, high=1613.0), "540 (47 to 1,600)"),
        (AttackCalls(low=47.0, likely=539.0, high=None), "540 (47 to never)"),
        (AttackCalls(low=47.0, likely=None, high=None), f"{NEVER} (47 to never)"),
        (AttackCalls(low=None, likely=None, high=None), NEVER),
        (AttackCalls(low=0.0, likely=0.0, high=0.0), ALREADY),
        (None, NOT_KNOWN),
    ],
)
def test_attack_calls_read_as_people_say_them(told: AttackCalls | None, text: str) -> None:
    assert calls_text(told) == text


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
