"""``ng911risk backup`` and ``ng911risk restore``: everything in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.cli.console import counted, note, say
from ng911risk.cli.files import refuse_to_overwrite
from ng911risk.cli.moment import now

if TYPE_CHECKING:
    from ng911risk.store.archive import Manifest

EXAMPLES = (
    "ng911risk backup --store assessments.sqlite -o backup.zip",
    "ng911risk backup --store assessments.sqlite -o backup.zip --no-with-key",
)
RESTORE_EXAMPLES = ("ng911risk restore backup.zip --store restored.sqlite",)


def backup(
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    store: Annotated[
        str,
        typer.Option(
            help="Database file, or postgresql://...",
            envvar=["NG911RISK_DATABASE_URL", "NG911RISK_STORE"],
        ),
    ] = "ng911risk.sqlite",
    with_key: Annotated[
        bool, typer.Option(help="Put the key of the audit log inside, or leave it out.")
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """
    Write everything into one file: every organisation, every site, the log.

    The file is read again and compared before this says that it is done. It is not
    encrypted, and with the key of the audit log inside whoever has it could write a
    log of their own: keep it as you keep the database.
    """
    from ng911risk.cli.assessing import tool_version
    from ng911risk.cli.keeping import opened
    from ng911risk.store import LOCAL

    refuse_to_overwrite(output, force=force)
    with opened(store, must_exist=True) as database:
        made = database.back_up(
            LOCAL, output, whole=True, with_key=with_key, at=now(), tool_version=tool_version()
        )
    key = "with the key of the audit log" if with_key else "without the key of the audit log"
    say(f"Backed up, read again and compared: {_told(made)}, {key}.")
    note(f"Written: {output}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As backup wrote it.")],
    store: Annotated[
        str, typer.Option(help="New database file, or the postgresql:// address of an empty one.")
    ],
    key_file: Annotated[
        Path | None,
        typer.Option(
            help="File of the key of the audit log; beside a database file by default.",
            envvar="NG911RISK_AUDIT_KEY_FILE",
        ),
    ] = None,
    without_log: Annotated[
        bool,
        typer.Option("--without-log", help="Begin a new log; the old one stays in the backup."),
    ] = False,
) -> None:
    """
    Bring a backup back into a new, empty database: all of it, or nothing.

    Tokens and accounts are as they were when the backup was made: what was revoked
    since then is valid again, so look through both.
    """
    from ng911risk.store.backup import restore as bring_back

    made = bring_back(file, store, at=now(), key_file=key_file, without_log=without_log)
    say(f"Restored, read again and compared: {_told(made)}, as of {made.made_at[:16]} UTC.")
    note("Now look through people and tokens: what was revoked since the backup is back.")


def _told(made: Manifest) -> str:
    rows = sum(part.rows for part in made.parts)
    sites = sum(part.rows for part in made.parts if part.table == "sites")
    return f"{counted(sites, 'site')}, {counted(rows, 'row')}"
