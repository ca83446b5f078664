"""
The process that keeps: it starts the process that looks, holds it inside the scope, and ends it.

It puts the table into the kernel and records. It sends nothing itself, and what it started cannot
change what it put in place.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import IO, Final

from ng911risk.errors import ConflictError, NG911RiskError
from ng911risk.lab.check import Refused, all_checks
from ng911risk.lab.door import kernel, privileges
from ng911risk.lab.door.alone import Alone
from ng911risk.lab.door.host import Host, ports_now, this_host
from ng911risk.lab.door.recording import Recorded, Recording
from ng911risk.lab.door.scope import AuthorisedScope
from ng911risk.lab.running.job import DONE, Credentials, Job, Said
from ng911risk.lab.running.journal import Journal
from ng911risk.lab.running.order import Order
from ng911risk.lab.running.plan import planned
from ng911risk.lab.running.processes import ended, living
from ng911risk.lab.running.readiness import unready
from ng911risk.lab.running.watching import CRASHED, there, watched
from ng911risk.model.evidence import Containment, Verdict
from ng911risk.model.lab import CheckResult, LabRun, LabTarget
from ng911risk.records import to_json, to_tree

SCOPE: Final = "scope.signed.json"
JOURNAL: Final = "journal.jsonl"
RECORDING: Final = "recording.pcap"


@dataclass(slots=True)
class _Heard:
    """What the assessor said so far."""

    journal: Journal
    tell: Callable[[str], None]
    order: Order
    ports: frozenset[tuple[int, str]]
    """Interfaces that the table knows."""

    doubt: str = ""
    """Why nothing that it said counts; empty: nothing speaks against it."""

    results: list[CheckResult] = field(default_factory=list)
    begun: str = ""
    """The check and the target that have begun and not ended; empty: none."""

    asked: int = 0
    over: str = ""
    note: str = ""

    def cut_off(self, at: datetime, why: str) -> None:
        """What had begun and will not end says so."""
        if not self.begun:
            return
        check, _, target = self.begun.partition(" ")
        self.results.append(
            CheckResult(
                check=check,
                target=target,
                verdict=Verdict.INCONCLUSIVE,
                observed=f"It was stopped before its end: {why}.",
                near_miss="It would say something if it could run to its end.",
                facts="",
                packets=None,
                began=at,
                seconds=0.0,
            )
        )

    def unsure(self) -> str:
        """Why the run has to end here, and does not count; empty: it may go on."""
        if new := sorted(name for _, name in ports_now() - self.ports):
            self.doubt = self.doubt or f"a network interface appeared: {', '.join(new)}"
        return self.doubt

    def line(self, said: Said) -> None:
        self.doubt = self.doubt or self.order.wrong(said)
        if self.doubt:
            return
        self.asked = max(self.asked, said.asked)
        if said.begun:
            self.begun = said.begun
            self.tell(said.begun)
            self.journal.add("begun", what=said.begun)
        if said.result is not None:
            self.results.append(said.result)
            self.begun = ""
            self.journal.add("result", result=to_tree(said.result))
        self.note = said.ready or self.note
        self.over = said.over or self.over


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """What was counted outside of the process that looks."""

    table: kernel.Table | kernel.NoTable
    kernel: kernel.KernelCounts | None
    recorded: Recorded | None
    left: tuple[int, ...] = ()
    """Numbers of processes that could not be ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """One run: everything that it needs to begin."""

    authorised: AuthorisedScope
    targets: tuple[LabTarget, ...]
    credentials: Credentials
    folder: Path
    """Exists; the journal and the recording are written there."""

    version: str

    def run(self, *, now: Callable[[], datetime], tell: Callable[[str], None]) -> LabRun:
        """
        Do it, from the first refusal to the record.

        Args:
            now: The time of day, UTC.
            tell: Told each step as it begins.

        Raises:
            ConflictError: This machine or this network is not ready; nothing was sent.
            NG911RiskError: It could not be done.
        """
        scope, host, began = self.authorised.scope, this_host(), now()
        self._ready(host)
        with ExitStack() as stack:
            stack.enter_context(Alone())
            stack.enter_context(_interruptible())
            (self.folder / SCOPE).write_bytes(self.authorised.data)
            journal = Journal(stack.enter_context(_new_file(self.folder / JOURNAL)))
            journal.add("start", scope=self.authorised.digest, at=began.isoformat())
            plan = planned(scope, self.targets, all_checks())
            order = Order(plan.steps, scope.packets_per_check)
            heard = _Heard(journal, tell, order, _known(host))
            job = Job(scope=scope, targets=self.targets, credentials=self.credentials, since=began)
            seconds = min(plan.seconds, (scope.not_after - began).total_seconds())
            why, counts = self._contained(job, host, heard, seconds)
            heard.cut_off(now(), why or heard.over or CRASHED)
            record = self._record(began, now(), heard, counts, why)
            journal.add("end", stopped=record.stopped, doubt=record.doubt, asked=heard.asked)
        return replace(record, journal=journal.digest)

    def _ready(self, host: Host) -> None:
        reasons = list(unready(self.authorised.scope, host))
        kill_file = Path(self.authorised.scope.kill_file)
        if shut := _shut_folder(kill_file):
            reasons.append(
                f"the kill file cannot be watched: not everybody may look into {shut}. "
                "Name one in /run, for instance"
            )
        elif there(kill_file):
            reasons.append(f"the kill file {kill_file} is there")
        if left := living(privileges.ASSESSOR_UID):
            reasons.append(f"{_processes(left)} of an earlier run is still there: end it first")
        if reasons:
            raise ConflictError("\n".join(("Nothing was sent:", *(f"- {one}" for one in reasons))))

    def _contained(
        self, job: Job, host: Host, heard: _Heard, seconds: float
    ) -> tuple[str, _Counts]:
        uid = None if privileges.own_uid_possible() else privileges.ASSESSOR_UID
        try:
            table = kernel.contain(job.scope, host, uid, closed=True)
        except Refused as refused:
            raise ConflictError(f"Nothing was sent: {refused}") from None
        recording: Recording | None = None
        try:
            recording = self._recording(job)
            if isinstance(table, kernel.Table):
                table.open()  # from now on both count the same
            child = _started(replace(job, frames=isinstance(table, kernel.Table)))
            with suppress(NG911RiskError):
                privileges.as_keeper()
            why = watched(
                child,
                kill_file=Path(job.scope.kill_file),
                seconds=seconds,
                heard=heard.line,
                unsure=heard.unsure,
            )
            why = why or heard.unsure()
        finally:
            counts = _ended(table, recording, uid)
        return why, counts

    def _recording(self, job: Job) -> Recording | None:
        names = [name for name in (job.scope.interface, job.scope.observer) if name]
        try:
            return Recording(self.folder / RECORDING, names)
        except OSError:
            return None

    def _record(
        self, began: datetime, ended: datetime, heard: _Heard, counts: _Counts, why: str
    ) -> LabRun:
        held = isinstance(counts.table, kernel.Table)
        notes = (
            heard.note,
            counts.table.why if isinstance(counts.table, kernel.NoTable) else "",
            _added(counts, heard.asked),
        )
        stopped = why or (heard.over or CRASHED)
        return LabRun(
            id=secrets.token_hex(16),
            scope=self.authorised.scope,
            scope_digest=self.authorised.digest,
            authoriser_key=self.authorised.key_id,
            version=self.version,
            began=began,
            ended=ended,
            stopped="" if stopped == DONE else stopped,
            doubt=heard.doubt
            or _doubt(counts, self.authorised.scope.interface, heard.order.most_asked),
            containment=Containment.KERNEL if held else Containment.CODE,
            containment_note="; ".join(filter(None, notes)),
            packets_asked=heard.asked,
            packets_on_wire=counts.kernel.sent if counts.kernel else None,
            packets_refused=counts.kernel.refused if counts.kernel else None,
            packets_captured=counts.recorded.outgoing if counts.recorded else None,
            capture=counts.recorded.digest if counts.recorded else "",
            targets=self.targets,
            results=tuple(heard.results),
        )


