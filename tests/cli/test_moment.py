from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import typer

from ng911risk.cli.moment import moment, now


@pytest.mark.parametrize(
    "text",
    ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00", "2026-03-01T05:00:00-07:00", "20260301T12Z"],
)
def test_every_way_to_write_a_moment_is_the_same_moment(text: str) -> None:
    assert moment(text) == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert moment(text).tzinfo is UTC


def test_a_day_is_its_midnight() -> None:
    assert moment("2026-03-01") == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        moment(text)


def test_now_has_no_fractions() -> None:
    assert now().microsecond == 0
    assert abs(datetime.now(UTC) - moment(None)) < timedelta(seconds=5)  # noqa: TID251 - the clock itself is under test
