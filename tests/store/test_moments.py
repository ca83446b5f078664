from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.store.moments import moment_of, moment_text

MOMENTS = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours))),
)


@given(MOMENTS)
def test_a_moment_comes_back(at: datetime) -> None:
    assert moment_of(moment_text(at)) == at


@given(MOMENTS, MOMENTS)
def test_text_order_is_time_order(one: datetime, two: datetime) -> None:
    assert (moment_text(one) < moment_text(two)) == (one < two)


def test_a_moment_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_text(datetime(2026, 1, 1))  # noqa: DTZ001 - what must be refused


@pytest.mark.parametrize("text", ["", "2026-01-01", "2026-01-01T00:00:00.5Z"])
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        moment_of(text)


def test_whole_seconds_are_as_wide_as_the_rest() -> None:
    assert moment_text(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00.000000Z"
