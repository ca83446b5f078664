"""``ng911risk assess``: an inventory in, a report out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.assessing import Assessed, assess_file
from ng911risk.cli.console import emit, note, say
from ng911risk.cli.files import make_folder, write_bytes
from ng911risk.cli.options import EVIDENCE, EVIDENCE_KEY, INTEL, SEED
from ng911risk.cli.reading import INVENTORY_HELP
from ng911risk.errors import ConflictError

if TYPE_CHECKING:
    from ng911risk.model.report import RiskReport

EXAMPLES = (
    "ng911risk assess site.yaml",
    "ng911risk assess inventory.xlsx --out report",
    "ng911risk assess site.yaml --format html -o board.html --public",
    "ng911risk assess site.yaml --store assessments.sqlite",
    "ng911risk assess site.yaml --evidence lab.signed.json --evidence-key lab.pub.pem",
    "ng911risk assess --state inventories --out state-out",
)

STATE_OUT = "state-out"
"""Folder that --state writes into where none is named."""


class ReportFormat(StrEnum):
    """What a report can be written as; the exporters know the same words."""

    JSON = "json"
    HTML = "html"
    CSV = "csv"


def assess(  # noqa: PLR0917 - one parameter for each option
    inventory: Annotated[
        Path | None,
        typer.Argument(metavar="[INVENTORY]", help=INVENTORY_HELP, show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for report.html, report.json and report.csv.")
    ] = None,
    format_: Annotated[
        ReportFormat | None, typer.Option("--format", help="Write this one format only.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File for --format; without it, the screen."),
    ] = None,
    public: Annotated[
        bool,
        typer.Option("--public", help="Edition without names, paths or weaknesses, for a board."),
    ] = False,
    at: Annotated[str | None, typer.Option(help=clock.HELP)] = None,
    seed: Annotated[int, SEED] = 1,
    evidence: Annotated[Path | None, EVIDENCE] = None,
    evidence_key: Annotated[Path | None, EVIDENCE_KEY] = None,
    intel: Annotated[Path | None, INTEL] = None,
    store: Annotated[
        str | None, typer.Option(help="Database file to keep the sealed assessment in.")
    ] = None,
    good_rows: Annotated[
        bool, typer.Option("--good-rows", help="Use the good rows of a workbook that has bad ones.")
    ] = False,
    state: Annotated[
        Path | None,
        typer.Option(help="Folder with one inventory for each site of a state: assess them all."),
    ] = None,
    executor: Annotated[
        str | None,
        typer.Option(
            help="With --state, where the work runs: serial, threads, processes, dask://HOST:PORT."
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="With --state, how many sites at once.", min=1)
    ] = None,
) -> None:
    """
    Work out how a 9-1-1 centre could be stopped, and what to do first.

    Without --out or --format it prints the first page and writes nothing. With --state
    it assesses every site in a folder and writes one view of them all; stopped in the
    middle, the same command goes on.
    """
    _one_or_all(inventory, state)
    if state is not None:
        _only_for_one(
            {
                "--output": output,
                "--public": public,
                "--evidence": evidence,
                "--evidence-key": evidence_key,
                "--intel": intel,
                "--store": store,
                "--good-rows": good_rows,
            }
        )
        _assess_state(state, out, at, seed, format_=format_, executor=executor, workers=workers)
        return
    if executor is not None or workers is not None:
        raise typer.BadParameter(
            "only --state spreads work", param_hint="--executor" if executor else "--workers"
        )
    if inventory is None:
        raise AssertionError("one of the two was given")
    moment = clock.moment(at)
    one = _one_format(format_, output)
    _protect(inventory, output)
    assessed = assess_file(
        inventory,
        at=moment,
        seed=seed,
        evidence=evidence,
        evidence_key=evidence_key,
        intelligence=intel,
        good_rows_only=good_rows,
    )
    if one:
        _write_one(assessed.report, one, output, public=public)
    else:
        _show_first_page(assessed.report, public=public)
    if out:
        for path in write_all(assessed.report, out, public=public):
            note(f"Written: {path}")
    if store:
        _keep(store, assessed)
    for warning in assessed.report.warnings:
        note(f"Note: {warning}")
    if not (one or out or store):
        note("Nothing was written. For the whole report add --out FOLDER.")


def write_all(report: RiskReport, folder: Path, *, public: bool = False) -> tuple[Path, ...]:
    """
    Write the report in every format to `folder`; the public edition has names of its own.

    Raises:
        NG911RiskError: The folder or a file cannot be written.
    """
    from ng911risk.exporters import render

    make_folder(folder)
    stem = "report-public" if public else "report"
    written = []
    for name in ReportFormat:
        path = folder / f"{stem}.{name}"
        write_bytes(path, render(report, name, public=public), private=not public)
        written.append(path)
    return tuple(written)


def _one_or_all(inventory: Path | None, state: Path | None) -> None:
    """
    Make sure that there is something to assess, and only one thing.

    Raises:
        typer.BadParameter: Neither or both.
    """
    if inventory is None and state is None:
        raise typer.BadParameter(
            "name the inventory of a site, or a folder of them with --state",
            param_hint="INVENTORY",
        )
    if inventory is not None and state is not None:
        raise typer.BadParameter(
            "name one inventory or --state FOLDER, not both", param_hint="--state"
        )


def _only_for_one(options: dict[str, object]) -> None:
    """
    Refuse what makes no sense for many sites.

    Raises:
        typer.BadParameter: One of the options was given.
    """
    for name, value in options.items():
        if value:
            raise typer.BadParameter("not together with --state", param_hint=name)


def _assess_state(
    folder: Path,
    out: Path | None,
    at: str | None,
    seed: int,
    *,
    format_: ReportFormat | None,
    executor: str | None,
    workers: int | None,
) -> None:
    from ng911risk.cli.state import StateRun, assess_state

    assess_state(
        StateRun(
            folder=folder,
            out=out or Path(STATE_OUT),
            at=clock.moment(at) if at else None,
            seed=seed,
            formats=(format_.value,) if format_ else tuple(one.value for one in ReportFormat),
            executor=executor or "",
            workers=workers,
        )
    )


def _one_format(format_: ReportFormat | None, output: Path | None) -> ReportFormat | None:
    """
    Return the format asked for, by name or by the ending of the file.

    Raises:
        typer.BadParameter: Only a file was named, and its ending says nothing.
    """
    if format_ or not output:
        return format_
    ending = output.suffix.lower().lstrip(".")
    if ending not in set(ReportFormat):
        known = ", ".join(ReportFormat)
        raise typer.BadParameter(f"add --format: one of {known}", param_hint="--output")
    return ReportFormat(ending)


def _protect(inventory: Path, output: Path | None) -> None:
    """
    Refuse to write the report over the inventory.

    Raises:
        ConflictError: Both are one file.
    """
    if output and output.exists() and inventory.exists() and output.samefile(inventory):
        raise ConflictError("The report would replace the inventory; name another file with -o.")


def _write_one(
    report: RiskReport, format_: ReportFormat, output: Path | None, *, public: bool
) -> None:
    from ng911risk.exporters import render

    data = render(report, format_, public=public)
    if output is None:
        emit(data)
        return
    write_bytes(output, data, private=not public)
    note(f"Written: {output}")


def _show_first_page(report: RiskReport, *, public: bool) -> None:
    from ng911risk.exporters import render

    for line in render(report, "text", public=public).decode().splitlines():
        say(line)


def _keep(store: str, assessed: Assessed) -> None:
    from ng911risk.cli.keeping import keep, opened
    from ng911risk.exporters import render

    report_json = render(assessed.report, ReportFormat.JSON)
    with opened(store) as database:
        head = keep(database, assessed, report_json=report_json, at=clock.now())
    note(
        f"Kept: assessment {head.id} (number {head.number} of this site), hash {head.content_hash}"
    )
