"""Starts the server: for this machine alone, or for others over TLS."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from socket import socket

import uvicorn

from ng911risk.errors import InputError, Problem
from ng911risk.store import Store
from ng911risk_api.app import create_app
from ng911risk_api.impatient import Impatient
from ng911risk_api.settings import LOOPBACK_NAMES, Settings
from ng911risk_api.signing_key import signing_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """From where the server can be reached, and how."""

    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = 8911
    tls_cert: str = ""
    """PEM file of the certificate, with those between it and the authority."""
    tls_key: str = ""
    """PEM file of its key."""
    behind_proxy: bool = False
    """Whether another server in front speaks TLS and passes the name on that was asked for."""
    name: str = ""
    """Name by which others reach it."""

    @property
    def secure(self) -> bool:
        """Whether browsers reach it over TLS."""
        return bool(self.tls_cert) or self.behind_proxy

    @property
    def address(self) -> str:
        """How people reach it."""
        host = "127.0.0.1" if self.host == "localhost" else self.host
        name = self.name or (f"[{host}]" if ":" in host else host)
        if self.behind_proxy:
            return f"https://{name}"
        scheme, usual = ("https", 443) if self.tls_cert else ("http", 80)
        return f"{scheme}://{name}" + ("" if self.port == usual else f":{self.port}")


def serve(
    *,
    store: str | Path,
    host: str = "127.0.0.1",
    port: int = 8911,
    tls_cert: str = "",
    tls_key: str = "",
    behind_proxy: bool = False,
    name: str = "",
) -> None:
    """
    Serve until interrupted; prints the one-time link where nobody has an account yet.

    Args:
        store: SQLite file, made if missing, or ``postgresql://...``.
        host: A loopback address of this machine; another only with TLS.
        port: TCP port.
        tls_cert: PEM file of a certificate.
        tls_key: PEM file of its key.
        behind_proxy: A server in front speaks TLS.
        name: Name by which others reach it.

    Raises:
        InputError: Others could reach `host` without TLS, or something of it is missing; or the
            key to sign with cannot be used.
        StoreError: The database cannot be opened.
    """
    reach = Reach(
        host=host,
        port=port,
        tls_cert=tls_cert,
        tls_key=tls_key,
        behind_proxy=behind_proxy,
        name=name.casefold(),
    )
    check(reach)
    settings = Settings(
        store=str(store),
        database_url="",
        address=reach.address,
        secure=reach.secure,
        hosts=(*LOOPBACK_NAMES, *([reach.name] if reach.name else ())),
    )
    # Fail here, in plain words, rather than in the log of a server that starts.
    signing_key(settings)
    Store.open(settings.target, key_file=settings.audit_key_file or None).close()
    links: list[str] = []
    config = uvicorn.Config(
        create_app(settings, announce=links.append),
        host="127.0.0.1" if host == "localhost" else host,
        port=port,
        ssl_certfile=tls_cert or None,
        ssl_keyfile=tls_key or None,
        **SERVER_OPTIONS,  # type: ignore[arg-type] # a mix
    )
    server = _Telling(config, reach.address, links)
    with suppress(KeyboardInterrupt):  # Ctrl-C is how a server is meant to end
        server.run()
    if not server.started:
        raise SystemExit(_NOT_STARTED)  # why, uvicorn has said


class _Telling(uvicorn.Server):
    """Says where to go once it can be reached: the one-time link where there is one."""

    def __init__(self, config: uvicorn.Config, address: str, links: list[str]) -> None:
        super().__init__(config)
        self._address = address
        self._links = links

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Begin to listen, then speak."""
        await super().startup(sockets=sockets)
        if self.started and not self.should_exit:
            sys.stderr.write(terminal_words(self._address, self._links))
            sys.stderr.flush()


_NOT_STARTED = 3
"""What uvicorn itself ends with."""

SERVER_OPTIONS: dict[str, object] = {
    "server_header": False,
    "proxy_headers": False,  # nothing here depends on where a request says it came from
    "access_log": False,  # addresses hold the secrets of one-time links
    "log_level": "warning",  # the terminal is for the one-time link and for what went wrong
    "timeout_keep_alive": 5,
    # connections that say nothing are closed (ng911risk_api.impatient), so this many are not
    # reached by waiting only
    "limit_concurrency": 1_000,
    "http": Impatient,
    "h11_max_incomplete_event_size": 64 * 1024,
    "workers": 1,  # one process, one writing connection
}


def check(reach: Reach) -> None:
    """
    Go on only if what others can reach is protected.

    Raises:
        InputError: It is not, or something is missing.
    """
    problems = [*_of_address(reach), *_of_tls(reach)]
    if problems:
        raise InputError(problems)


def _of_address(reach: Reach) -> list[Problem]:
    loopback = is_loopback(reach.host)
    if loopback is None:
        message = "this is no address: use 127.0.0.1, or an address of this machine"
        return [Problem(file="--host", message=message)]
    if not loopback and not reach.secure:
        return [
            Problem(
                file="--host",
                message="others could listen in: passwords and reports that show how to hurt a "
                "centre would cross the network in the clear",
                hint="Add --tls-cert and --tls-key, or --behind-proxy if another server in front "
                "speaks TLS; or leave --host out, and use an SSH tunnel.",
            )
        ]
    if not reach.name and (not loopback or reach.behind_proxy):
        message = "say by which name others reach this server, as in --name risk.example.org"
        return [Problem(file="--name", message=message)]
    if any(sign in reach.name for sign in "/:@ "):
        return [Problem(file="--name", message="only the name, without https:// and port")]
    return []


def _of_tls(reach: Reach) -> list[Problem]:
    if bool(reach.tls_cert) != bool(reach.tls_key):
        return [Problem(file="--tls-cert", message="a certificate and its key go together")]
    return [
        Problem(file=file, message="there is no such file")
        for file in (reach.tls_cert, reach.tls_key)
        if file and not Path(file).is_file()
    ]


def is_loopback(host: str) -> bool | None:
    """Whether only this machine can reach `host`; None: it is no address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return None


def terminal_words(address: str, links: list[str]) -> str:
    """What the terminal says last, the one-time link on a line of its own at the end."""
    if not links:
        return f"Open {address} in a browser. Ctrl-C ends it.\n"
    return (
        "\nThe server runs; Ctrl-C ends it. Nobody has an account yet.\n"
        "This link makes the first one. It works one time, within 24 hours; a new start makes "
        "a new link.\n\n"
        f"    {links[-1]}\n\n"
    )
