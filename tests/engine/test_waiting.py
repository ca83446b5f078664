from __future__ import annotations

import math
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ng911risk.engine.erlang import erlang_b
from ng911risk.engine.waiting import (
    APART_UP_TO,
    PATIENCE_S,
    House,
    Load,
    calls_until,
    in_standard,
    lost_share,
    merged,
    outcome,
)
from tests.engine.two_kinds import Centre, by_matrix, by_simulation

PEOPLE = st.integers(1, 12)
TRUNKS = st.integers(1, 24)
CALLS = st.floats(0.01, 2000.0)
HOLD = st.floats(1.0, 1800.0)
NIGHT: Final = (Load(per_hour=5.0, hold_s=150.0),)
NOTHING: Final = Load(per_hour=0.0, hold_s=1.0)


def _lost(ordinary: Load, attack: Load, house: House, *, pooled: bool = False) -> float:
    return outcome(ordinary, attack, house, pooled=pooled).lost


def test_nobody_is_lost_where_nobody_calls() -> None:
    assert lost_share((), on_duty=0, trunks=0) == 0.0
    assert lost_share((Load(per_hour=0.0, hold_s=60.0),), on_duty=1, trunks=1) == 0.0
    assert in_standard((), on_duty=1, trunks=1, seconds=15.0) == 1.0


@pytest.mark.parametrize(("on_duty", "trunks"), [(0, 5), (3, 0)])
def test_all_are_lost_where_nobody_answers_or_no_line_leads_in(on_duty: int, trunks: int) -> None:
    assert lost_share(NIGHT, on_duty=on_duty, trunks=trunks) == 1.0
    assert in_standard(NIGHT, on_duty=on_duty, trunks=trunks, seconds=15.0) == 0.0


def test_loads_become_one_with_the_mean_length() -> None:
    both = merged((Load(per_hour=10.0, hold_s=60.0), Load(per_hour=30.0, hold_s=100.0)))

    assert both == Load(per_hour=40.0, hold_s=90.0)
    assert merged(()).per_hour == 0.0


def test_impatient_callers_are_lost_as_published() -> None:
    """Garnett, Mandelbaum and Reiman 2002, Table 1: 50 people, 48 calls a minute of 1 minute."""
    house = House(people=50, lines=500, patience_s=120.0)
    found = outcome(Load(per_hour=2880.0, hold_s=60.0), NOTHING, house)

    assert round(100.0 * found.gave_up, 1) == 3.1
    assert round(100.0 * 48.0 * (1.0 - found.lost) / 50.0) == 93  # people busy
    assert round(found.gave_up * house.patience_s, 1) == 3.7  # mean wait, seconds
    assert round(found.gave_up * house.patience_s * 48.0 / 60.0, 1) == 3.0  # mean queue


# People, lines, genuine calls an hour; attack calls an hour until a tenth and half of callers are
# lost, and until lines refuse a tenth and half. 150 s and 30 s a call, 60 s of patience.
TABLE: Final = (
    (2, 6, 10.0, (78, 408, 296, 828)),
    (8, 24, 80.0, (483, 1520, 1569, 3489)),
    (30, 120, 400.0, (1823, 5200, 8546, 16872)),
    (100, 400, 1500.0, (5727, 16501, 29123, 56117)),
)


@pytest.mark.parametrize(("people", "lines", "calls", "expected"), TABLE)
def test_four_centres_of_every_size_saturate_as_the_table_says(
    people: int, lines: int, calls: float, expected: tuple[int, ...]
) -> None:
    house = House(people=people, lines=lines)

    def found(per_hour: float) -> Any:  # noqa: ANN401 -- an Outcome
        attack = Load(per_hour=per_hour, hold_s=30.0)
        return outcome(Load(per_hour=calls, hold_s=150.0), attack, house, pooled=True)

    assert expected == (
        calls_until(0.1, lambda x: found(x).lost),
        calls_until(0.5, lambda x: found(x).lost),
        calls_until(0.1, lambda x: found(x).blocked),
        calls_until(0.5, lambda x: found(x).blocked),
    )


@pytest.mark.parametrize(("attack", "served"), [(300.0, 0.955), (900.0, 0.719), (3000.0, 0.283)])
def test_a_medium_centre_answers_as_many_as_the_simulation(attack: float, served: float) -> None:
    centre = Centre(
        genuine=80.0, genuine_s=150.0, hostile=attack, hostile_s=30.0, people=8, lines=24
    )
    ours = 1.0 - _ours(centre)
    theirs = 1.0 - by_simulation(centre, calls=60_000, seed=911)

    assert ours == pytest.approx(theirs, abs=0.01)
    assert ours == pytest.approx(served, abs=0.01)


