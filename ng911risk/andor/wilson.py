"""
How well a share is known that was counted.

Source: E. Wilson, "Probable inference, the law of succession, and statistical
inference", Journal of the American Statistical Association 22 (1927).
"""

from __future__ import annotations

from math import sqrt

Z99 = 2.5758293035489004
"""Two-sided 99 % point of the normal distribution."""


def wilson(true: int, worlds: int, z: float = Z99) -> tuple[float, float]:
    """
    Interval that holds the probability behind a count.

    Args:
        true: Worlds in which it was so.
        worlds: Worlds drawn, at least 1.
        z: Point of the normal distribution; by default that of 99 %.

    Returns:
        Its lower and upper end, 0 to 1. A count of 0 has the lower end 0, a full
        count the upper end 1, exactly.
    """
    share, weight = true / worlds, z * z / worlds
    middle = share + weight / 2.0
    reach = z * sqrt((share * (1.0 - share) + weight / 4.0) / worlds)
    low = (middle - reach) / (1.0 + weight) if true > 0 else 0.0
    high = (middle + reach) / (1.0 + weight) if true < worlds else 1.0
    return max(0.0, min(low, share)), min(1.0, max(high, share))