def _new_file(path: Path) -> IO[bytes]:
    """Open a file that was not there, for its owner only."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _shut_folder(path: Path) -> str:
    """Folder above `path` that the user of the assessor cannot look into; empty: none."""
    for folder in reversed(path.parents):
        if not folder.is_dir() or not folder.stat().st_mode & 0o001:
            return str(folder)
    return ""


def _started(job: Job) -> subprocess.Popen[bytes]:
    """The process that looks, in a session of its own so that Ctrl-C is the keeper's alone."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "ng911risk.lab.running.assessor"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdin is not None  # noqa: S101 - it was started with a pipe
    with suppress(BrokenPipeError), child.stdin:
        child.stdin.write(to_json(job))
    return child


def _ended(
    table: kernel.Table | kernel.NoTable, recording: Recording | None, uid: int | None
) -> _Counts:
    """
    Shut the way out, end who may still be there, count, and leave the machine as it was.

    While somebody of `uid` is left the table stays, and is shut.
    """
    held = table if isinstance(table, kernel.Table) else None
    left: tuple[int, ...] = ()
    try:
        if held:
            held.seal()
        left = () if uid is None else ended(uid)
        recorded = recording.stop() if recording else None
        counted = held.counts() if held else None
        return _Counts(table=table, kernel=counted, recorded=recorded, left=left)
    finally:
        if held and not left:
            held.remove()


def _known(host: Host) -> frozenset[tuple[int, str]]:
    """The interfaces that the table is made for, as the kernel numbers them."""
    names = {one.name for one in host.interfaces}
    return frozenset(one for one in ports_now() if one[1] in names)


def _processes(numbers: tuple[int, ...]) -> str:
    return f"a process ({', '.join(str(one) for one in numbers)})"


def _added(counts: _Counts, asked: int) -> str:
    """How much the kernel added to what was asked for, where that is more than was paid for."""
    more = counts.kernel.sent - asked if counts.kernel else 0
    if more <= 0:
        return ""
    return (
        f"{more} more packets left than were asked for: acknowledgements and the like, "
        "which the kernel adds"
    )


def _doubt(counts: _Counts, interface: str, asked: int) -> str:
    """
    Why nothing of the run counts; empty: it does.

    Args:
        counts: Of the kernel and the recording.
        interface: Of the scope.
        asked: Packets that may have been asked for.
    """
    if counts.left:
        return f"{_processes(counts.left)} of the run could not be ended; the table stays, and shut"
    if isinstance(counts.table, kernel.Table) and counts.kernel is None:
        return "the table in the kernel was gone before the end"
    if counts.kernel is None or counts.recorded is None or interface == "lo":
        return ""
    # a port that lost its carrier takes frames that never leave: the kernel counts those alone
    if counts.recorded.outgoing > counts.kernel.sent:
        return (
            f"{counts.recorded.outgoing} packets left, and the kernel let "
            f"{counts.kernel.sent} out: something else sent as well"
        )
    if counts.recorded.telling > asked:
        return (
            f"{counts.recorded.telling} packets left that carry something, and {asked} at most "
            "were asked for: something else sent as well"
        )
    return ""


@contextmanager
def _interruptible() -> Iterator[None]:
    """Whoever asks this process to end is obeyed as if it were Ctrl-C: everything is undone."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt("somebody told this process to end")

    before = {one: signal.signal(one, interrupt) for one in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
