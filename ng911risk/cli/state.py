"""
A whole state or nation: every inventory of a folder, each once, and one view of them all.

The parent hands out a few tasks at a time, writes what comes back, and keeps only
what the journal keeps; the rows of the sites are read again, one by one, for the view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.assessing import tool_version
from ng911risk.cli.console import complain, counted, name_of, note, say, stderr
from ng911risk.cli.guard import ExitCode
from ng911risk.cli.journal import Journal, open_journal, write_for_good
from ng911risk.cli.state_files import SiteFile, site_files
from ng911risk.cli.state_work import ROW_FILE, SiteResult, SiteTask, assess_site
from ng911risk.errors import ConflictError, InputError, NG911RiskError, Problem
from ng911risk.executors import Workers, open_executor
from ng911risk.model.state import MissingSite

if TYPE_CHECKING:
    from ng911risk.engine.statewide import PlacedRow
    from ng911risk.model.state import StateReport

SITES: Final = "sites"
"""Folder below the results that holds one folder for each site."""

_IN_FLIGHT: Final = 2
"""Tasks handed out for each that is at work: none waits, and little is in memory."""

_LISTED: Final = 20
"""Problems of one site that the view lists."""

_SHOWN: Final = 5
"""Sites that are named on the screen."""

_PLAIN_EVERY: Final = 10
"""Lines of progress where there is no terminal: about so many in a whole run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRun:
    """What was asked for."""

    folder: Path
    """Inventories."""

    out: Path
    """Results."""

    at: datetime | None
    """Moment; None takes that of the last run into the same folder, else now."""

    seed: int
    """Seed of the worlds."""

    formats: tuple[str, ...]
    """Formats of each site's report."""

    executor: str
    """Where the work runs; empty for the usual."""

    workers: int | None
    """How many tasks at once."""


@dataclass(slots=True, kw_only=True)
class _Progress:
    """How far a run is."""

    total: int
    fresh: int = 0
    kept: int = 0
    missing: dict[str, MissingSite] = field(default_factory=dict)

    @property
    def finished(self) -> int:
        """Sites that need nothing more."""
        return self.fresh + self.kept


def assess_state(run: StateRun) -> None:
    """
    Assess every site in a folder and write one view of them all.

    Raises:
        NG911RiskError: It cannot be done at all.
        typer.Exit: Some sites could not be assessed, or Ctrl-C.
    """
    if run.out.resolve() == run.folder.resolve():
        raise ConflictError("Results need a folder of their own, apart from the inventories: --out")
    files = site_files(run.folder, apart=run.out)
    if not files:
        raise InputError(
            [
                Problem(
                    file=name_of(run.folder),
                    message="there is no inventory in this folder",
                    hint="Put one .yaml, .json, .xlsx or .zip file for each site there.",
                )
            ]
        )
    progress = _Progress(total=len(files))
    with open_journal(run.out) as journal:
        try:
            report = _assessed(run, files, journal, progress)
        except KeyboardInterrupt:
            complain(
                f"Stopped: {progress.finished:,} of {counted(progress.total, 'site')} done and "
                "kept, nothing is half written. The same command goes on from here."
            )
            raise typer.Exit(ExitCode.STOPPED) from None
        _tell(run, report, progress)
    if progress.missing:
        raise typer.Exit(ExitCode.BAD_INPUT)


def _assessed(
    run: StateRun, files: tuple[SiteFile, ...], journal: Journal, progress: _Progress
) -> StateReport:
    from ng911risk.content import load_catalog
    from ng911risk.engine.statewide import state_report

    at = _moment(run, journal)
    digest = load_catalog().digest
    make = _maker(run, at, digest)
    with _bar(progress) as tell:
        todo = _todo(files, make, journal, progress, tell)
        _work(run, at, todo, journal, progress, tell)
    report = state_report(
        _rows(files, journal, progress),
        progress.missing.values(),
        at=at,
        tool_version=tool_version(),
        catalog_digest=digest,
        seed=run.seed,
    )
    _write_view(report, run.out)
    return report


def _moment(run: StateRun, journal: Journal) -> datetime:
    """
    Moment asked for, else that of the last run into the same folder.

    Else the same command, given again, would find every site changed.
    """
    at = run.at or journal.moment or clock.now()
    if run.at is None and journal.moment is not None:
        note(f"Speaks of {at:%Y-%m-%d %H:%M} UTC, as the last run into {name_of(run.out)}.")
        note("To assess for another moment, name it with --at.")
    return at


def _maker(run: StateRun, at: datetime, digest: str) -> Callable[[SiteFile], SiteTask]:
    version = tool_version()

    def make(site: SiteFile) -> SiteTask:
        data, evidence_file, evidence = site.read()
        return SiteTask(
            kind=site.kind,
            file=site.file,
            data=data,
            evidence_file=evidence_file,
            evidence=evidence,
            at=at,
            seed=run.seed,
            formats=run.formats,
            tool_version=version,
            catalog_digest=digest,
        )

    return make


def _todo(
    files: tuple[SiteFile, ...],
    make: Callable[[SiteFile], SiteTask],
    journal: Journal,
    progress: _Progress,
    tell: Callable[[], None],
) -> Iterator[SiteTask]:
    """Tasks that are not done yet; each file is read when its turn comes."""
    for site in files:
        try:
            task = make(site)
        except InputError as error:
            progress.missing[site.file] = _missing(site.file, error.problems)
            tell()
            continue
        row = f"{SITES}/{site.file}/{ROW_FILE}"
        if journal.holds(site.file, task.key, closely=(row,)):
            progress.kept += 1
            tell()
        else:
            yield task


