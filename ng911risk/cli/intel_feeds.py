"""``ng911risk intel import``, ``show``, ``forget``: what others say, kept in one file."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from ng911risk.cli import moment as clock
from ng911risk.cli.console import counted, name_of, note, say, stdout, tame
from ng911risk.cli.files import read_bytes, write_bytes
from ng911risk.cli.options import ORGANISATION
from ng911risk.cli.progress import reading
from ng911risk.errors import InputError, Problem

if TYPE_CHECKING:
    from ng911risk.importers.intel import ReadFeed
    from ng911risk.model.intelligence import Feed, Intelligence

IMPORT_EXAMPLES = (
    "ng911risk intel import enterprise-attack.json stix-capec.json",
    "ng911risk intel import known_exploited_vulnerabilities.json --name kev",
    "ng911risk intel import partner.json --good-objects --into intel.json",
    "ng911risk intel import enterprise-attack.json --store ng911risk.sqlite",
)
SHOW_EXAMPLES = ("ng911risk intel show", "ng911risk intel show kev --in intel.json")
FORGET_EXAMPLES = ("ng911risk intel forget kev",)

FILE: Final = Path("intel.json")
"""Where intelligence is kept, unless another file is named."""

_NAME_WIDTH: Final = 28
"""Widest name that is kept in one piece, in characters."""

_IN = typer.Option("--in", metavar="INTEL", help="File that 'intel import' writes.")


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="STIX 2.1 bundles, ATT&CK, CAPEC, CISA's exploited flaws, CSAF advisories.",
            show_default=False,
        ),
    ],
    name: Annotated[
        str, typer.Option(help="What to call it; else the name of the file without its ending.")
    ] = "",
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            "--out",
            "-o",
            metavar="INTEL",
            help="File that keeps it.",
            show_default="intel.json",
        ),
    ] = None,
    store: Annotated[
        str, typer.Option(metavar="DATABASE", help="Keep it in the database of a server instead.")
    ] = "",
    organisation: Annotated[str, ORGANISATION] = "local",
    good_objects: Annotated[
        bool, typer.Option("--good-objects", help="Leave out objects that are wrong, and say so.")
    ] = False,
    at: Annotated[
        str | None, typer.Option("--at", help="Moment of the import, as 2026-03-01T12:00:00Z.")
    ] = None,
) -> None:
    """
    Import threat feeds and libraries, to be used by assess --intel and by exports.

    A feed of the same name is replaced. If any of the files is wrong, nothing is changed.
    """
    if store and into is not None:
        raise typer.BadParameter("say either --into or --store", param_hint="--store")
    if name and len(files) > 1:
        raise typer.BadParameter("one name is for one file", param_hint="--name")
    moment = clock.moment(at)
    keep = (
        partial(_into_store, store, organisation, moment) if store else partial(_into, into or FILE)
    )
    read = _read_all(files, name=name, at=moment, good_objects=good_objects)
    changes = keep(read)
    for one, change in zip(read, changes, strict=True):
        _tell(one, change)
    note(f"Written: {name_of(store or into or FILE)}")


def _into(path: Path, read: list[ReadFeed]) -> list[str]:
    """Keep feeds in a file, and return what changed with each."""
    from ng911risk.importers.intel import kept_bytes, what_changed, with_feed

    kept = _kept(path, must_exist=False)
    changes = []
    for one in read:
        changes.append(what_changed(kept, one.feed))
        kept = with_feed(kept, one.feed)
    write_bytes(path, kept_bytes(kept))
    return changes


def _into_store(target: str, organisation: str, at: datetime, read: list[ReadFeed]) -> list[str]:
    """Keep feeds in a database, all or none, and return what changed with each."""
    from ng911risk.access import command_line
    from ng911risk.cli.keeping import opened
    from ng911risk.importers.intel import what_changed

    changes = []
    with (
        opened(target, must_exist=True) as database,
        database.write(command_line(organisation)) as rooms,
    ):
        for one in read:
            changes.append(what_changed(rooms.intelligence.standing(), one.feed))
            rooms.intelligence.add(one.feed, at=at)
    return changes


def show(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="One feed in detail.")] = "",
    file: Annotated[Path, _IN] = FILE,
) -> None:
    """Show what was imported, and what of it is not used."""
    from ng911risk.importers.intel import feed_called

    kept = _kept(file, must_exist=True)
    if name:
        _detail(feed_called(kept, name))
    elif not kept.feeds:
        say("Nothing was imported.")
    else:
        _table(kept)


def forget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the feed.")],
    file: Annotated[Path, _IN] = FILE,
) -> None:
    """Take a feed out again."""
    from ng911risk.importers.intel import kept_bytes, without_feed

    left = without_feed(_kept(file, must_exist=True), name)
    write_bytes(file, kept_bytes(left))
    say(f"Forgotten: {name}")


# --- reading --------------------------------------------------------------------------


def _kept(path: Path, *, must_exist: bool) -> Intelligence:
    from ng911risk.importers.intel import read_intelligence
    from ng911risk.model.intelligence import Intelligence

    if not must_exist and not path.exists():
        return Intelligence()
    return read_intelligence(read_bytes(path), file=path.name)


def _read_all(files: list[Path], *, name: str, at: datetime, good_objects: bool) -> list[ReadFeed]:
    """
    Read every file, or none.

    Raises:
        InputError: With the problems of all of them.
    """
    from ng911risk.content import load_catalog
    from ng911risk.importers.intel import read_feed

    catalog = load_catalog()
    read: list[ReadFeed] = []
    problems: list[Problem] = []
    for path in files:
        try:
            with reading(path.name, in_bytes=False) as tell:
                one = read_feed(
                    read_bytes(path),
                    file=path.name,
                    at=at,
                    catalog=catalog,
                    name=name,
                    good_objects_only=good_objects,
                    progress=tell,
                )
        except InputError as error:
            problems += error.problems
            continue
        if any(other.feed.name == one.feed.name for other in read):
            message = f"another of the files is called {one.feed.name} too"
            hint = "Import them one by one, with --name."
            problems.append(Problem(file=path.name, message=message, hint=hint))
        read.append(one)
    if problems:
        raise InputError(problems)
    return read


# --- telling --------------------------------------------------------------------------


def _tell(one: ReadFeed, change: str) -> None:
    feed = one.feed
    for problem in one.left_out:
        note(f"Left out: {problem}")
    say(f"{feed.name}: {_holds(feed)} of {counted(feed.objects, 'object')}. {change}")
    for warning in one.warnings:
        note(f"  {warning[:1].upper()}{warning[1:]}.")
    if unused := sum(row.count for row in feed.not_used):
        note(f"  Not used: {counted(unused, 'object')}. See: ng911risk intel show '{feed.name}'")


def _holds(feed: Feed) -> str:
    """``7 indicators, 2 techniques``."""
    parts = (
        (feed.indicators, "indicator", "indicators"),
        (feed.techniques, "technique", "techniques"),
        (feed.flaws, "flaw", "flaws"),
        (feed.references, "object of a library", "objects of a library"),
    )
    told = [f"{len(part):,} {one if len(part) == 1 else many}" for part, one, many in parts if part]
    return ", ".join(told) or "nothing"


def _table(kept: Intelligence) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    longest = max(len(feed.name) for feed in kept.feeds)
    table.add_column("name", overflow="fold", min_width=min(longest, _NAME_WIDTH))
    for heading in ("holds", "edition", "imported", "may be passed on"):
        table.add_column(heading, overflow="fold")
    for feed in kept.feeds:
        marking = feed.marking.label if feed.marking else "not marked"
        cells = (feed.name, _holds(feed), feed.published, f"{feed.imported_at:%Y-%m-%d}", marking)
        table.add_row(*(Text(tame(cell)) for cell in cells))
    stdout().print(table)


def _detail(feed: Feed) -> None:
    say(feed.name, style="bold")
    for label, text in (
        ("Holds", f"{_holds(feed)}, of {counted(feed.objects, 'object')}"),
        ("Format", feed.format),
        ("Published", feed.published or "it does not say"),
        ("Imported", f"{feed.imported_at:%Y-%m-%d %H:%M} UTC"),
        ("Marking", feed.marking.label if feed.marking else "none"),
        ("SHA-256", feed.digest),
    ):
        say(f"{label + ':':<11} {text}")
    for technique in feed.techniques:
        ids = ", ".join(technique.external_ids) or "no ATT&CK or CAPEC id"
        seen = f", last {technique.seen}" if technique.seen else ""
        say(f"Used: {technique.name} ({ids}{seen}): {technique.because}")
    for remark in feed.notes:
        say(f"Note: {remark}")
    for row in feed.not_used:
        say(f"Not used: {row.count:,} {row.type}: {row.why}")