@pytest.mark.parametrize("hold", [10.0, 30.0, 300.0])
@pytest.mark.parametrize(("people", "lines", "calls"), [(1, 6, 6.0), (2, 6, 10.0), (20, 60, 250.0)])
def test_whatever_the_size_and_length_the_simulation_agrees_within_a_point(
    people: int, lines: int, calls: float, hold: float
) -> None:
    """Where a fifth of callers is lost."""
    house, ordinary = House(people=people, lines=lines), Load(per_hour=calls, hold_s=150.0)
    attack = calls_until(0.2, lambda x: _lost(ordinary, Load(per_hour=x, hold_s=hold), house))
    centre = Centre(
        genuine=calls, genuine_s=150.0, hostile=attack or 0.0, hostile_s=hold,
        people=people, lines=lines,
    )  # fmt: skip

    assert _ours(centre) == pytest.approx(by_simulation(centre, calls=60_000, seed=3), abs=0.01)


def _ours(centre: Centre) -> float:
    return _lost(
        Load(per_hour=centre.genuine, hold_s=centre.genuine_s),
        Load(per_hour=centre.hostile, hold_s=centre.hostile_s),
        House(people=centre.people, lines=centre.lines, patience_s=centre.patience_s),
    )


@given(
    people=st.integers(1, 4),
    more=st.integers(0, 6),
    genuine=st.floats(0.5, 200.0),
    hostile=st.floats(0.5, 3000.0),
    hold=st.floats(5.0, 59.0),
)
@settings(deadline=None, max_examples=40)
def test_two_kinds_kept_apart_are_exact(
    people: int, more: int, genuine: float, hostile: float, hold: float
) -> None:
    centre = Centre(
        genuine=genuine, genuine_s=150.0, hostile=hostile, hostile_s=hold,
        people=people, lines=people + more,
    )  # fmt: skip

    assert _ours(centre) == pytest.approx(by_matrix(centre), abs=1e-9)


@pytest.mark.parametrize(("people", "lines", "calls"), [(9, 24, 90.0), (12, 36, 130.0)])
def test_pooled_calls_are_off_by_little_where_there_are_many_people(
    people: int, lines: int, calls: float
) -> None:
    """More people than are kept apart: half a point for calls of 30 s, two for those of 10 s."""
    assert people > APART_UP_TO
    for hold, most in ((10.0, 0.022), (30.0, 0.007), (300.0, 0.002)):
        for hostile in (100.0, 400.0, 1600.0, 6400.0):
            centre = Centre(
                genuine=calls, genuine_s=150.0, hostile=hostile, hostile_s=hold,
                people=people, lines=lines,
            )  # fmt: skip
            assert abs(_ours(centre) - by_matrix(centre)) < most


@pytest.mark.parametrize(("people", "lines"), [(3, 10_000), (40, 60)])
def test_short_calls_in_great_numbers_never_seem_to_help(people: int, lines: int) -> None:
    """Where they get the mean length, which they make shorter."""
    ordinary, house = Load(per_hour=20.0 * people, hold_s=150.0), House(people=people, lines=lines)
    losses = [
        _lost(ordinary, Load(per_hour=float(x), hold_s=5.0), house) for x in range(0, 4000, 50)
    ]

    assert losses == sorted(losses)
    assert losses[0] == losses[1]  # held where it would have fallen


@given(people=PEOPLE, calls=CALLS, hold=HOLD)
def test_where_nobody_can_wait_it_is_erlangs_loss_formula(
    people: int, calls: float, hold: float
) -> None:
    load = Load(per_hour=calls, hold_s=hold)

    assert lost_share((load,), on_duty=people, trunks=people) == pytest.approx(
        erlang_b(people, load.erlangs)
    )


@given(people=PEOPLE, extra=st.integers(0, 12), calls=CALLS, hold=HOLD)
def test_whoever_is_not_lost_was_answered(
    people: int, extra: int, calls: float, hold: float
) -> None:
    """What goes in comes out: answered calls keep as many people busy as the model says."""
    load = Load(per_hour=calls, hold_s=hold)
    lost = lost_share((load,), on_duty=people, trunks=people + extra)

    assert 0.0 <= lost <= 1.0
    assert load.erlangs * (1.0 - lost) <= people * (1.0 + 1e-9)


@given(people=PEOPLE, trunks=TRUNKS, calls=st.tuples(CALLS, CALLS), hold=HOLD)
def test_more_calls_never_lose_a_smaller_share(
    people: int, trunks: int, calls: tuple[float, float], hold: float
) -> None:
    few, many = (
        lost_share((Load(per_hour=one, hold_s=hold),), on_duty=people, trunks=trunks)
        for one in sorted(calls)
    )

    assert few <= many + 1e-9


@given(
    people=st.integers(1, APART_UP_TO + 8),
    trunks=st.integers(1, 40),
    attack=st.tuples(CALLS, CALLS),
    hold=st.floats(5.0, 600.0),
    chores=st.tuples(st.floats(0.0, 60.0), st.floats(0.0, 20.0)),
)
@settings(deadline=None)
def test_more_attack_calls_never_lose_fewer_callers(
    people: int,
    trunks: int,
    attack: tuple[float, float],
    hold: float,
    chores: tuple[float, float],
) -> None:
    """However short they are, with call-backs and greetings, and never fewer than unattacked."""
    house = House(people=people, lines=trunks, call_back_s=chores[0], greeting_s=chores[1])
    ordinary = Load(per_hour=6.0 * people, hold_s=150.0)
    none, few, many = (
        _lost(ordinary, Load(per_hour=one, hold_s=hold), house) for one in (0.0, *sorted(attack))
    )

    assert none <= few + 1e-6
    assert few <= many + 1e-6


