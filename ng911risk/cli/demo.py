"""``ng911risk demo``: assess the made-up centres, keep them, and say what a director needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.assess import ReportFormat, write_all
from ng911risk.cli.console import say, stdout, tame
from ng911risk.cli.files import make_folder
from ng911risk.cli.progress import steps
from ng911risk.cli.samples import Sample, samples
from ng911risk.errors import NG911RiskError
from ng911risk.model.scales import Stage

if TYPE_CHECKING:
    from datetime import datetime

    from ng911risk.cli.assessing import Assessed
    from ng911risk.model.report import RiskReport
    from ng911risk.store import Store

EXAMPLES = ("ng911risk demo --out demo-out",)

DATABASE = "ng911risk.sqlite"
_WIDTH_MAX = 100
_LABEL_WIDTH = 16


def demo(
    out: Annotated[Path, typer.Option(help="Folder for reports and the database.")] = Path(
        "demo-out"
    ),
    at: Annotated[str | None, typer.Option(help=clock.HELP)] = None,
) -> None:
    """
    Assess the made-up centres and say what each should do first.

    Writes report.html, report.json and report.csv for each, and a database
    that ng911risk serve can open.
    """
    from ng911risk.cli.keeping import opened

    moment = clock.moment(at)
    found = samples()
    if not found:
        raise NG911RiskError("This installation of ng911risk has no samples; install it again.")
    make_folder(out)
    done: dict[str, Assessed] = {}
    with opened(str(out / DATABASE)) as store, steps(len(found), "Assessing") as tell:
        for sample in found:
            tell(sample.name)
            done[sample.name] = _one(sample, store, out, moment)
    write_all(county_of(done).report, out)
    for assessed in done.values():
        _summarise(assessed.report)
    say(f"Reports: {out}/<centre>/report.html, .json and .csv. {out}/report.html is the county's.")
    say("Next: make serve")
    say("  It prints a one-time link. Open the link in a browser and make the first account:")
    say(f"  you then see these {len(done)} sites, each with its sealed assessment.")


def county_of(done: dict[str, Assessed]) -> Assessed:
    """
    Return the county centre among the samples: the largest single centre in transition.

    It shares the sign-in of its county, which is the story most readers know.
    """
    return max(
        done.values(),
        key=lambda one: (
            one.read.inventory.site.stage is Stage.TRANSITIONAL,
            one.read.inventory.site.positions,
        ),
    )


def _one(sample: Sample, store: Store, out: Path, at: datetime) -> Assessed:
    """Assess, write and keep one sample."""
    from ng911risk.cli.assessing import assess_read
    from ng911risk.cli.keeping import keep
    from ng911risk.cli.reading import read_inventory_bytes
    from ng911risk.content import load_catalog

    catalog = load_catalog()
    read = read_inventory_bytes(sample.file.read_bytes(), catalog, file=sample.file.name)
    assessed = assess_read(read, catalog, at=at)
    folder = out / sample.name
    write_all(assessed.report, folder)
    report_json = (folder / f"report.{ReportFormat.JSON}").read_bytes()
    why = f"began with the made-up centre {read.inventory.site.name}"  # its page warns of it
    keep(store, assessed, report_json=report_json, at=clock.now(), why=why)
    return assessed


def _summarise(report: RiskReport) -> None:
    """Print a box with the worst way in, three things to do first, and how sure all this is."""
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", max_width=_LABEL_WIDTH)
    grid.add_column(ratio=1)
    for label, text in summary(report):
        grid.add_row(Text(tame(label)), Text(tame(text)))
    console = stdout()
    width = min(console.width, _WIDTH_MAX)
    title = Text(f" {tame(report.site.name)} ", style="bold")
    console.print(Panel(grid, title=title, title_align="left", border_style="cyan", width=width))


def summary(report: RiskReport) -> Iterator[tuple[str, str]]:
    """Labels and texts of the box; the words are those of the first page of the report."""
    from ng911risk.exporters import first_page

    _, _, people = first_page.title(report).partition(", ")
    yield "Centre", f"{people}; {report.site.stage}"
    entries = first_page.entries(report)
    for entry in entries:
        if entry is entries[0] or entry.label == "Odds in a year":
            yield "Worst way in" if entry is entries[0] else entry.label, entry.text
    label = "Do first"
    for number, line in enumerate(first_page.do_first(report), start=1):
        yield label, f"{number} {line}"
        label = ""
    yield "How sure", first_page.certainty(report)
    told = {entry.label: entry.text for entry in entries}
    yield "Not known", told["NOT KNOWN"]
    yield "Rests on", told["BASIS"]
