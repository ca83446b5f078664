"""Processes of a user: who is left, and an end to them. Reads /proc; nobody else is touched."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_GONE: Final = ("Z", "X")
"""States of a process that does nothing any more and only waits to be noticed."""

_WAIT_S: Final = 3.0
_SLICE_S: Final = 0.02


def living(uid: int) -> tuple[int, ...]:
    """
    Numbers of the processes that are, or could become again, this user.

    Those of a process namespace inside of this one are somebody else's: whoever is held by the
    filter on system calls cannot make one.
    """
    return tuple(sorted(_living(uid)))


def ended(uid: int) -> tuple[int, ...]:
    """
    Kill every process of this user, and wait until it is gone.

    Returns:
        Numbers of those that stay all the same; empty: none.
    """
    until = time.monotonic() + _WAIT_S
    while left := living(uid):
        for one in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(one, signal.SIGKILL)
        if time.monotonic() > until:
            break
        time.sleep(_SLICE_S)
    return left


def _living(uid: int) -> Iterator[int]:
    for folder in _PROC.iterdir():
        if not folder.name.isdecimal():
            continue
        # one that ends meanwhile is not there any more; one that is hidden is not ours to see
        with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            said = _fields((folder / "status").read_text("utf-8", "replace"))
            here = len(said.get("NSpid", "0").split()) == 1
            if here and str(uid) in said["Uid"].split() and said["State"][:1] not in _GONE:
                yield int(folder.name)


def _fields(text: str) -> dict[str, str]:
    parts = (line.partition(":") for line in text.splitlines())
    return {name: value.strip() for name, _, value in parts}
