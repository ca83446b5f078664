"""Call capacity for people: one sentence for a director, and the cells of the tables."""

from __future__ import annotations

import math
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
    "The single figure is for attack calls that keep a person for half a minute each. The range "
    "is how long they last: the fewest when each lasts five minutes, the most when each lasts ten "
    "seconds. Never: however many such calls come, the lines they come in on are full before so "
    "many 9-1-1 callers are lost."
)
"""What the figures, the ends of every range and the word `NEVER` are."""

NEVER = "never"
NOT_KNOWN = "not known"
ALREADY = "lost on an ordinary hour already"
UNTREATED = "With nothing done"
TODAY = "As it is today, with all that is in place"

_NONE_NEEDED = "every tenth 9-1-1 caller is lost without any attack"
_NOON = 12
_STATUS = {
    Status.YES: "in place",
    Status.PARTLY: "partly in place",
    Status.NO: "not in place",
    Status.UNKNOWN: "not known",
}
_WORSE = {
    Treatment.ADMIT: "the real callers whom it turns away are lost too",
    Treatment.HOLD: "every greeting takes a person's time, and a caller on hold keeps his line",
}
"""Why a treatment can make it worse; the others never do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of what would change the figures: the same treatment by day and by night."""

    title: str
    """What is done."""

    status: str
    """Whether it is there already; empty for a way of working that nobody is asked about."""

    day: tuple[str, str]
    """Attack calls to 9-1-1 an hour that lose a tenth of callers by day: figure and range."""

    worst: tuple[str, str]
    """In the worst hours."""

    ten_digit: tuple[str, str]
    """Attack calls to ten-digit lines by day."""

    rejected: str
    """Real 9-1-1 callers turned away."""


def by_day(shifts: tuple[ShiftCapacity, ...]) -> ShiftCapacity:
    """The shift at noon."""
    return _at(shifts, _NOON)


def at_worst(shifts: tuple[ShiftCapacity, ...]) -> ShiftCapacity:
    """The shift that the fewest attack calls to 9-1-1 hurt as it is today; by day where equal."""
    return min((by_day(shifts), *shifts), key=_carried)


def worst_hours(shifts: tuple[ShiftCapacity, ...]) -> str:
    """``Worst hours, 22:00 to 24:00``: a heading."""
    return f"Worst hours, {hours(at_worst(shifts))}"


def told(shifts: tuple[ShiftCapacity, ...]) -> bool:
    """Whether there is anything to say about attack calls: not in a report made before."""
    return bool(shifts) and all(shift.fronts for shift in shifts)


def sentences(shifts: tuple[ShiftCapacity, ...]) -> tuple[str, ...]:
    """What a director needs to know, the day first; nothing for a report made before."""
    if not told(shifts):
        return ()
    day, worst = by_day(shifts), at_worst(shifts)
    front = day.fronts[0]
    said = [f"{_when(day, shifts)}, {_costs(front)}; {runs_out(front)}.{_undone(front)}"]
    if worst is not day:
        front = worst.fronts[0]
        when = f"At your worst hours, {hours(worst)} with {worst.on_duty} on duty"
        said.append(f"{when}, {_costs(front)}.{_undone(front)}")
    counted = _counted(day.fronts[0])
    return (*said, counted) if counted else tuple(said)


def in_short(shifts: tuple[ShiftCapacity, ...]) -> str:
    """The same for the first page, what matters most in its first line."""
    day, worst = by_day(shifts), at_worst(shifts)
    front, calls = day.fronts[0], today(day.fronts[0])
    if not calls.likely:
        return _NONE_NEEDED
    undone = f" (nothing done: {calls_parts(front.tenth_lost)[0]})" if _changed(front) else ""
    text = f"{words.two_digits(calls.likely)} calls an hour"
    if worst is not day:
        fewest = words.two_digits(today(worst.fronts[0]).likely or 0.0)
        text += "," if undone else " by day,"  # one line has no room for all
        text += f" {fewest} at {worst.from_hour:02d}-{worst.to_hour:02d} h"
    _, ends = calls_parts(calls)
    first = _today_first(front).value
    return f"{text} lose every tenth caller{undone}; {first} run out first; {ends} by length"


def today(front: FrontCapacity) -> AttackCalls:
    """Attack calls an hour that lose a tenth of 9-1-1 callers with all that is in place."""
    return front.in_place.tenth_lost if front.in_place else front.tenth_lost


def today_half(front: FrontCapacity) -> AttackCalls:
    """The same for half of them."""
    return front.in_place.half_lost if front.in_place else front.half_lost


def runs_out(front: FrontCapacity) -> str:
    """``people run out before lines``."""
    if _today_first(front) is Limit.PEOPLE:
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
        return NEVER, f"{low} to {NEVER}"
    high = NEVER if calls.high is None else words.two_digits(calls.high)
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
    """What would change the figures, first how they are; as `sentences`."""
    if not told(shifts):
        return ()
    return tuple(_changes(by_day(shifts), at_worst(shifts)))


