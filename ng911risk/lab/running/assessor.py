"""
The process that looks: it owns the sockets and the governor, and nothing else.

Started by the keeper as ``python -m ng911risk.lab.running.assessor``. It reads its job from
standard input, gives up every privilege but that of raw frames, asks for the beacon, does the
plan, and writes one line for each thing that happens. It dies with the keeper, and the table in
the kernel, which only the keeper can change, holds whatever it does.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final

from ng911risk.errors import NG911RiskError
from ng911risk.lab.check import Refused
from ng911risk.lab.door import beacon, clock, privileges
from ng911risk.lab.door.governor import BEACON, LAYER_2, Governor
from ng911risk.lab.door.host import this_host
from ng911risk.lab.door.tls import ClientFiles, identities
from ng911risk.lab.door.trust import trust_of
from ng911risk.lab.door.wire import Credentials, Door, place_of
from ng911risk.lab.running.job import DONE, Job, Said
from ng911risk.lab.running.loading import loaded
from ng911risk.lab.running.looking import results
from ng911risk.lab.running.order import name
from ng911risk.lab.running.plan import planned
from ng911risk.records import read_record, to_json


def main() -> None:
    """Do the job on standard input; what it says goes to what was standard output."""
    privileges.die_with_parent()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # a library that prints must not speak for us
    tell = _teller(out)
    try:
        job = read_record(Job, sys.stdin.buffer.read(), file="job", format="json").value
        _do(job, tell)
    except (NG911RiskError, Refused) as error:
        tell(Said(over=str(error)))


def _do(job: Job, tell: Callable[[Said], None]) -> None:
    started = clock.seconds()

    def elapsed() -> float:
        return clock.seconds() - started

    def now() -> datetime:
        return job.since + timedelta(seconds=elapsed())

    checks = loaded()
    governor = Governor(job.scope, clock=time.monotonic, sleep=time.sleep, now=now)
    raw = job.frames and any(one.startswith(LAYER_2) for one in job.scope.checks)
    place = place_of(job.scope, this_host())
    door = Door(governor, place, _credentials(job), now, frames=raw)
    tell(Said(ready=privileges.as_assessor(raw_frames=raw)))
    governor.begin(BEACON, beacon.TRIES)
    if not beacon.found(door, job.scope.beacon):
        tell(Said(over=_NO_BEACON, asked=governor.packets))
        return
    plan = planned(job.scope, job.targets, checks)
    found = results(
        plan.steps,
        checks,
        door,
        governor,
        since=job.since,
        elapsed=elapsed,
        begun=lambda step: tell(Said(begun=name(step))),
    )
    for result in found:
        tell(Said(result=result, asked=governor.packets))
    tell(Said(over=DONE, asked=governor.packets))


def _credentials(job: Job) -> Credentials:
    files = job.credentials
    own = (
        ClientFiles(certificate=Path(files.certificate), key=Path(files.key))
        if files.certificate
        else None
    )
    trust = trust_of(Path(files.ca) if files.ca else None)
    return Credentials(identities=identities(own, job.since), trust=trust)


def _teller(out: IO[bytes]) -> Callable[[Said], None]:
    def tell(said: Said) -> None:
        line = b" ".join(to_json(said).split(b"\n"))
        out.write(line + b"\n")
        out.flush()

    return tell


_NO_BEACON: Final = (
    "The beacon of the scope does not answer: this is not the lab, or the beacon is not running. "
    "Nothing else was sent."
)


if __name__ == "__main__":
    main()
