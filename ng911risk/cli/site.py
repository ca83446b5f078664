"""``ng911risk site``: one site out of a database and into another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ng911risk.access import Scope, command_line
from ng911risk.cli.console import note, say
from ng911risk.cli.examples import epilog
from ng911risk.cli.files import refuse_to_overwrite
from ng911risk.cli.moment import now
from ng911risk.cli.options import ORGANISATION, STORE, STORE_FILE
from ng911risk.errors import InputError, NotFoundError, Problem

EXAMPLES = (
    "ng911risk site export 'Cedar County' --store assessments.sqlite -o cedar.zip",
    "ng911risk site import cedar.zip --store other.sqlite",
    "ng911risk site import cedar.zip --store other.sqlite --as 'Cedar County, copy'",
)

app = typer.Typer(
    help="Take one site out of a database, or bring one in, with everything about it.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=epilog(*EXAMPLES),
)


@app.callback()
def site() -> None:
    """Take one site out of a database, or bring one in, with everything about it."""


@app.command(epilog=epilog(EXAMPLES[0]))
def export(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the site.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    store: Annotated[str, STORE] = STORE_FILE,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    organisation: Annotated[str, ORGANISATION] = "local",
) -> None:
    """Write one site into a file: inventories, answers, files, evidence, assessments."""
    from ng911risk.cli.assessing import tool_version
    from ng911risk.cli.keeping import opened

    refuse_to_overwrite(output, force=force)
    scope = _scope(organisation)
    with opened(store, must_exist=True) as database:
        with database.read(scope) as rooms:
            found = rooms.sites.named(name)
        if found is None:
            raise NotFoundError("There is no site of this name.")
        made = database.export_site(scope, found.id, output, at=now(), tool_version=tool_version())
    say(f"Written, read again and compared: {sum(part.rows for part in made.parts):,} rows.")
    note(f"Written: {output}")


@app.command("import", epilog=epilog(*EXAMPLES[1:]))
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As export wrote it.")],
    store: Annotated[str, STORE] = STORE_FILE,
    name: Annotated[
        str, typer.Option("--as", help="Bring it in as a copy with this name and new ids.")
    ] = "",
    organisation: Annotated[str, ORGANISATION] = "local",
) -> None:
    """
    Bring one site in, read it out again and compare: all of it, or nothing.

    With --as the assessments of the copy are sealed anew, because a seal covers the
    ids; each report stays byte for byte what it was.
    """
    from ng911risk.cli.keeping import opened
    from ng911risk.store.archive import opened as archive_in

    with archive_in(file) as archive, opened(store) as database:
        id = database.import_site(_scope(organisation), archive, at=now(), name=name)
        rows = sum(part.rows for part in archive.manifest.parts)
    say(f"Brought in, read out again and compared: {rows:,} rows. Its id is {id}.")


def _scope(organisation: str) -> Scope:
    try:
        return command_line(organisation)
    except ValueError as error:
        raise InputError([Problem(file="--organisation", message=str(error))]) from error
