from __future__ import annotations

from datetime import timedelta

import pytest

from ng911risk_api.auth import pace
from ng911risk_api.auth.pace import Pace
from tests.store.sample import NOW

MINUTE = timedelta(minutes=1)


def test_a_key_passes_so_often_and_then_waits() -> None:
    door = Pace(2, MINUTE)

    assert [door.lets("a", NOW) for _ in range(3)] == [True, True, False]
    assert door.lets("b", NOW)
    assert door.lets("a", NOW + MINUTE)


def test_who_is_refused_is_not_kept_waiting_for_longer() -> None:
    door = Pace(1, MINUTE)
    door.lets("a", NOW)
    door.lets("a", NOW + MINUTE / 2)

    assert door.lets("a", NOW + MINUTE)


def test_keys_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "_KEYS_MAX", 3)
    door = Pace(1, MINUTE)

    for key in "abcdef":
        door.lets(key, NOW)

    assert list(door._seen) == ["d", "e", "f"]
