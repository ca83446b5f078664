"""
Runs a script of ours on somebody else's file, in a process that can be spared.

The libraries that open workbooks are large, and a small file can make them ask
for all memory there is. A child with limits on memory, time and files answers
with what it read or dies alone (docs/adr/0006).
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import PurePath

from ng911risk.errors import InputError, Problem

SECONDS_MAX = 20
"""Longest time on the clock. The child's own limit, in processor time, is shorter."""


def run_limited(script: str, payload: bytes, *, file: str) -> bytes:
    """
    Answer of a script for `payload`.

    Args:
        script: Name of a module beside `ng911risk.importers.workbook.limits`, without
            ``.py``; it reads standard input and writes standard output.
        payload: What it gets.
        file: Name of the file in question, for the problem.

    Raises:
        InputError: The child died, or took too long.
    """
    # Isolated from the environment, but with our own search path, so that it works
    # from a checkout, a wheel, and wherever else we were imported from.
    path = json.dumps([part for part in sys.path if PurePath(part).is_absolute()])
    with as_file(files("ng911risk.importers.workbook").joinpath(f"{script}.py")) as located:
        command = [sys.executable, "-I", "-X", "utf8", str(located), path]
        try:
            done = subprocess.run(  # noqa: S603 - our own script, nothing of the file in it
                command, input=payload, capture_output=True, timeout=SECONDS_MAX, check=False
            )
        except subprocess.TimeoutExpired:
            raise _died(file) from None
    if done.returncode != 0:
        raise _died(file)
    return done.stdout


def _died(file: str) -> InputError:
    return InputError(
        [
            Problem(
                file=file,
                message="the file is damaged, or takes more memory or time than an inventory may",
                hint="Delete what is far below or right of your data, save the file again as "
                ".xlsx, and try that.",
            )
        ]
    )
