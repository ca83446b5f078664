"""Call capacity for people: one sentence for a director, and the cells of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ng911risk.exporters import words
from ng911risk.model.capacity import (
    AttackCalls,
    Front,
    FrontCapacity,
    Limit,
    ShiftCapacity,
    Treated,
    Treatment,
)
from ng911risk.model.scales import Status

ENDS = (
    "The range is how long an attack call keeps a person: the fewest calls when each lasts five "
    "minutes, the most when each lasts ten seconds; the single figure is for half a minute."
)
"""What the ends of every range are."""

NEVER = "no number of calls"
NOT_KNOWN = "not known"
ALREADY = "lost on an ordinary hour already"

_NONE_NEEDED = "every tenth 9-1-1 caller is lost without any attack"
_NOON = 12
_NIGHT = 3
_STATUS = {
    Status.YES: "in place",
    Status.PARTLY: "partly in place",
    Status.NO: "not in place",
    Status.UNKNOWN: "not known",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of what would change the figures: the same treatment by day and by night."""

    title: str
    """What is done."""

    status: str
    """Whether it is there already; empty for a way of working that nobody is asked about."""

    day: tuple[str, str]
    """Attack calls to 9-1-1 an hour that lose a tenth of callers by day: figure and range."""

    night: tuple[str, str]
    """By night."""

    ten_digit: tuple[str, str]
    """Attack calls to ten-digit lines by day."""

    rejected: str
    """Real 9-1-1 callers turned away."""


def by_day(shifts: tuple[ShiftCapacity, ...]) -> ShiftCapacity:
    """The shift at noon."""
    return _at(shifts, _NOON)


def by_night(shifts: tuple[ShiftCapacity, ...]) -> ShiftCapacity:
    """The shift at three in the morning."""
    return _at(shifts, _NIGHT)


def sentences(shifts: tuple[ShiftCapacity, ...]) -> tuple[str, ...]:
    """What a director needs to know, the day first; nothing for a report made before."""
    if not shifts or not all(shift.fronts for shift in shifts):
        return ()
    day, night = by_day(shifts), by_night(shifts)
    told = [f"By day, {_costs(day.fronts[0])}; {runs_out(day.fronts[0])}."]
    if night is not day:
        told.append(f"By night, with {night.on_duty} on duty, {_costs(night.fronts[0])}.")
    return tuple(told)


def in_short(shifts: tuple[ShiftCapacity, ...]) -> str:
    """The same for the first page, what matters most in its first line."""
    day, night = by_day(shifts), by_night(shifts)
    front, calls = day.fronts[0], day.fronts[0].tenth_lost
    if not calls.likely:
        return _NONE_NEEDED
    text = f"{words.two_digits(calls.likely)} calls an hour"
    if night is not day:
        at_night = night.fronts[0].tenth_lost.likely or 0.0
        text += f" by day, {words.two_digits(at_night)} by night"
    _, ends = calls_parts(calls)
    return f"{text} lose every tenth caller; {front.first.value} run out first; {ends} by length"


def runs_out(front: FrontCapacity) -> str:
    """``people run out before lines``."""
    if front.first is Limit.PEOPLE:
        return "people run out before lines"
    return "lines run out before people"


def calls_parts(calls: AttackCalls | None) -> tuple[str, str]:
    """Attack calls in two parts for a table: ``540`` and ``47 to 1,600``."""
    if calls is None:
        return NOT_KNOWN, ""
    if calls.low is None:
        return NEVER, ""
    if calls.low == calls.high == 0.0:
        return ALREADY, ""
    low = words.two_digits(calls.low)
    if calls.likely is None:
        return NEVER, f"but {low} of the longest"
    high = "no end" if calls.high is None else words.two_digits(calls.high)
    return words.two_digits(calls.likely), f"{low} to {high}"


def calls_text(calls: AttackCalls | None) -> str:
    """The same in one line: ``540 (47 to 1,600)``."""
    return in_line(calls_parts(calls))


def in_line(parts: tuple[str, str]) -> str:
    """Two parts of a table in one line."""
    figure, ends = parts
    return f"{figure} ({ends})" if ends else figure


def in_time(shift: ShiftCapacity) -> str:
    """Answered in time on an ordinary hour: ``99 % within 15 s (90 % asked for), ...``."""
    steps = (
        f"{words.share(one.met)} within {one.seconds:g} s ({words.share(one.asked)} asked for)"
        for one in shift.standards
    )
    return ", ".join(steps) or words.share(shift.baseline_in_standard)


def hours(shift: ShiftCapacity) -> str:
    """``06:00 to 14:00``."""
    return f"{shift.from_hour:02d}:00 to {shift.to_hour:02d}:00"


def changes(shifts: tuple[ShiftCapacity, ...]) -> tuple[Change, ...]:
    """What would change the figures, first how they are with nothing done; as `sentences`."""
    if not shifts or not all(shift.fronts for shift in shifts):
        return ()
    return tuple(_changes(by_day(shifts), by_night(shifts)))


def _changes(day: ShiftCapacity, night: ShiftCapacity) -> Iterator[Change]:
    nine, other = day.fronts[0], _ten_digit(day)
    yield Change(
        title="With nothing done",
        status="",
        day=calls_parts(nine.tenth_lost),
        night=calls_parts(night.fronts[0].tenth_lost),
        ten_digit=calls_parts(other.tenth_lost) if other else ("no such lines", ""),
        rejected="none",
    )
    for one in nine.treated:
        at_night = _by(night.fronts[0], one.treatment)
        elsewhere = _by(other, one.treatment) if other else None
        yield Change(
            title=one.treatment.words,
            status="" if one.treatment is Treatment.HOLD else _STATUS[one.status],
            day=calls_parts(one.tenth_lost),
            night=calls_parts(at_night.tenth_lost),
            ten_digit=calls_parts(elsewhere.tenth_lost) if elsewhere else ("no such lines", ""),
            rejected=words.share(one.rejected) if one.rejected else "none",
        )


def _costs(front: FrontCapacity) -> str:
    calls = front.tenth_lost
    if not calls.likely:  # 9-1-1 lines always have a number, were it 0
        return _NONE_NEEDED
    figure, ends = calls_parts(calls)
    return f"about {figure} attack calls an hour ({ends}) would cost you every tenth 9-1-1 caller"


def _ten_digit(shift: ShiftCapacity) -> FrontCapacity | None:
    return next((one for one in shift.fronts if one.front is Front.TEN_DIGIT), None)


def _by(front: FrontCapacity, treatment: Treatment) -> Treated:
    return next(one for one in front.treated if one.treatment is treatment)


def _at(shifts: tuple[ShiftCapacity, ...], hour: int) -> ShiftCapacity:
    return next((one for one in shifts if one.from_hour <= hour < one.to_hour), shifts[0])
