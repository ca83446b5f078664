"""One writer at a time: among the threads of this process, and among processes."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ng911risk.errors import StoreError

try:
    import fcntl
except ImportError:  # Windows: SQLite's own locks have to do
    fcntl = None  # type: ignore[assignment]

WAIT_S: Final = 10.0
"""Longest wait for another writer, in seconds."""

_STEP_S: Final = 0.02


class OneWriter:
    """A lock that is held while something is written; not re-entrant."""

    def __init__(self, lock_file: Path | None, *, wait_s: float = WAIT_S) -> None:
        self._lock_file = lock_file
        self._wait_s = wait_s
        self._threads = threading.Lock()

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """
        Hold the lock.

        Raises:
            StoreError: Somebody else held it all the time.
        """
        if not self._threads.acquire(timeout=self._wait_s):
            raise _busy()
        try:
            with self._among_processes():
                yield
        finally:
            self._threads.release()

    @contextlib.contextmanager
    def _among_processes(self) -> Iterator[None]:
        if self._lock_file is None or fcntl is None:
            yield
            return
        descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._wait_for(descriptor)
            yield
        finally:
            os.close(descriptor)  # which also gives the lock back

    def _wait_for(self, descriptor: int) -> None:
        until = time.monotonic() + self._wait_s
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise _busy() from None
                time.sleep(_STEP_S)
            else:
                return


def _busy() -> StoreError:
    return StoreError("Somebody else is writing to this database. Try again in a moment.")
