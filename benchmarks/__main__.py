"""
Run the benchmarks: ``python -m benchmarks [CASE ...] [--json-lines PATH]``.

Prints a line for people for each figure as it comes, then which bars are met.
Ends with 1 when one is missed, or when a case fails.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from pathlib import Path

from benchmarks.harness import Result, apart, summary

CASES = (
    "worlds",
    "nation",
    "fixpoint",
    "attack",
    "whatif",
    "workers",
    "values",
    "portfolio",
    "inventory",
    "simulator",
)
"""Modules of benchmarks/cases/, in the order they run."""


def main() -> int:
    """Run what was asked for, or everything."""
    options = _options()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}"
    )
    results: list[Result] = []
    lines = options.json_lines.open("w") if options.json_lines else None
    start = time.perf_counter()
    for case in options.cases or CASES:
        for result in run(case):
            results.append(result)
            print(result.as_text(), flush=True)
            if lines:
                print(result.as_json(), file=lines, flush=True)
    print(f"\n{(time.perf_counter() - start) / 60:.1f} minutes")
    print(*summary(results), sep="\n")
    missed = any(one.met is False for one in results)
    failed = any(one.value is None and one.note.startswith("failed") for one in results)
    return int(missed or failed)


def run(case: str) -> list[Result]:
    """Figures of one case, measured in a process of its own."""
    try:
        return apart("benchmarks.__main__:figures", case)  # type: ignore[no-any-return]
    except Exception as error:  # noqa: BLE001 -- one case must not stop the others
        return [Result(name=case, value=None, unit="", note=f"failed: {error!r}")]


def figures(case: str) -> list[Result]:
    """Figures of one case."""
    module = __import__(f"benchmarks.cases.{case}", fromlist=["results"])
    return list(module.results())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}")
    parser.add_argument("--json-lines", type=Path, metavar="PATH", help="also write JSON lines")
    options = parser.parse_args()
    if unknown := set(options.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