@given(people=st.tuples(PEOPLE, PEOPLE), trunks=TRUNKS, calls=CALLS, hold=st.floats(60.0, 1800.0))
def test_more_people_never_lose_a_greater_share(
    people: tuple[int, int], trunks: int, calls: float, hold: float
) -> None:
    """As long as a call takes no less than a caller's patience."""
    loads = (Load(per_hour=calls, hold_s=hold),)
    some, more = (lost_share(loads, on_duty=one, trunks=trunks) for one in sorted(people))

    assert hold >= PATIENCE_S
    assert more <= some + 1e-9


@given(people=PEOPLE, trunks=TRUNKS, calls=CALLS, holds=st.tuples(HOLD, HOLD))
def test_longer_calls_never_lose_a_smaller_share(
    people: int, trunks: int, calls: float, holds: tuple[float, float]
) -> None:
    short, long = (
        lost_share((Load(per_hour=calls, hold_s=one),), on_duty=people, trunks=trunks)
        for one in sorted(holds)
    )

    assert short <= long + 1e-9


@given(people=PEOPLE, trunks=TRUNKS, calls=CALLS, chore=st.tuples(*[st.floats(0.0, 90.0)] * 2))
def test_work_for_callers_who_gave_up_never_helps(
    people: int, trunks: int, calls: float, chore: tuple[float, float]
) -> None:
    less, more = (
        _lost(
            Load(per_hour=calls, hold_s=120.0),
            NOTHING,
            House(people=people, lines=trunks, call_back_s=one),
        )
        for one in sorted(chore)
    )

    assert less <= more + 1e-6 <= 1.0 + 1e-6


@given(people=PEOPLE, trunks=TRUNKS, calls=CALLS, hold=HOLD, seconds=st.floats(1.0, 600.0))
def test_whoever_is_answered_in_time_is_answered(
    people: int, trunks: int, calls: float, hold: float, seconds: float
) -> None:
    loads = (Load(per_hour=calls, hold_s=hold),)
    share = in_standard(loads, on_duty=people, trunks=trunks, seconds=seconds)
    later = in_standard(loads, on_duty=people, trunks=trunks, seconds=2 * seconds)
    ever = in_standard(loads, on_duty=people, trunks=trunks, seconds=1e6)

    assert 0.0 <= share <= later + 1e-9 <= ever + 2e-9
    assert ever == pytest.approx(1.0 - lost_share(loads, on_duty=people, trunks=trunks), abs=1e-9)


@pytest.mark.parametrize(("hold", "calls"), [(30.0, 408.0), (300.0, 33.0)])
def test_how_long_an_attacker_holds_on_decides(hold: float, calls: float) -> None:
    ordinary, house = Load(per_hour=10.0, hold_s=150.0), House(people=2, lines=6)

    assert calls_until(
        0.5, lambda x: _lost(ordinary, Load(per_hour=x, hold_s=hold), house)
    ) == pytest.approx(calls, abs=2.0)


@given(people=PEOPLE, more=st.integers(1, 12), hold=st.floats(10.0, 900.0))
@settings(deadline=None)
def test_calls_until_is_the_first_number_that_loses_so_many(
    people: int, more: int, hold: float
) -> None:
    house = House(people=people, lines=people + more)

    def lost(per_hour: float) -> float:
        return _lost(NIGHT[0], Load(per_hour=per_hour, hold_s=hold), house)

    calls = calls_until(0.5, lost)

    assert calls is not None
    assert lost(calls) >= 0.5 > lost(calls - 1.0)


def test_nothing_more_is_needed_where_so_many_are_lost_already() -> None:
    assert calls_until(0.5, lambda _: 0.6) == 0.0


def test_what_no_number_of_calls_does_has_no_number() -> None:
    assert calls_until(0.5, lambda _: 0.4) is None


@given(root=st.integers(1, 2_000_000), near=st.one_of(st.none(), st.integers(0, 30_000_000)))
def test_a_guess_changes_the_work_and_not_the_answer(root: int, near: int | None) -> None:
    def lost(per_hour: float) -> float:
        return min(1.0, per_hour / (2.0 * root))

    assert calls_until(0.5, lost, near=near) == root


@given(root=st.integers(2, 2_000_000))
def test_a_good_guess_needs_few_tries(root: int) -> None:
    tried: list[float] = []

    def lost(per_hour: float) -> float:
        tried.append(per_hour)
        return 1.0 - math.exp2(-per_hour / root)

    assert calls_until(0.5, lost, near=1.05 * root) == root
    assert len(tried) < 12
