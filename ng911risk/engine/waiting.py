"""
Calls that wait for the people on duty: who is answered, gives up, or finds no line.

A queue M/M/c/K+M: `people` answer, `lines` calls fit in the house, a waiting caller gives
up after `patience_s` on average. Genuine and hostile calls queue alike, first come first
served. Erlang's formulas (`erlang.py`) are its edges: no patience limit, no waiting places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from ng911risk.engine.waiting_kernels import with_chores

PATIENCE_S = 60.0
"""Mean seconds a caller waits before hanging up. Judgement; docs/method.md, "Callers"."""

APART_UP_TO = 8
"""
People up to whom attack calls keep their own length; with more, all calls get the mean.

So they do when attack calls take longer than a caller's patience: it then makes no difference.
"""

APART_LINES = 120
"""Lines up to which they do: with more the exact sum takes too long."""

MOST_CHORES = 0.25
"""Largest share of their time people give to call-backs and greetings. Judgement."""

MOST_CALLS = 10_000_000
"""Attack calls an hour beyond which nobody looks: more than there are phones."""

_STEP = 1.1
"""First stride away from a guess; later ones are wider. It changes no figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Calls of one kind: how many an hour and how long each takes."""

    per_hour: float
    hold_s: float

    @property
    def erlangs(self) -> float:
        """Offered load."""
        return self.per_hour * self.hold_s / 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Who answers and how many calls fit in."""

    people: int
    """People answering; with none every caller is lost."""

    lines: int
    """Calls that can be up at once, waiting or answered."""

    patience_s: float = PATIENCE_S
    """Mean seconds until a waiting caller gives up."""

    call_back_s: float = 0.0
    """Seconds of work for each call that gave up."""

    greeting_s: float = 0.0
    """Seconds of work for each call that has to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of calls, as shares of all that arrive."""

    blocked: float
    """Found no line."""

    gave_up: float
    """Hung up while waiting."""

    @property
    def lost(self) -> float:
        """Either."""
        return min(1.0, self.blocked + self.gave_up)


_NOBODY = Outcome(blocked=1.0, gave_up=0.0)
_NO_CALLS = Outcome(blocked=0.0, gave_up=0.0)
_NOTHING = Load(per_hour=0.0, hold_s=1.0)


def merged(loads: tuple[Load, ...]) -> Load:
    """All loads as one: calls an hour added, seconds averaged over calls."""
    per_hour = sum(load.per_hour for load in loads)
    if per_hour <= 0.0:
        return Load(per_hour=0.0, hold_s=1.0)
    seconds = sum(load.per_hour * load.hold_s for load in loads)
    return Load(per_hour=per_hour, hold_s=seconds / per_hour)


def outcome(ordinary: Load, attack: Load, house: House, *, pooled: bool = False) -> Outcome:
    """
    What becomes of calls of two kinds that queue together; the shares hold for either.

    Args:
        ordinary: Calls of an ordinary hour.
        attack: Calls on top of them.
        house: Who answers.
        pooled: Give all calls the mean length, however few people there are.

    Source:
        Palm's queue with impatient callers; the chains stand in `waiting_kernels.py`.
    """
    if ordinary.per_hour + attack.per_hour <= 0.0:
        return _NO_CALLS
    if house.people <= 0 or house.lines <= 0:
        return _NOBODY
    keep_apart = not pooled and kept_apart(house, attack.hold_s)
    found = _found(ordinary, attack, house, keep_apart=keep_apart)
    if pooled or keep_apart or attack.per_hour <= 0.0 or attack.hold_s >= ordinary.hold_s:
        return found
    # Short calls make the mean length shorter; more calls never lose fewer callers all the same.
    before = _found(ordinary, _NOTHING, house, keep_apart=False)
    return before if before.lost > found.lost else found


def kept_apart(house: House, hold_s: float) -> bool:
    """Attack calls of so many seconds keep their own length; with many people all get the mean."""
    few = house.people <= APART_UP_TO and house.lines <= APART_LINES
    return few and hold_s < PATIENCE_S


def _found(ordinary: Load, attack: Load, house: House, *, keep_apart: bool) -> Outcome:
    if ordinary.per_hour + attack.per_hour <= 0.0:
        return _NO_CALLS
    # float(): numba would compile a second time for whole numbers
    blocked, gave_up = with_chores(
        ordinary.per_hour / 3600.0,
        float(ordinary.hold_s),
        attack.per_hour / 3600.0,
        float(attack.hold_s),
        min(house.people, house.lines),
        house.lines,
        float(house.patience_s),
        float(house.call_back_s),
        float(house.greeting_s),
        MOST_CHORES,
        keep_apart,
    )
    return Outcome(blocked=blocked, gave_up=gave_up)


