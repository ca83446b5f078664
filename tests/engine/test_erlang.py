from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.engine.erlang import erlang_b, erlang_c, erlangs_carried, service_level

# Offered erlangs that so many lines carry at 1 % blocked: the classical table
ONE_PERCENT: Final = (
    (1, 0.010), (2, 0.153), (3, 0.455), (4, 0.869), (5, 1.361), (6, 1.909), (7, 2.501), (8, 3.128),
    (9, 3.783), (10, 4.461), (15, 8.108), (16, 8.875), (20, 12.031), (24, 15.295), (30, 20.337),
    (50, 37.901), (100, 84.064),
)  # fmt: skip
HALF: Final = (
    (2, 2.73), (3, 4.59), (4, 6.50), (5, 8.44), (6, 10.39), (8, 14.32), (10, 18.27), (16, 30.19),
    (24, 46.14),
)  # fmt: skip
LINES = st.integers(1, 60)
LOAD = st.floats(0.01, 100.0)


@pytest.mark.parametrize(("lines", "erlangs"), ONE_PERCENT)
def test_lines_carry_what_the_table_says_at_one_in_a_hundred(lines: int, erlangs: float) -> None:
    assert round(erlangs_carried(lines, 0.01), 3) == erlangs
    assert erlang_b(lines, erlangs) == pytest.approx(0.01, abs=1e-4)


@pytest.mark.parametrize(("lines", "erlangs"), HALF)
def test_lines_carry_what_the_table_says_at_one_in_two(lines: int, erlangs: float) -> None:
    assert round(erlangs_carried(lines, 0.5), 2) == erlangs


@pytest.mark.parametrize(
    ("lines", "erlangs", "blocked"), [(10, 10.0, 0.214582), (10, 5.0, 0.018385)]
)
def test_blocking_is_as_published(lines: int, erlangs: float, blocked: float) -> None:
    assert round(erlang_b(lines, erlangs), 6) == blocked


@pytest.mark.parametrize(
    ("attack", "blocked"), [(1, 0.014), (2, 0.070), (5, 0.32), (10, 0.58), (20, 0.77), (50, 0.90)]
)
def test_five_trunks_under_attack(attack: float, blocked: float) -> None:
    assert erlang_b(5, 0.5 + attack) == pytest.approx(blocked, abs=0.006)


def test_without_a_line_every_call_is_blocked_and_without_calls_none() -> None:
    assert erlang_b(0, 1.0) == 1.0
    assert erlang_b(3, 0.0) == 0.0


@given(lines=LINES, blocked=st.floats(0.001, 0.9))
def test_the_load_that_is_carried_blocks_just_so_much(lines: int, blocked: float) -> None:
    assert erlang_b(lines, erlangs_carried(lines, blocked)) == pytest.approx(blocked, rel=1e-9)


def test_fourteen_people_wait_as_published_for_a_hundred_calls_in_half_an_hour() -> None:
    """The worked example of another library: 3 minutes a call, answered in 20 seconds."""
    erlangs = 100 / 30 * 3

    assert erlang_c(14, erlangs) == pytest.approx(0.1741319335950498, rel=1e-12)
    level = service_level(14, erlangs, hold_s=180.0, seconds=20.0)
    assert level == pytest.approx(0.8883500191794669, rel=1e-12)
    assert erlangs / 14 == pytest.approx(0.7142857142857143, rel=1e-12)


def test_thirty_calls_of_five_minutes_an_hour_need_six_people() -> None:
    """So that no more than one in ten waits: the example of Mathematica's manual."""
    erlangs = 30 * 5 / 60

    assert erlang_c(6, erlangs) <= 0.1 < erlang_c(5, erlangs)


def test_everybody_waits_where_the_load_is_more_than_people_carry() -> None:
    assert erlang_c(3, 3.0) == erlang_c(3, 9.0) == 1.0
    assert service_level(3, 3.0, hold_s=60.0, seconds=1e6) == 0.0


@given(lines=LINES, erlangs=LOAD)
def test_waiting_is_likelier_than_blocking_where_all_who_come_wait(
    lines: int, erlangs: float
) -> None:
    assert 0.0 <= erlang_b(lines, erlangs) <= erlang_c(lines, erlangs) + 1e-12 <= 1.0 + 1e-12
