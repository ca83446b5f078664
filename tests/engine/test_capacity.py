from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.engine.capacity import (
    PATIENCE_S,
    Load,
    erlang_b,
    half_lost,
    in_standard,
    lost_share,
)

# Offered erlangs that so many trunks carry at 1 % and 50 % blocked
ERLANG_B: Final = (
    (2, 0.153, 2.73),
    (3, 0.455, 4.59),
    (4, 0.869, 6.50),
    (5, 1.361, 8.44),
    (6, 1.909, 10.39),
    (8, 3.128, 14.32),
    (10, 4.461, 18.27),
    (16, 8.875, 30.19),
    (24, 15.295, 46.14),
)
PEOPLE = st.integers(1, 12)
TRUNKS = st.integers(1, 24)
CALLS = st.floats(0.01, 2000.0)
HOLD = st.floats(1.0, 1800.0)
NIGHT: Final = (Load(per_hour=5.0, hold_s=150.0),)


@pytest.mark.parametrize(("trunks", "one", "half"), ERLANG_B)
def test_erlang_b_agrees_with_the_table(trunks: int, one: float, half: float) -> None:
    assert erlang_b(trunks, one) == pytest.approx(0.01, abs=1e-4)
    assert erlang_b(trunks, half) == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize(
    ("attack", "blocked"), [(1, 0.014), (2, 0.070), (5, 0.32), (10, 0.58), (20, 0.77), (50, 0.90)]
)
def test_five_trunks_under_attack(attack: float, blocked: float) -> None:
    assert erlang_b(5, 0.5 + attack) == pytest.approx(blocked, abs=0.006)


def test_without_a_line_every_call_is_blocked_and_without_calls_none() -> None:
    assert erlang_b(0, 1.0) == 1.0
    assert erlang_b(3, 0.0) == 0.0


def test_nobody_is_lost_where_nobody_calls() -> None:
    assert lost_share((), on_duty=0, trunks=0) == 0.0
    assert lost_share((Load(per_hour=0.0, hold_s=60.0),), on_duty=1, trunks=1) == 0.0
    assert in_standard((), on_duty=1, trunks=1, seconds=15.0) == 1.0


@pytest.mark.parametrize(("on_duty", "trunks"), [(0, 5), (3, 0)])
def test_all_are_lost_where_nobody_answers_or_no_line_leads_in(on_duty: int, trunks: int) -> None:
    assert lost_share(NIGHT, on_duty=on_duty, trunks=trunks) == 1.0
    assert in_standard(NIGHT, on_duty=on_duty, trunks=trunks, seconds=15.0) == 0.0


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


@given(people=PEOPLE, trunks=TRUNKS, calls=CALLS, hold=HOLD, seconds=st.floats(1.0, 600.0))
def test_whoever_is_answered_in_time_is_answered(
    people: int, trunks: int, calls: float, hold: float, seconds: float
) -> None:
    loads = (Load(per_hour=calls, hold_s=hold),)
    share = in_standard(loads, on_duty=people, trunks=trunks, seconds=seconds)
    later = in_standard(loads, on_duty=people, trunks=trunks, seconds=2 * seconds)

    assert 0.0 <= share <= later + 1e-9 <= 1.0 + 1e-9


@pytest.mark.parametrize(("hold", "calls"), [(30.0, 434.0), (300.0, 35.0)])
def test_how_long_an_attacker_holds_on_decides(hold: float, calls: float) -> None:
    """Two on duty: at 30 s it takes about 434 attack calls an hour, at 300 s about 35."""
    assert half_lost(NIGHT, hold, on_duty=2, trunks=6) == pytest.approx(calls, rel=0.1)


@given(people=PEOPLE, more=st.integers(1, 12), hold=st.floats(10.0, 900.0))
def test_half_lost_is_where_half_are_lost(people: int, more: int, hold: float) -> None:
    sizes: dict[str, Any] = {"on_duty": people, "trunks": people + more}
    calls = half_lost(NIGHT, hold, **sizes)

    def lost(per_hour: float) -> float:
        return lost_share((*NIGHT, Load(per_hour=per_hour, hold_s=hold)), **sizes)

    assert lost(max(0.0, calls - 1.0)) <= 0.5 + 1e-6
    assert lost(calls + 1.0) >= 0.5 - 1e-6


def test_half_lost_is_nothing_where_half_are_lost_already() -> None:
    assert half_lost((Load(per_hour=100.0, hold_s=600.0),), 30.0, on_duty=1, trunks=2) == 0.0
