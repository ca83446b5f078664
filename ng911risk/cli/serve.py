"""``ng911risk serve``: the same over HTTP, for this machine only."""

from __future__ import annotations

import importlib
from contextlib import suppress
from ipaddress import ip_address
from typing import Annotated

import typer

from ng911risk.cli.console import note
from ng911risk.errors import NG911RiskError

EXAMPLES = (
    "ng911risk serve --store demo-out/ng911risk.sqlite",
    "ng911risk serve --port 8080",
)


def serve(
    host: Annotated[str, typer.Option(help="Address of this machine; only loopback.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="Port.", min=1, max=65_535)] = 8911,
    store: Annotated[
        str,
        typer.Option(
            help="Database file, made if missing, or postgresql://...",
            envvar=["NG911RISK_DATABASE_URL", "NG911RISK_STORE"],
        ),
    ] = "ng911risk.sqlite",
) -> None:
    """
    Open the assessments in a browser of this machine.

    There are no user accounts yet, so any address that others could reach
    is refused.
    """
    if not is_loopback(host):
        raise typer.BadParameter(
            "only 127.0.0.1, ::1 or localhost: there are no accounts yet, and anybody who "
            "reaches this server could read how to hurt your centre",
            param_hint="--host",
        )
    # The web face lies above the command line, which therefore names it only at this moment.
    try:
        web = importlib.import_module("ng911risk_api.serve")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("ng911risk_api"):
            raise NG911RiskError("This installation has no web face (ng911risk_api).") from None
        raise
    address = f"[{host}]" if ":" in host else host
    note(f"Open http://{address}:{port} in a browser of this machine. Ctrl-C ends it.")
    with suppress(KeyboardInterrupt):  # Ctrl-C is how a server is meant to end
        web.serve(host=host, port=port, store=store)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
