from __future__ import annotations

import pytest

from ng911risk.engine.waiting_kernels import apart, pooled, with_chores


def test_one_person_and_one_line_are_busy_or_free() -> None:
    """By hand: one erlang, nobody can wait: half the calls are blocked."""
    assert pooled(1.0 / 60.0, 60.0, 1, 1, 60.0) == pytest.approx((0.5, 0.0, 0.0, 0.5))


def test_one_place_to_wait_is_worked_out_by_hand() -> None:
    """Rates 1 in, 1 out while one is served, 2 out while one waits: weights 1, 1, 1/2."""
    assert pooled(1.0, 1.0, 1, 2, 1.0) == pytest.approx((0.2, 0.2, 0.4, 0.6))


def test_two_kinds_of_one_length_are_one_kind() -> None:
    together = pooled(0.05, 90.0, 3, 9, 60.0)

    assert apart(0.02, 90.0, 0.03, 90.0, 3, 9, 60.0) == pytest.approx(together, rel=1e-12)


def test_thousands_of_calls_overflow_nothing() -> None:
    for found in (pooled(50.0, 300.0, 8, 10_000, 60.0), apart(1.0, 300.0, 50.0, 9.0, 8, 600, 60.0)):
        assert 0.0 <= found[0] + found[1] <= 1.0 + 1e-12
        assert found[3] == pytest.approx(8.0)


def test_chores_stretch_calls_until_the_share_agrees_with_itself() -> None:
    """With call-backs the house does as one whose calls take 1 / (1 - share) as long."""
    blocked, gave_up = with_chores(0.05, 90.0, 0.0, 1.0, 3, 9, 60.0, 30.0, 0.0, 0.9, False)
    found = pooled(0.05, 90.0, 3, 9, 60.0)
    for _ in range(100):
        share = 30.0 * found[1] * 0.05 / found[3]
        found = pooled(0.05, 90.0 / (1.0 - share), 3, 9, 60.0)

    assert (blocked, gave_up) == pytest.approx(found[:2], abs=1e-6)
    assert gave_up > pooled(0.05, 90.0, 3, 9, 60.0)[1]


def test_people_give_no_more_of_their_time_to_chores_than_they_may() -> None:
    most = with_chores(1.0, 90.0, 0.0, 1.0, 3, 9, 60.0, 1e6, 0.0, 0.25, False)

    assert most == pytest.approx(pooled(1.0, 120.0, 3, 9, 60.0)[:2], abs=1e-9)
