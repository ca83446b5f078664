"""
Measuring, comparing and saying so.

A case is a function that yields `Result`s. Each case runs in a process of its
own, so that neither its memory nor its caches touch the next; a case that
compares memory starts one more process for each side, see `apart`. Seconds are
seconds of the processor unless a unit says otherwise: other programs on the
machine then do little harm.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One figure and, where there is one, the bar it must reach."""

    name: str
    value: float | None
    """None: not run, and `note` says why."""

    unit: str
    """"x" for ratios, "s" for CPU seconds, "GB", ..."""

    bar: float | None = None
    at_most: bool = False
    """The value may not be above the bar; otherwise not below."""

    extrapolated_from: int | None = None
    """Worlds that were really run, where the figure speaks of more."""

    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None without a bar or without a value."""
        if self.bar is None or self.value is None:
            return None
        return self.value <= self.bar if self.at_most else self.value >= self.bar

    def as_json(self) -> str:
        """One line for programs."""
        return json.dumps({**asdict(self), "met": self.met})

    def as_text(self) -> str:
        """One line for people."""
        value = "not run" if self.value is None else f"{_short(self.value)} {self.unit}"
        sign = "<=" if self.at_most else ">="
        bar = "" if self.bar is None else f"{sign} {_short(self.bar)}"
        verdict = {True: "met", False: "NOT MET", None: ""}[self.met]
        worlds = self.extrapolated_from
        notes = [f"extrapolated from {worlds:,} worlds"] if worlds else []
        notes += [self.note] if self.note else []
        return f"{self.name:58s} {value:>16s}  {bar:>12s}  {verdict:8s}{'; '.join(notes)}".rstrip()


def _short(value: float) -> str:
    """Three digits, and no more decimals than they need."""
    size = abs(value)
    for least, form in ((100, ",.0f"), (10, ".1f"), (1, ".2f")):
        if size >= least:
            return format(value, form)
    return format(value, ".3g")


def cpu(function: Callable[[], T], runs: int = 1) -> tuple[float, T]:
    """
    Seconds of the processor that a call takes, and what it returns.

    Args:
        function: Called `runs` times; the best time counts.
        runs: At least 1.
    """
    best, value = _timed(time.process_time, function)
    for _ in range(runs - 1):
        seconds, value = _timed(time.process_time, function)
        best = min(best, seconds)
    return best, value


def wall(function: Callable[[], T], runs: int = 1) -> tuple[float, T]:
    """Seconds on the clock, where waiting counts; see `cpu`."""
    best, value = _timed(time.perf_counter, function)
    for _ in range(runs - 1):
        seconds, value = _timed(time.perf_counter, function)
        best = min(best, seconds)
    return best, value


def _timed(clock: Callable[[], float], function: Callable[[], T]) -> tuple[float, T]:
    start = clock()
    value = function()
    return clock() - start, value


def peak_bytes() -> int:
    """
    Most memory that this process ever held.

    Linux counts what the parent held when it started us into ru_maxrss, so the
    figure of the kernel for this program alone is taken where there is one.
    """
    known = _status("VmHWM")
    if known is not None:
        return known
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def resident_bytes() -> int:
    """Memory that this process holds now; the most it ever held where nobody can tell."""
    known = _status("VmRSS")
    return peak_bytes() if known is None else known


def _status(field: str) -> int | None:
    """One figure of the kernel about this process, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1024
    return None


def apart(where: str, *arguments: Any) -> Any:  # noqa: ANN401 -- whatever the function returns
    """
    Call a function in a fresh process.

    Args:
        where: ``benchmarks.cases.nation:measure``.
        arguments: Of the function; plain values.

    Returns:
        What it returned.

    Raises:
        Exception: Whatever it raised.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_call, where, arguments).result()


def _call(where: str, arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401 -- see `apart`
    module, _, name = where.partition(":")
    return getattr(importlib.import_module(module), name)(*arguments)


def summary(results: Iterable[Result]) -> list[str]:
    """Which bars are met, which are not, and what was not run."""
    results = list(results)
    lines = [f"Bars met: {sum(one.met is True for one in results)}"]
    for title, wanted in (("Bars NOT met", False), ("Not run", None)):
        found = [one for one in results if one.bar is not None and one.met is wanted]
        lines.append(f"{title}: {len(found)}")
        lines += [f"  {one.as_text()}" for one in found]
    return lines
