"""``ng911risk serve``: the same in a browser."""

from __future__ import annotations

import importlib
from contextlib import suppress
from typing import Annotated

import typer

from ng911risk.errors import NG911RiskError

EXAMPLES = (
    "ng911risk serve --store demo-out/ng911risk.sqlite",
    "ng911risk serve --port 8080",
    "ng911risk serve --behind-proxy --name risk.example.org",
)


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; beyond this machine only with TLS.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port.", min=1, max=65_535)] = 8911,
    store: Annotated[
        str,
        typer.Option(
            help="Database file, made if missing, or postgresql://...",
            envvar=["NG911RISK_DATABASE_URL", "NG911RISK_STORE"],
        ),
    ] = "ng911risk.sqlite",
    tls_cert: Annotated[
        str, typer.Option(help="PEM file of a certificate.", show_default=False)
    ] = "",
    tls_key: Annotated[
        str, typer.Option(help="PEM file of the key of the certificate.", show_default=False)
    ] = "",
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A server in front speaks TLS for this one.")
    ] = False,
    name: Annotated[
        str, typer.Option(help="Name by which others reach it.", show_default=False)
    ] = "",
) -> None:
    """
    Open the assessments in a browser.

    Where nobody has an account yet, a one-time link is printed that makes the first
    administrator. Without more, only this machine can reach it.
    """
    # The web face lies above the command line, which therefore names it only at this moment.
    try:
        web = importlib.import_module("ng911risk_api.serve")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("ng911risk_api"):
            raise NG911RiskError("This installation has no web face (ng911risk_api).") from None
        raise
    words = {
        "host": host.casefold(),
        "port": port,
        "tls_cert": tls_cert,
        "tls_key": tls_key,
        "behind_proxy": behind_proxy,
        "name": name.casefold(),
    }
    with suppress(KeyboardInterrupt):  # Ctrl-C is how a server is meant to end
        web.serve(store=store, **words)
