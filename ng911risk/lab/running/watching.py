"""
The dead man's switch: reads what the assessor says, and ends it when something says stop.

Looks twenty times a second at the kill file and the deadline. To end it is SIGKILL: whatever it
was doing, at most the packet that it was handing over leaves.
"""

from __future__ import annotations

import select
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from ng911risk.errors import InputError
from ng911risk.lab.door import clock
from ng911risk.lab.door.governor import kill_reason
from ng911risk.lab.running.job import Said
from ng911risk.records import read_record

_POLL_S: Final = 0.05
_LINE_MAX: Final = 1024 * 1024
_GRACE_S: Final = 5.0

CRASHED: Final = "the process that looks ended without a word; please report it"


def watched(
    child: subprocess.Popen[bytes],
    *,
    kill_file: Path,
    seconds: float,
    heard: Callable[[Said], None],
    unsure: Callable[[], str] = lambda: "",
) -> str:
    """
    Follow the assessor until it ends, one way or another; it is gone afterwards.

    Args:
        child: With its standard output as a pipe.
        kill_file: As soon as it exists, it is over.
        seconds: Longest time.
        heard: Told each line.
        unsure: Asked again and again: why the run has to end here; empty: it goes on.

    Returns:
        Why it was ended from outside; empty: it ended by itself.
    """
    assert child.stdout is not None  # noqa: S101 - it was started with a pipe
    deadline = clock.seconds() + seconds

    def stop() -> str:
        if there(kill_file):
            return "the kill file is there"
        late = clock.seconds() > deadline
        return unsure() or ("it took longer than the plan allows" if late else "")

    try:
        return _followed(child.stdout, heard, stop)
    except InputError:
        return CRASHED
    except KeyboardInterrupt as error:
        return str(error) or "Ctrl-C"
    finally:
        child.kill()
        child.wait(_GRACE_S)
        child.stdout.close()


def _followed(pipe: IO[bytes], heard: Callable[[Said], None], stop: Callable[[], str]) -> str:
    rest = b""
    while not (why := stop()):
        if not select.select([pipe], [], [], _POLL_S)[0]:
            continue
        data = _some(pipe)
        if not data:
            return ""
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            heard(_said(line))
            if why := stop():
                return why
        if len(rest) > _LINE_MAX:
            return CRASHED
    return why


def _some(pipe: IO[bytes]) -> bytes:
    read1 = getattr(pipe, "read1", pipe.read)
    return bytes(read1(65_536))


def _said(line: bytes) -> Said:
    return read_record(Said, line, file="assessor", format="json").value


def there(path: Path) -> bool:
    """Whether a kill file says stop: whatever has that name, also a link that leads nowhere."""
    return bool(kill_reason(path))  # what cannot be watched may be there
