from __future__ import annotations

import math
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ng911risk.engine.ranges import ordered
from ng911risk.engine.sampling import Interval
from ng911risk.engine.scoring import chance_in_a_year, likelihood_word, odds, risk_level
from ng911risk.model.report import Found
from ng911risk.model.scales import Band, Level

# NIST SP 800-30 r1, Table I-2, row by row; the columns are impacts from very low to very high
TABLE_I2: Final = {
    "very-high": "very-low low moderate high very-high",
    "high": "very-low low moderate high very-high",
    "moderate": "very-low low moderate moderate high",
    "low": "very-low low low low moderate",
    "very-low": "very-low very-low very-low low low",
}
RATES = st.floats(0.0, 1e6)


@pytest.mark.parametrize(
    ("likelihood", "impact", "risk"),
    [
        (Level(likelihood), impact, Level(risk))
        for likelihood, row in TABLE_I2.items()
        for impact, risk in zip(Level, row.split(), strict=True)
    ],
)
def test_risk_is_looked_up_in_table_i2(likelihood: Level, impact: Level, risk: Level) -> None:
    assert risk_level(likelihood, impact) is risk


@given(rates=st.tuples(RATES, RATES))
def test_what_happens_more_often_never_gets_a_milder_word(rates: tuple[float, float]) -> None:
    seldom, often = sorted(rates)

    assert likelihood_word(seldom) <= likelihood_word(often)


@pytest.mark.parametrize(
    ("rate", "word"),
    [
        (0.0, Level.VERY_LOW),
        (0.0099, Level.VERY_LOW),
        (0.01, Level.LOW),
        (0.1, Level.MODERATE),
        (0.3, Level.HIGH),
        (1.0, Level.VERY_HIGH),
    ],
)
def test_words_begin_where_the_method_says(rate: float, word: Level) -> None:
    assert likelihood_word(rate) is word


@given(rate=RATES)
def test_the_chance_of_one_is_one_less_the_chance_of_none(rate: float) -> None:
    chance = chance_in_a_year(rate)

    assert 0.0 <= chance <= 1.0
    assert math.isclose(1.0 - chance, math.exp(-rate), abs_tol=1e-12)


def test_a_tiny_rate_is_its_own_chance() -> None:
    assert math.isclose(chance_in_a_year(1e-15), 1e-15)


@given(rates=st.tuples(RATES, RATES, RATES))
def test_odds_are_ordered_whatever_the_ends_say(rates: tuple[float, float, float]) -> None:
    low, likely, high = rates
    made = odds(ordered(low, likely, high), Found.PRODUCT)

    assert made.rate.low <= made.rate.likely == rates[1] <= made.rate.high
    assert made.chance.low <= made.chance.likely <= made.chance.high
    assert made.word is likelihood_word(rates[1])


def test_an_interval_of_a_rate_is_also_one_of_the_chance() -> None:
    rate = Band(low=0.01, likely=0.1, high=1.0)
    made = odds(rate, Found.SAMPLED, Interval(low=0.08, high=0.13, worlds=640))

    assert made.sampling is not None
    assert (made.sampling.rate_low, made.sampling.rate_high) == (0.08, 0.13)
    assert made.sampling.chance_low == pytest.approx(chance_in_a_year(0.08))
    assert made.sampling.chance_high == pytest.approx(chance_in_a_year(0.13))
    assert (made.found, made.sampling.worlds) == (Found.SAMPLED, 640)