def lost_share(loads: tuple[Load, ...], *, on_duty: int, trunks: int) -> float:
    """
    Share of callers who find no line or give up waiting, all calls with the mean length.

    Args:
        loads: Calls that share the people; service times are averaged by load.
        on_duty: People answering; 0 loses everybody.
        trunks: Calls that can be up at once, waiting or answered.

    Returns:
        Share in [0, 1].
    """
    nothing = Load(per_hour=0.0, hold_s=1.0)
    house = House(people=on_duty, lines=trunks)
    return outcome(merged(loads), nothing, house, pooled=True).lost


def in_standard(loads: tuple[Load, ...], *, on_duty: int, trunks: int, seconds: float) -> float:
    """
    Share of all callers who are answered within `seconds`, all calls with the mean length.

    Source:
        With k callers before him who wait, a caller sees k + 1 leave, at rates c/h + j/patience,
        j = k..0. exp(-wait / patience) is then Beta(c * patience / h, k + 1), and he himself is
        still there with that chance.
    """
    load = merged(loads)
    if load.per_hour <= 0.0:
        return 1.0
    if on_duty <= 0 or trunks <= 0:
        return 0.0
    states = _states(load, people=on_duty, lines=trunks)
    behind = np.arange(trunks - min(on_duty, trunks), dtype=np.float64)
    leaving = on_duty * PATIENCE_S / load.hold_s
    too_late = betainc(leaving + 1.0, behind + 1.0, np.exp(-seconds / PATIENCE_S))
    in_time = leaving / (leaving + behind + 1.0) * (1.0 - too_late)
    at_once = float(states[: min(on_duty, trunks)].sum())
    return min(1.0, at_once + float(states[on_duty:trunks] @ in_time))


def calls_until(
    share: float, rising: Callable[[float], float], near: float | None = None
) -> float | None:
    """
    Attack calls an hour at which `rising` first reaches `share`.

    Args:
        share: Share of callers lost, in (0, 1].
        rising: Attack calls an hour -> share lost, never falling.
        near: A guess; a good one saves most of the work, a bad one changes nothing.

    Returns:
        The smallest whole number; 0 where it is reached without any, None where no number does.
    """
    start = rising(0.0)
    if start >= share:
        return 0.0
    found = _around(share, rising, low=_Point(calls=0, lost=start), near=near)
    return None if found is None else float(_between(share, rising, *found))


@dataclass(frozen=True, slots=True)
class _Point:
    calls: int
    lost: float


def _around(
    share: float, rising: Callable[[float], float], *, low: _Point, near: float | None
) -> tuple[_Point, _Point] | None:
    """Two numbers of calls with the answer between them; None where no number reaches it."""
    calls, factor = (16, 4.0) if near is None else (max(1, int(near)), _STEP)
    while (tried := _Point(calls=calls, lost=rising(float(calls)))).lost < share:
        if calls > MOST_CALLS:
            return None
        low, calls, factor = tried, int(calls * factor) + 1, min(4.0, factor * factor)
    if near is None or low.calls:
        return low, tried
    return _below(share, rising, low, tried)


def _below(
    share: float, rising: Callable[[float], float], low: _Point, high: _Point
) -> tuple[_Point, _Point]:
    """The same where the guess was too high."""
    factor = _STEP
    while calls := int(high.calls / factor):
        tried = _Point(calls=calls, lost=rising(float(calls)))
        if tried.lost < share:
            return tried, high
        high, factor = tried, min(4.0, factor * factor)
    return low, high


def _between(share: float, rising: Callable[[float], float], low: _Point, high: _Point) -> int:
    """The smallest whole number: along the straight line, by halving where that is slow."""
    slow = 0
    while high.calls - low.calls > 1:
        width = high.calls - low.calls
        halve = slow > 1
        part = 0.5 if halve else (share - low.lost) / (high.lost - low.lost)
        calls = min(high.calls - 1, max(low.calls + 1, low.calls + int(part * width)))
        tried = _Point(calls=calls, lost=rising(float(calls)))
        low, high = (tried, high) if tried.lost < share else (low, tried)
        slow = 0 if halve or 2 * (high.calls - low.calls) <= width else slow + 1
    return high.calls


def _states(load: Load, *, people: int, lines: int) -> NDArray[np.float64]:
    """Probability of 0..lines calls in the house, in logarithms against overflow."""
    n = np.arange(1, lines + 1)
    leaving = np.minimum(n, people) / load.hold_s + np.maximum(0, n - people) / PATIENCE_S
    logs = np.concatenate([np.zeros(1), np.cumsum(np.log(load.per_hour / 3600.0 / leaving))])
    weights = np.exp(logs - logs.max())
    found: NDArray[np.float64] = weights / weights.sum()
    return found
