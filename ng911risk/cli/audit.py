"""``ng911risk audit``: the log of who did what, and whether it is unbroken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.access import Scope, command_line
from ng911risk.cli.console import complain, counted, note, say, stdout
from ng911risk.cli.examples import epilog
from ng911risk.cli.files import read_bytes, refuse_to_overwrite, write_bytes
from ng911risk.cli.moment import now
from ng911risk.cli.options import ORGANISATION, STORE, STORE_FILE
from ng911risk.errors import InputError, NG911RiskError, Problem

if TYPE_CHECKING:
    from ng911risk.audit import Checked, Head, Link

EXAMPLES = (
    "ng911risk audit show --store assessments.sqlite --last 20",
    "ng911risk audit export --store assessments.sqlite -o log.jsonl",
    "ng911risk audit verify log.jsonl --key-file assessments.sqlite.audit-key",
)

app = typer.Typer(
    help="Read the log of who did what, take it out, and check that it is unbroken.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=epilog(*EXAMPLES),
)

_FAULTS_MAX = 20


@app.callback()
def audit() -> None:
    """Read the log of who did what, take it out, and check that it is unbroken."""


@app.command(epilog=epilog(EXAMPLES[0]))
def show(
    store: Annotated[str, STORE] = STORE_FILE,
    last: Annotated[int, typer.Option(help="How many entries.", min=1, max=10_000)] = 50,
    person: Annotated[str, typer.Option(help="Only of this person, by name.")] = "",
    action: Annotated[str, typer.Option(help="Only this action, for instance report.read.")] = "",
    organisation: Annotated[str, ORGANISATION] = "local",
) -> None:
    """Print the newest entries, oldest of them first."""
    from ng911risk.cli.keeping import opened
    from ng911risk.store.audit import Wanted

    wanted = Wanted(actor_name=person, action=action)
    scope = _scope(organisation)
    with opened(store, must_exist=True) as database, database.read(scope) as rooms:
        links = rooms.audit.page(wanted, limit=last)
    if not links:
        say("The log has no such entry.")
        return
    _table(links[::-1])


@app.command(epilog=epilog(EXAMPLES[1]))
def export(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File to write, one entry a line.")
    ],
    store: Annotated[str, STORE] = STORE_FILE,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    organisation: Annotated[str, ORGANISATION] = "local",
) -> None:
    """
    Write the whole log as JSON lines, which can be verified without the database.

    Note the head that it prints somewhere else, on paper for instance: with it anybody
    can show later that the newest entries were cut off.
    """
    from ng911risk.audit import line_of
    from ng911risk.cli.keeping import opened

    refuse_to_overwrite(output, force=force)
    scope = _scope(organisation)
    with opened(store, must_exist=True) as database:
        with database.write(scope) as rooms:
            rooms.audit.add("log.exported", organisation, at=now())
        with database.read(scope) as rooms:
            lines = [line_of(link) for link in rooms.audit.links()]
            found = rooms.audit.check()
    write_bytes(output, b"".join(lines))
    note(f"Written: {output}")
    _tell(found)


@app.command(epilog=epilog(EXAMPLES[2]))
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As export wrote it.")],
    key_file: Annotated[Path, typer.Option(help="File of the key of the log.")],
    head: Annotated[
        str, typer.Option(help="Newest entry as it was noted once, NUMBER:CODE.", metavar="HEAD")
    ] = "",
) -> None:
    """
    Say whether an exported log is unbroken; needs no database and no network.

    Ends with 1 when an entry is missing, changed or out of order.
    """
    from ng911risk.audit import check, read_lines

    key, noted = _key(key_file), _head(head)
    lines = read_bytes(file).splitlines(keepends=True)
    _tell(check(key, read_lines(lines, file=file.name), head=noted))


def _tell(found: Checked) -> None:
    """
    Say what a check came to.

    Raises:
        NG911RiskError: The log is broken.
    """
    if found.holds:
        say(f"Unbroken: {_entries(found.entries)}. Head {found.head}")
        return
    if found.is_wrong_key:
        raise NG911RiskError(
            f"No one of {_entries(found.entries)} fits this key: it is the key of another log, or "
            "the whole log was made anew."
        )
    for fault in found.faults[:_FAULTS_MAX]:
        complain(f"BROKEN   {fault.words}")
    rest = len(found.faults) - _FAULTS_MAX
    more = f" {rest} more are not listed." if rest > 0 else ""
    raise NG911RiskError(f"The log is broken: {counted(len(found.faults), 'fault')}.{more}")


def _entries(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def _key(path: Path) -> bytes:
    from ng911risk.store.audit_key import key_from

    try:
        return key_from(read_bytes(path).decode("ascii"))
    except ValueError:
        problem = Problem(file=path.name, message="this is not the key of an audit log")
        raise InputError([problem]) from None


def _head(text: str) -> Head | None:
    from ng911risk.audit import head_of

    if not text:
        return None
    try:
        return head_of(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--head") from None


def _scope(organisation: str) -> Scope:
    try:
        return command_line(organisation)
    except ValueError as error:
        raise InputError([Problem(file="--organisation", message=str(error))]) from error


def _table(links: tuple[Link, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    from ng911risk.cli.console import tame

    table = Table(box=None, pad_edge=False)
    for heading in ("number", "when (UTC)", "who", "what", "of what"):
        table.add_column(heading, overflow="fold")
    for link in links:
        table.add_row(*(Text(tame(text)) for text in _cells(link)))
    stdout().print(table)


def _cells(link: Link) -> Iterator[str]:
    from ng911risk.audit import words_of

    entry = link.entry
    refused = "" if entry.outcome == "done" else f" ({entry.outcome})"
    yield str(entry.number)
    yield entry.at[:19].replace("T", " ")
    yield f"{entry.actor_name} ({entry.via})" if entry.actor_name != entry.via else entry.via
    yield words_of(entry.action) + refused
    yield entry.object
