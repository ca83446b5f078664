"""Starts the server on this machine, and on no other address."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import uvicorn

from ng911risk.errors import InputError, Problem
from ng911risk.store import Store
from ng911risk_api.app import create_app
from ng911risk_api.settings import Settings


def serve(*, host: str = "127.0.0.1", port: int = 8911, store: str | Path) -> None:
    """
    Serve until interrupted.

    Args:
        host: A loopback address of this machine.
        port: TCP port.
        store: SQLite file, made if missing, or ``postgresql://...``.

    Raises:
        InputError: Others could reach `host`.
        StoreError: The database cannot be opened.
    """
    address = loopback_address(host)
    # Fail here, in plain words, rather than in the log of a server that starts.
    Store.open(store).close()
    app = create_app(Settings(store=str(store), database_url=""))
    uvicorn.run(app, host=address, port=port, **SERVER_OPTIONS)  # type: ignore[arg-type] # a mix


SERVER_OPTIONS: dict[str, object] = {
    "server_header": False,
    "proxy_headers": False,  # anybody on this machine could claim any address
    "timeout_keep_alive": 5,
    "limit_concurrency": 200,
    "h11_max_incomplete_event_size": 64 * 1024,
    "workers": 1,  # one process, one writing connection
}


def loopback_address(host: str) -> str:
    """
    Address to listen on.

    Raises:
        InputError: It is not of the loopback interface, or a name that might not be.
    """
    if host == "localhost":
        return "127.0.0.1"
    try:
        if ip_address(host).is_loopback:
            return host
    except ValueError:
        pass
    raise InputError(
        [
            Problem(
                file="--host",
                message="only 127.0.0.1, ::1 or localhost is possible: there are no accounts yet, "
                "and reports show how to hurt a centre",
                hint="Leave --host out, and use an SSH tunnel to reach it from elsewhere.",
            )
        ]
    )