def notes(shifts: tuple[ShiftCapacity, ...]) -> tuple[str, ...]:
    """One sentence for each treatment that makes it worse, with the reason."""
    if not told(shifts):
        return ()
    day, worst = by_day(shifts), at_worst(shifts)
    found = (_worse(one, day, worst) for one in _WORSE)
    return tuple(sentence for sentence in found if sentence)


def _changes(day: ShiftCapacity, worst: ShiftCapacity) -> Iterator[Change]:
    nine, low, other = day.fronts[0], worst.fronts[0], _ten_digit(day)
    if nine.in_place and _changed(nine):
        yield Change(
            title=TODAY,
            status="in place",
            day=calls_parts(today(nine)),
            worst=calls_parts(today(low)),
            ten_digit=_elsewhere(today(other) if other else None, other),
            rejected=_rejected(nine.in_place.rejected),
        )
    yield Change(
        title=UNTREATED,
        status="",
        day=calls_parts(nine.tenth_lost),
        worst=calls_parts(low.tenth_lost),
        ten_digit=_elsewhere(other.tenth_lost if other else None, other),
        rejected=_rejected(0.0),
    )
    for one in nine.treated:
        yield Change(
            title=one.treatment.words,
            status="" if one.treatment is Treatment.HOLD else _STATUS[one.status],
            day=calls_parts(one.tenth_lost),
            worst=calls_parts(_by(low, one.treatment).tenth_lost),
            ten_digit=_elsewhere(_by(other, one.treatment).tenth_lost if other else None, other),
            rejected=_rejected(one.rejected),
        )


def _elsewhere(calls: AttackCalls | None, front: FrontCapacity | None) -> tuple[str, str]:
    return calls_parts(calls) if front else ("no such lines", "")


def _rejected(share: float) -> str:
    return words.share(share) if share else "none"


def _worse(treatment: Treatment, day: ShiftCapacity, worst: ShiftCapacity) -> str:
    places = {"by day": day.fronts[0], f"from {hours(worst)}": worst.fronts[0]}
    office = _ten_digit(day)
    if office:
        places["on ten-digit lines by day"] = office
    fewer = [
        f"{words.two_digits(after)} instead of {words.two_digits(before)} {where}"
        for where, front in places.items()
        if front.tenth_lost.likely
        for before, after in (_before_and_after(front, treatment),)
        if after < before and words.two_digits(after) != words.two_digits(before)
    ]
    if not fewer:
        return ""
    return f"{treatment.words}: {', '.join(fewer)}, which is worse, since {_WORSE[treatment]}."


def _before_and_after(front: FrontCapacity, treatment: Treatment) -> tuple[float, float]:
    after = _by(front, treatment).tenth_lost
    return _number(front.tenth_lost), _number(after) if after else math.inf


def _number(calls: AttackCalls) -> float:
    return math.inf if calls.likely is None else calls.likely


def _carried(shift: ShiftCapacity) -> tuple[float, float]:
    calls = today(shift.fronts[0])
    return _number(calls), math.inf if calls.low is None else calls.low


def _changed(front: FrontCapacity) -> bool:
    """Whether something is in place."""
    return bool(front.in_place and front.in_place.treatments)


def _today_first(front: FrontCapacity) -> Limit:
    return front.in_place.first if front.in_place else front.first


def _when(day: ShiftCapacity, shifts: tuple[ShiftCapacity, ...]) -> str:
    if len(shifts) > 1 and at_worst(shifts) is day:
        return f"By day, which is when the fewest are enough ({hours(day)})"
    return "By day"


def _costs(front: FrontCapacity) -> str:
    calls = today(front)
    if not calls.likely:  # 9-1-1 lines always have a number, were it 0
        return _NONE_NEEDED
    figure, ends = calls_parts(calls)
    return f"about {figure} attack calls an hour ({ends}) would cost you every tenth 9-1-1 caller"


def _undone(front: FrontCapacity) -> str:
    if not _changed(front):
        return ""
    return f" With nothing done it would be {calls_text(front.tenth_lost)}."


def _counted(front: FrontCapacity) -> str:
    """What the figures count as in place, and what they leave out though it may be there."""
    there = front.in_place.treatments if front.in_place else ()
    open_ = [
        f"{words.small(one.treatment.words)} ({_left_out(one)})"
        for one in front.treated
        if one.treatment not in there
        and one.treatment is not Treatment.HOLD
        and one.status is not Status.NO
    ]
    said = ""
    if there:
        said = f"Counted as in place: {'; '.join(words.small(one.words) for one in there)}. "
    return said + (f"Not counted: {'; '.join(open_)}." if open_ else "")


def _left_out(one: Treated) -> str:
    if one.status is Status.YES:
        return "in place, but nobody says with how many people"
    return _STATUS[one.status]


def _ten_digit(shift: ShiftCapacity) -> FrontCapacity | None:
    return next((one for one in shift.fronts if one.front is Front.TEN_DIGIT), None)


def _by(front: FrontCapacity, treatment: Treatment) -> Treated:
    return next(one for one in front.treated if one.treatment is treatment)


def _at(shifts: tuple[ShiftCapacity, ...], hour: int) -> ShiftCapacity:
    return next((one for one in shifts if one.from_hour <= hour < one.to_hour), shifts[0])
