"""``ng911risk people``: the accounts of an installation, for whoever works on the machine."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from ng911risk.access import Role, Scope, command_line
from ng911risk.cli.console import note, say, stdout
from ng911risk.cli.examples import epilog
from ng911risk.cli.options import ORGANISATION, STORE, STORE_FILE
from ng911risk.errors import ConflictError, InputError, NG911RiskError, NotFoundError, Problem

if TYPE_CHECKING:
    from ng911risk.store.users import Person

EXAMPLES = (
    "ng911risk people list",
    "ng911risk people add ann@example.org --name 'Ann Lee' --role assessor",
    "ng911risk people reset pat@example.org",
)

app = typer.Typer(
    help="See who has an account, invite somebody, help whoever lost their password.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog=epilog(*EXAMPLES),
)

_ADDRESS = typer.Option(help="How people reach the server.", envvar="NG911RISK_ADDRESS")
_HERE = "http://127.0.0.1:8911"


@app.callback()
def people() -> None:
    """See who has an account, invite somebody, help whoever lost their password."""


@app.command("list", epilog=epilog(EXAMPLES[0]))
def list_(
    store: Annotated[str, STORE] = STORE_FILE,
    organisation: Annotated[str, ORGANISATION] = "local",
) -> None:
    """List everybody of an organisation with role, status and second factor."""
    from ng911risk.cli.keeping import opened

    with opened(store, must_exist=True) as database, database.read(_scope(organisation)) as rooms:
        everybody = rooms.users.all()
    if not everybody:
        say("Nobody has an account yet: ng911risk serve prints the link that makes the first one.")
        return
    _table(everybody)


@app.command("add", epilog=epilog(EXAMPLES[1]))
def add(
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="E-mail or another sign-in name.")],
    name: Annotated[str, typer.Option(help="Name for people.")],
    role: Annotated[Role, typer.Option(help="What they may do.")],
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day; an auditor needs one."),
    ] = None,
    store: Annotated[str, STORE] = STORE_FILE,
    organisation: Annotated[str, ORGANISATION] = "local",
    address: Annotated[str, _ADDRESS] = _HERE,
) -> None:
    """Print a one-time link with which somebody makes their account. It ends after 7 days."""
    from ng911risk.cli.keeping import opened

    secrets = secrets_module()
    secret, now = secrets.new_secret(), datetime.now(UTC)
    end = None if until is None else until.replace(tzinfo=UTC) + timedelta(days=1)
    with opened(store, must_exist=True) as database, database.write(_scope(organisation)) as rooms:
        rooms.invites.join(
            secrets.hash_of(secret),
            login=_login(login),
            name=name,
            role=role,
            until=end,
            at=now,
        )
    _print_link(address, secret)


@app.command("reset", epilog=epilog(EXAMPLES[2]))
def reset(
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="E-mail or another sign-in name.")],
    second_factor: Annotated[
        bool,
        typer.Option(
            "--second-factor", help="Remove the second factor too: the telephone is lost."
        ),
    ] = False,
    store: Annotated[str, STORE] = STORE_FILE,
    address: Annotated[str, _ADDRESS] = _HERE,
) -> None:
    """
    Print a one-time link with which somebody sets a new password. It ends after 24 hours.

    The old password is good until then; a new one ends every session and every lock.
    """
    from ng911risk.cli.keeping import opened

    secrets = secrets_module()
    secret, now = secrets.new_secret(), datetime.now(UTC)
    with opened(store, must_exist=True) as database:
        with database.door() as door:
            user = door.user_named(_login(login))
        if user is None:
            raise NotFoundError("Nobody signs in by this name. See: ng911risk people list")
        if user.status != "active":
            raise ConflictError("This account is shut out: an administrator lets it in again.")
        with database.write(_scope(user.tenant)) as rooms:
            if second_factor:
                rooms.users.drop_second_factor(user.id, at=now)
            rooms.invites.reset(secrets.hash_of(secret), user.id, at=now)
    _print_link(address, secret)


def _scope(organisation: str) -> Scope:
    try:
        return command_line(organisation)
    except ValueError as error:
        raise InputError([Problem(file="--organisation", message=str(error))]) from error


def _login(text: str) -> str:
    return text.strip().casefold()


def secrets_module() -> ModuleType:
    """How links are made; the web face lies above the command line, so it is named only now."""
    try:
        return importlib.import_module("ng911risk_api.auth.secrets")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("ng911risk_api"):
            raise NG911RiskError("This installation has no web face (ng911risk_api).") from None
        raise


def _print_link(address: str, secret: str) -> None:
    say(f"{address.rstrip('/')}/invite/{secret}")
    note("It works one time. Send it in a way that only this person reads.")


def _table(everybody: tuple[Person, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    from ng911risk.cli.console import tame

    table = Table(box=None, pad_edge=False)
    for heading in ("sign-in name", "name", "role", "status", "second factor", "last seen"):
        table.add_column(heading, overflow="fold")
    for one in everybody:
        seen = "never" if one.seen_at is None else f"{one.seen_at:%Y-%m-%d}"
        factor = "with the provider" if one.elsewhere else "yes" if one.second_factor else "no"
        texts = (one.login, one.name, one.role.words, one.status, factor, seen)
        table.add_row(*(Text(tame(text)) for text in texts))
    stdout().print(table)
