from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.exporters import words
from ng911risk.model.catalog import CostBand
from ng911risk.model.report import Found, Odds, Sampling
from ng911risk.model.scales import Band, Level
from tests.exporters.sample_report import band, odds


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (0.0234, "0.023"),
        (0.5, "0.5"),
        (1.96, "2"),
        (9.96, "10"),
        (34.7, "35"),
        (99.6, "100"),
        (431.0, "430"),
        (1_284.0, "1,300"),
        (28_400.0, "28,000"),
    ],
)
def test_numbers_keep_two_significant_digits(number: float, text: str) -> None:
    assert words.two_digits(number) == text


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, "less than 1 in 10,000"),
        (0.000_09, "less than 1 in 10,000"),
        (0.000_1, "1 in 10,000"),
        (0.0334, "1 in 30"),
        (0.11, "1 in 9"),
        (0.5, "1 in 2"),
        (0.66, "2 in 3"),
        (0.75, "3 in 4"),
        (0.9, "9 in 10"),
        (0.99, "nearly every year"),
        (1.0, "nearly every year"),
    ],
)
def test_chances_are_said_as_one_in_so_many(probability: float, text: str) -> None:
    assert words.chance(probability) == text


@given(st.floats(0.0, 1.0))
def test_a_chance_is_never_a_bare_decimal(probability: float) -> None:
    assert "." not in words.chance(probability)
    assert "1 in 1 " not in words.chance(probability) + " "


def test_odds_come_from_the_chance_and_carry_their_band() -> None:
    assert words.odds(odds(0.01, 0.034, 0.11, Level.LOW)) == "1 in 30 (1 in 100 to 1 in 10)"


def test_odds_that_no_case_allows_say_so() -> None:
    assert words.odds(odds(0.0, 0.0, 0.0, Level.VERY_LOW)) == words.NO_WAY
    assert words.odds_parts(odds(0.0, 0.0, 0.0, Level.VERY_LOW)) == (words.NO_WAY, "")


def test_a_band_without_width_is_said_once() -> None:
    assert words.odds(odds(0.1, 0.1, 0.1, Level.LOW)) == "1 in 11"


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (0.0, "0 hours"),
        (0.001, "less than 1 minute"),
        (1 / 60, "1 minute"),
        (0.5, "30 minutes"),
        (0.97, "1 hour"),
        (1.0, "1 hour"),
        (2.04, "2 hours"),
        (48.0, "48 hours"),
        (49.0, "2 days"),
        (100.0, "4.2 days"),
        (720.0, "30 days"),
    ],
)
def test_durations_become_days_above_48_hours(duration: float, text: str) -> None:
    assert words.hours(duration) == text


@given(st.floats(0.0, 20_000.0))
def test_a_duration_never_has_two_decimals(duration: float) -> None:
    assert re.search(r"\.\d\d", words.hours(duration)) is None


def test_a_span_names_its_unit_once() -> None:
    assert words.hours_band(band(48.0, 96.0, 216.0)) == "2 to 9 days"
    assert words.hours_band(band(0.5, 2.0, 6.0)) == "30 minutes to 6 hours"
    assert words.hours_likely(band(0.5, 2.0, 6.0)) == "2 hours (30 minutes to 6 hours)"
    assert words.hours_likely(band(2.0, 2.0, 2.0)) == "2 hours"


def test_counts_are_whole() -> None:
    assert words.count(0.0) == "none"
    assert words.count(0.3) == "fewer than 1"
    assert words.count(2.8) == "3"
    assert words.count_parts(band(0.2, 2.8, 8.4)) == ("3", "fewer than 1 to 8")


def test_shares_are_percent_without_decimals() -> None:
    said = [words.share(part) for part in (0.0, 0.004, 0.315, 0.995, 1.0)]

    assert said == ["0 %", "under 1 %", "32 %", "over 99 %", "100 %"]


def test_sums_are_never_finer_than_a_tenth() -> None:
    assert words.plain_band(band(0.0, 0.022, 1.84)) == "under 0.1 (0 to 1.8)"


def test_money_and_work_are_ranges() -> None:
    cost = CostBand(dollars_low=0, dollars_high=2_000, days_low=2, days_high=5)
    free = CostBand(dollars_low=0, dollars_high=0, days_low=1, days_high=1)

    assert (words.money(cost), words.work(cost)) == ("$0 to $2,000", "2 to 5 days of work")
    assert (words.money(free), words.work(free)) == ("no cost", "1 day of work")


def test_a_sentence_keeps_its_abbreviations() -> None:
    assert words.small("CAD server is encrypted") == "CAD server is encrypted"
    assert words.small("Keep offline backups") == "keep offline backups"
    assert words.small("9-1-1 provider") == "9-1-1 provider"
    assert words.capital("dispatch") == "Dispatch"
    assert words.listing(["a", "b", "c"]) == "a, b and c"
    assert words.number_of(1, "answer") == "1 answer"


@given(st.text(), st.integers(8, 60))
def test_shortened_text_is_one_line_that_fits(text: str, width: int) -> None:
    short = words.shorten(text, width)

    assert len(short) <= width
    assert "\n" not in short


@given(st.floats(1e-6, 1e6))
def test_rounding_stays_within_five_percent(number: float) -> None:
    said = float(words.two_digits(number).replace(",", ""))

    assert math.isclose(said, number, rel_tol=0.051)


@pytest.mark.parametrize(
    ("part", "said"), [(0.0, "0"), (0.01, "1"), (0.5, "5"), (0.949, "9"), (0.99, "9"), (1.0, "10")]
)
def test_tenths_never_say_always_or_never_for_what_is_not(part: float, said: str) -> None:
    assert words.tenths(part) == said


def test_what_was_counted_says_how_sure_the_counting_is() -> None:
    never = Band(low=0.0, likely=0.0, high=0.0)
    exact = Odds(rate=never, chance=never, word=Level.VERY_LOW, found=Found.EXACT)
    counted = replace(
        exact,
        found=Found.SAMPLED,
        sampling=Sampling(
            rate_low=0.02, rate_high=0.04, chance_low=0.02, chance_high=0.04, worlds=64
        ),
    )

    assert words.found(exact) == "worked out exactly"
    assert words.found(counted) == (
        "counted in drawn worlds: 1 in 50 to 1 in 25 with 99 % confidence"
    )
