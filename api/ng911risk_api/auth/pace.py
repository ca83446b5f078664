"""How often something may be done: a count for each key in a stretch of time, kept in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Final

_KEYS_MAX: Final = 10_000
"""Most keys remembered; the one that was idle longest is forgotten first."""


class Pace:
    """Lets a key pass a number of times within a stretch of time."""

    def __init__(self, times: int, within: timedelta) -> None:
        self._times, self._within = times, within
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def lets(self, key: str, now: datetime) -> bool:
        """Count one more try of `key`, and say whether it may pass."""
        with self._lock:
            seen = self._seen.setdefault(key, deque())
            self._seen.move_to_end(key)
            while len(self._seen) > _KEYS_MAX:
                self._seen.popitem(last=False)
            while seen and seen[0] + self._within <= now:
                seen.popleft()
            if len(seen) >= self._times:
                return False
            seen.append(now)
            return True
