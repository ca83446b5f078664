"""Words beside numbers: NIST SP 800-30 r1 levels, and the arithmetic of rates."""

from __future__ import annotations

import math

from ng911risk.engine.ranges import ordered
from ng911risk.engine.sampling import Interval
from ng911risk.model.report import Found, Odds, Sampling
from ng911risk.model.scales import Band, Level

_LIKELIHOOD = ((1.0, Level.VERY_HIGH), (0.3, Level.HIGH), (0.1, Level.MODERATE), (0.01, Level.LOW))
"""Lowest rate a year for each word; ours, argued in docs/method.md, "Words for odds"."""

_TABLE_I2 = {
    Level.VERY_HIGH: ("very-low", "low", "moderate", "high", "very-high"),
    Level.HIGH: ("very-low", "low", "moderate", "high", "very-high"),
    Level.MODERATE: ("very-low", "low", "moderate", "moderate", "high"),
    Level.LOW: ("very-low", "low", "low", "low", "moderate"),
    Level.VERY_LOW: ("very-low", "very-low", "very-low", "low", "low"),
}


def chance_in_a_year(rate: float) -> float:
    """Chance of at least one event in a year at `rate` events a year (Poisson)."""
    return -math.expm1(-rate)


def likelihood_word(rate: float) -> Level:
    """Word for `rate` events a year, by the thresholds of docs/method.md."""
    return next((word for least, word in _LIKELIHOOD if rate >= least), Level.VERY_LOW)


def risk_level(likelihood: Level, impact: Level) -> Level:
    """
    Risk by the lookup of NIST SP 800-30 r1, Table I-2.

    A lookup, not a product: very high likelihood and very low impact is very low.
    """
    return Level(_TABLE_I2[likelihood][impact.rank])


def odds(rate: Band, found: Found, interval: Interval | None = None) -> Odds:
    """
    Odds of something expected so many times a year.

    Args:
        rate: Events a year over the ranges of the inputs.
        found: How the likely one was found.
        interval: For what was sampled, where the likely one lies.
    """
    rate = ordered(rate.low, rate.likely, rate.high)
    return Odds(
        rate=rate,
        chance=Band(
            low=chance_in_a_year(rate.low),
            likely=chance_in_a_year(rate.likely),
            high=chance_in_a_year(rate.high),
        ),
        word=likelihood_word(rate.likely),
        found=found,
        sampling=None if interval is None else sampling_of(interval),
    )


def sampling_of(interval: Interval) -> Sampling:
    """An interval of a rate, also as one of the chance in a year."""
    return Sampling(
        rate_low=interval.low,
        rate_high=interval.high,
        chance_low=chance_in_a_year(interval.low),
        chance_high=chance_in_a_year(interval.high),
        worlds=interval.worlds,
    )
