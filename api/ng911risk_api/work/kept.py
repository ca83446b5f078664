"""What takes long and follows from what is stored: worked out beside the requests, and kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from ng911risk.errors import NG911RiskError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[T]):
    """How far something is."""

    found: T | None = None
    failed: str = ""

    @property
    def pending(self) -> bool:
        """Whether it is still being worked out."""
        return self.found is None and not self.failed


class Kept(Generic[T]):
    """What was asked, by key, the most recently asked kept longest."""

    def __init__(self, pool: ThreadPoolExecutor, most: int) -> None:
        self._pool, self._most = pool, most
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, ...], Future[T]] = OrderedDict()

    def ask(self, key: tuple[str, ...], work: Callable[[], T]) -> Asked[T]:
        """Result of `work`, begun at the first call; a failure is told once and tried again."""
        with self._lock:
            future = self._known.get(key)
            if future is None:
                future = self._known[key] = self._pool.submit(work)
                while len(self._known) > self._most:
                    self._known.popitem(last=False)[1].cancel()
            self._known.move_to_end(key)
            if not future.done():
                return Asked()
            error = future.exception()
            if error is None:
                return Asked(found=future.result())
            del self._known[key]
        return Asked(failed=_words(error))


def _words(error: BaseException) -> str:
    return str(error) if isinstance(error, NG911RiskError) else "It could not be worked out."