def _work(
    run: StateRun,
    at: datetime,
    todo: Iterator[SiteTask],
    journal: Journal,
    progress: _Progress,
    tell: Callable[[], None],
) -> None:
    """
    Run the tasks and write what they give.

    Raises:
        NG911RiskError: The workers are gone, or must not be trusted.
    """
    first = next(todo, None)
    if first is None:
        return  # nothing to do, so nobody is called to work
    with open_executor(run.executor, run.workers) as executor:
        journal.begin(at)
        for task, result in _results(executor, first, todo):
            _keep(task, result, journal, progress)
            tell()


def _results(
    executor: Workers, first: SiteTask, rest: Iterator[SiteTask]
) -> Iterator[tuple[SiteTask, SiteResult]]:
    """
    Hand out a few tasks at a time and give back what is finished.

    Raises:
        NG911RiskError: A worker is gone; a task itself never fails.
    """
    waiting: dict[Future[SiteResult], SiteTask] = {executor.submit(assess_site, first): first}
    most = _IN_FLIGHT * executor.slots
    while True:
        for task in islice(rest, most - len(waiting)):
            waiting[executor.submit(assess_site, task)] = task
        if not waiting:
            return
        finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in finished:
            task = waiting.pop(future)
            try:
                result = future.result()
            except Exception as error:  # noqa: BLE001 - whatever an executor says of a lost worker
                raise NG911RiskError(
                    f"A worker was lost ({type(error).__name__}), perhaps for want of memory. "
                    "What is done is kept; run the same command again, with fewer workers if it "
                    "happens twice."
                ) from None
            yield task, result


def _keep(task: SiteTask, result: SiteResult, journal: Journal, progress: _Progress) -> None:
    """
    Write the files of a site, or remember why there are none.

    Raises:
        NG911RiskError: The worker must not be trusted with any site.
    """
    if result.refused:
        raise NG911RiskError(result.refused)
    if result.problems:
        progress.missing[task.file] = _missing(task.file, result.problems)
        return
    files = {f"{SITES}/{task.file}/{name}": data for name, data in result.files.items()}
    journal.add(task.file, task.key, files)
    progress.fresh += 1


def _missing(file: str, problems: tuple[Problem, ...]) -> MissingSite:
    return MissingSite(
        file=name_of(file),
        problems=tuple(str(one) for one in problems[:_LISTED]),
        more=max(0, len(problems) - _LISTED),
    )


def _rows(
    files: tuple[SiteFile, ...], journal: Journal, progress: _Progress
) -> Iterator[PlacedRow]:
    """Rows of the sites that are done, read again from the disk one by one."""
    from ng911risk.engine.statewide import PlacedRow
    from ng911risk.model.state import SiteRow
    from ng911risk.records.read import adapter_of

    for site in files:
        if site.file in progress.missing:
            continue
        below = f"{SITES}/{site.file}"
        data = (journal.folder / below / ROW_FILE).read_bytes()
        html = f"{below}/report.html"
        shown = html in journal.done[site.file].files
        yield PlacedRow(
            row=adapter_of(SiteRow).validate_json(data),
            file=name_of(site.file),
            report=quote(html, errors="surrogateescape") if shown else "",
        )


def _write_view(report: StateReport, out: Path) -> None:
    from ng911risk.exporters.statewide import FORMATS, render_state

    for name in FORMATS:
        write_for_good(out / f"state.{name}", render_state(report, name))


def _tell(run: StateRun, report: StateReport, progress: _Progress) -> None:
    """Say on the screen what came out; the whole is in the files."""
    from ng911risk.exporters import words

    totals = report.totals
    say(
        f"{counted(totals.sites, 'site')} assessed ({progress.fresh:,} now, {progress.kept:,} "
        f"unchanged), {totals.missing:,} not."
    )
    for site in report.sites[:_SHOWN]:
        say(f"  {site.name}: {words.odds(site.headline)}; {words.small(site.top_finding)}")
    for fix in report.fixes[:1]:
        say(f"Helps most over all: {words.small(fix.title)}, at {counted(fix.sites, 'site')}.")
    for missing in report.missing:
        complain(f"Not assessed: {missing.file}")
        for problem in missing.problems:
            complain(f"  {problem}", plain=True)
        if missing.more:
            complain(f"  and {missing.more:,} more problems", plain=True)
    for warning in report.warnings:
        note(f"Note: {warning}")
    for name in ("html", "json", "csv"):
        note(f"Written: {run.out / f'state.{name}'}")


@contextmanager
def _bar(progress: _Progress) -> Iterator[Callable[[], None]]:
    """Yield what shows on stderr how far it is: a bar, or a plain line now and then."""
    console = stderr()
    if not console.is_terminal:
        yield _plain(progress)
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("Assessing {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("sites", total=progress.total)

        def show() -> None:
            bar.update(task, completed=progress.finished + len(progress.missing))

        yield show


def _plain(progress: _Progress) -> Callable[[], None]:
    step = max(1, progress.total // _PLAIN_EVERY)

    def show() -> None:
        finished = progress.finished + len(progress.missing)
        if finished % step == 0 or finished == progress.total:
            note(f"{finished:,} of {counted(progress.total, 'site')}")

    return show
