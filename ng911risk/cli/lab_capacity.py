"""``ng911risk lab capacity``: how many attack calls a centre carries, from its inventory alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import emit, say, stdout
from ng911risk.cli.options import EVIDENCE
from ng911risk.cli.reading import INVENTORY_HELP, read_evidence_file, read_inventory_file

if TYPE_CHECKING:
    from rich.table import Table

    from ng911risk.model.capacity import ShiftCapacity, SiteCapacity

EXAMPLES = (
    "ng911risk lab capacity site.yaml",
    "ng911risk lab capacity site.yaml --json > capacity.json",
)


def capacity(
    inventory: Annotated[
        Path, typer.Argument(metavar="INVENTORY", help=INVENTORY_HELP, show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="For machines, everything.")] = False,
    evidence: Annotated[Path | None, EVIDENCE] = None,
) -> None:
    """
    Work out how many attack calls an hour would cost this centre its callers.

    Nothing is sent: people on duty, calls, lines and holding times of the inventory are
    all it takes. By day and in the worst hours, for 9-1-1 calls and for ten-digit lines, with what
    each remedy would change.
    """
    from ng911risk.content import load_catalog
    from ng911risk.engine.capacity import site_capacity
    from ng911risk.engine.controls import controls_of
    from ng911risk.model.capacity import SiteCapacity
    from ng911risk.records import to_json

    catalog = load_catalog()
    read = read_inventory_file(inventory, catalog)
    seen = read_evidence_file(evidence, catalog, read)
    site = read.inventory.site
    controls = controls_of(read.inventory, catalog, seen)
    found = SiteCapacity(site=site.name, shifts=site_capacity(site, controls))
    if as_json:
        emit(to_json(found, omit_defaults=False))
        return
    _tell(found)


def _tell(found: SiteCapacity) -> None:
    from ng911risk.exporters import capacity_words

    say(found.site)
    for sentence in capacity_words.sentences(found.shifts):
        say(sentence)
    say(capacity_words.ENDS)
    for table in (_calls(found.shifts), _changes(found.shifts), _ordinary(found.shifts)):
        say()
        stdout().print(table)
    for note in capacity_words.notes(found.shifts):
        say(note)


def _calls(shifts: tuple[ShiftCapacity, ...]) -> Table:
    from ng911risk.exporters import capacity_words

    return _table(
        "Attack calls an hour",
        ("hours", "on duty", "come by", "tenth lost today", "with nothing done", "half lost today"),
        (
            (
                capacity_words.hours(shift),
                str(shift.on_duty),
                front.front.words,
                _stacked(capacity_words.calls_parts(capacity_words.today(front))),
                _stacked(capacity_words.calls_parts(front.tenth_lost)),
                _stacked(capacity_words.calls_parts(capacity_words.today_half(front))),
            )
            for shift in shifts
            for front in shift.fronts
        ),
    )


def _changes(shifts: tuple[ShiftCapacity, ...]) -> Table:
    from ng911risk.exporters import capacity_words, words

    return _table(
        "Attack calls an hour that lose a tenth of 9-1-1 callers, each remedy for itself",
        (
            "what is done",
            "here today",
            "by day",
            words.small(capacity_words.worst_hours(shifts)),
            "real callers turned away",
        ),
        (
            (one.title, one.status, _stacked(one.day), _stacked(one.worst), one.rejected)
            for one in capacity_words.changes(shifts)
        ),
    )


def _ordinary(shifts: tuple[ShiftCapacity, ...]) -> Table:
    from ng911risk.exporters import capacity_words, words

    return _table(
        "An ordinary hour, without any attack",
        ("hours", "on duty", "give up or find no line", "answered in time"),
        (
            (
                capacity_words.hours(shift),
                str(shift.on_duty),
                words.share(shift.baseline_lost),
                capacity_words.in_time(shift),
            )
            for shift in shifts
        ),
    )


def _table(title: str, header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Table:
    from rich.table import Table

    table = Table(*header, title=title, title_justify="left", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    return table


def _stacked(parts: tuple[str, str]) -> str:
    return "\n".join(part for part in parts if part)
