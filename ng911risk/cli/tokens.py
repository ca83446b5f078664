"""``ng911risk token``: access tokens of programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.access import Scope, command_line
from ng911risk.cli.console import note, say, stdout
from ng911risk.cli.examples import epilog
from ng911risk.cli.options import ORGANISATION, STORE, STORE_FILE
from ng911risk.cli.people import secrets_module
from ng911risk.errors import InputError, NotFoundError, Problem

if TYPE_CHECKING:
    from ng911risk.store.tokens import Token

EXAMPLES = (
    "ng911risk token make 'nightly export' --days 30",
    "ng911risk token make 'board portal' --assessment 0f3c9a51d2e84b7fa6c1e0b93d5728f4",
    "ng911risk token list",
    "ng911risk token revoke 3f0c",
)

app = typer.Typer(
    help="Make, list and revoke the tokens with which programs sign in.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=epilog(*EXAMPLES),
)


@app.callback()
def token() -> None:
    """Make, list and revoke the tokens with which programs sign in."""


@app.command(epilog=epilog(*EXAMPLES[:2]))
def make(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    days: Annotated[int, typer.Option(help="How long it lasts.", min=1, max=365)] = 90,
    write: Annotated[bool, typer.Option("--write", help="It may also change something.")] = False,
    site: Annotated[str, typer.Option(help="Name of the only site it may see.")] = "",
    assessment: Annotated[
        str, typer.Option(metavar="ID", help="Id of the only sealed assessment it may read.")
    ] = "",
    store: Annotated[str, STORE] = STORE_FILE,
    organisation: Annotated[str, ORGANISATION] = "local",
) -> None:
    """Print a new token. It is shown this once; only a hash of it is kept."""
    from ng911risk.cli.keeping import opened

    secrets, at = secrets_module(), datetime.now(UTC)
    secret = secrets.new_secret(secrets.API_PREFIX)
    with opened(store, must_exist=True) as database, database.write(_scope(organisation)) as rooms:
        found = rooms.sites.named(site) if site else None
        if site and found is None:
            raise NotFoundError("There is no site of this name.")
        rooms.tokens.add_api(
            name=name,
            hash=secrets.hash_of(secret),
            may_write=write,
            site=found.id if found else None,
            assessment=assessment or None,
            at=at,
            until=at + timedelta(days=days),
        )
    say(secret)
    note("Keep it as you keep a password. It is not shown again.")


@app.command("list", epilog=epilog(EXAMPLES[2]))
def list_(
    store: Annotated[str, STORE] = STORE_FILE,
    organisation: Annotated[str, ORGANISATION] = "local",
) -> None:
    """List the tokens with scope, end and last use."""
    from ng911risk.cli.keeping import opened

    with opened(store, must_exist=True) as database, database.read(_scope(organisation)) as rooms:
        tokens = rooms.tokens.all()
    if not tokens:
        say("There are no tokens.")
        return
    _table(tokens)


@app.command(epilog=epilog(EXAMPLES[3]))
def revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id, or how it begins.")],
    store: Annotated[str, STORE] = STORE_FILE,
    organisation: Annotated[str, ORGANISATION] = "local",
) -> None:
    """End a token at once."""
    from ng911risk.cli.keeping import opened

    with opened(store, must_exist=True) as database, database.write(_scope(organisation)) as rooms:
        found = [one for one in rooms.tokens.all() if id and one.id.startswith(id)]
        if len(found) != 1:
            many = "Several tokens begin" if found else "No token begins"
            raise NotFoundError(f"{many} with this id. See: ng911risk token list")
        rooms.tokens.revoke(found[0].id, at=datetime.now(UTC))
    say(f"Revoked: {found[0].name}")


def _scope(organisation: str) -> Scope:
    try:
        return command_line(organisation)
    except ValueError as error:
        raise InputError([Problem(file="--organisation", message=str(error))]) from error


def _table(tokens: tuple[Token, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    from ng911risk.cli.console import tame

    table = Table(box=None, pad_edge=False)
    for heading in ("id", "name", "may", "of", "made by", "ends", "last use"):
        table.add_column(heading, overflow="fold")
    for one in tokens:
        ends = "revoked" if one.revoked_at else f"{one.expires_at:%Y-%m-%d}"
        used = f"{one.used_at:%Y-%m-%d}" if one.used_at else "never"
        may = "read and write" if one.may_write else "read"
        maker = one.made_by or "command line"
        texts = (one.id[:8], one.name, may, _of(one), maker, ends, used)
        table.add_row(*(Text(tame(text)) for text in texts))
    stdout().print(table)


def _of(one: Token) -> str:
    """What a token is limited to."""
    if one.assessment_number:
        return f"{one.site_name}, assessment {one.assessment_number}"
    return one.site_name or "all"
