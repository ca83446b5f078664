"""
How well a share is known that was counted.

Source: E. Wilson, "Probable inference, the law of succession, and statistical
inference", Journal of the American Statistical Association 22 (1927).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
    low, high = wilson_each(np.array([float(true)]), np.array([float(worlds)]), z)
    return float(low[0]), float(high[0])


def wilson_each(
    true: NDArray[np.float64], worlds: NDArray[np.float64], z: float = Z99
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same for many counts at once, [n] and [n]."""
    share, weight = true / worlds, z * z / worlds
    middle = share + weight / 2.0
    reach = z * np.sqrt((share * (1.0 - share) + weight / 4.0) / worlds)
    low = np.where(true > 0.0, (middle - reach) / (1.0 + weight), 0.0)
    high = np.where(true < worlds, (middle + reach) / (1.0 + weight), 1.0)
    # rounding must not push an end past the share that it surrounds
    return np.maximum(0.0, np.minimum(low, share)), np.minimum(1.0, np.maximum(high, share))
