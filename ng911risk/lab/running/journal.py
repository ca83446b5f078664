"""
What a run did, line by line as it happens; each line carries the digest of the one before.

The last line stands for all of them: who changes one afterwards has to change every later one.
Written through at once, so that a run that is killed leaves what it did.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import IO, Final

from ng911risk.records import json_bytes

START: Final = "0" * 64
"""What the first line stands on."""


class Journal:
    """Writes one line for each event."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = START
        """SHA-256 of the newest line, without its line end."""

    def add(self, event: str, **detail: object) -> None:
        """Write down what happened; values are plain JSON."""
        line = json_bytes({"event": event, "before": self.digest} | detail).strip()
        compact = json.dumps(json.loads(line), sort_keys=True, separators=(",", ":")).encode()
        self.digest = sha256(compact).hexdigest()
        self._file.write(compact + b"\n")
        self._file.flush()


def broken_at(data: bytes) -> int:
    """Number of the first line that does not fit the one before, from 1; 0: all fit."""
    return next(_misfits(data), 0)


def last_digest(data: bytes) -> str:
    """SHA-256 of the last line, without its line end; where there is none, what it stands on."""
    lines = data.splitlines()
    return sha256(lines[-1]).hexdigest() if lines else START


def _misfits(data: bytes) -> Iterator[int]:
    before = START
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            said = json.loads(line)["before"]
        except (ValueError, KeyError, TypeError):
            said = ""
        if said != before:
            yield number
        before = sha256(line).hexdigest()
