"""
Requests that take long, in threads of their own.

Requests are worked on by few threads, as more make each slower. One that thinks for
seconds would keep everybody waiting, so it goes apart: sealing, making documents,
reading a file that came in, copies of everything.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import Final, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

P = ParamSpec("P")
R = TypeVar("R")

AT_ONCE: Final = 2
"""Requests that are thought about at once; the others wait their turn, and keep nobody else."""

_LIMITER: Final[RunVar[CapacityLimiter]] = RunVar("ng911risk-apart")


def apart(route: Callable[P, R]) -> Callable[P, Awaitable[R]]:
    """Run a route in a thread of its own."""

    @wraps(route)
    async def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return await to_thread.run_sync(partial(route, *args, **kwargs), limiter=_limiter())

    return run


def _limiter() -> CapacityLimiter:
    try:
        return _LIMITER.get()
    except LookupError:
        made = CapacityLimiter(AT_ONCE)
        _LIMITER.set(made)
        return made
