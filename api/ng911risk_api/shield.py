"""
What every request passes first: by which name, from which page, how large.

A web site that the user visits must not reach this server through the user's browser:
neither by a name of its own that points at 127.0.0.1, nor by sending a form.

FastAPI has a limit for bodies too, but its refusal is plain text and passes us by;
so the length is judged here, and counted where a body is read (ng911risk_api.deps, and
ng911risk_api.web.spooled for backups).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ng911risk_api.headers import SECURITY_HEADERS
from ng911risk_api.problems import problem_response
from ng911risk_api.taxii.mounted import is_taxii, taxii_refusal

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HOST: Final = re.compile(r"(?P<name>[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_ONE_YEAR = "max-age=31536000"
_OWN_PAGES = frozenset({"same-origin", "none"})

BACKUP_MAX_BYTES: Final = 2 * 1024**3
"""Largest backup that is brought back in the browser, with the form around it."""


def takes_a_backup(path: str) -> bool:
    """Whether a backup is sent there: a new installation, and whoever has its first link."""
    return path.startswith("/start/") and path.endswith("/restore")


class Shield:
    """Refuses what cannot be meant for us, and adds the headers of every answer."""

    def __init__(
        self, app: ASGIApp, *, hosts: Collection[str], max_body_bytes: int, secure: bool = False
    ) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._max_body_bytes = max_body_bytes
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an HTTP request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # whoever is reached over TLS only is called so, also where a proxy in front speaks it
        scheme = "https" if self._secure else scope["scheme"]
        status = self._refusal(scope["method"], scheme, scope["path"], Headers(scope=scope))
        if status is not None:
            refuse = taxii_refusal if is_taxii(scope["path"]) else problem_response
            await refuse(status, headers={"Connection": "close"})(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # what a 304 carries replaces what the browser kept with the page (RFC 9111, 3.2):
                # a policy of ours here would take the report its style sheet away
                if message["status"] != HTTPStatus.NOT_MODIFIED:
                    for name, value in SECURITY_HEADERS.items():
                        headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if self._secure:
                    headers.setdefault("Strict-Transport-Security", _ONE_YEAR)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _refusal(self, method: str, scheme: str, path: str, headers: Headers) -> HTTPStatus | None:
        if _name_in(headers.getlist("host")) not in self._hosts:
            return HTTPStatus.MISDIRECTED_REQUEST
        if method not in _SAFE and self._from_elsewhere(scheme, headers):
            return HTTPStatus.FORBIDDEN
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdecimal() and len(length) < 20):  # noqa: PLR2004 - digits of an int64
            return HTTPStatus.BAD_REQUEST
        longest = BACKUP_MAX_BYTES if takes_a_backup(path) else self._max_body_bytes
        if int(length) > longest:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return None

    def _from_elsewhere(self, scheme: str, headers: Headers) -> bool:
        if headers.get("sec-fetch-site", "none") not in _OWN_PAGES:
            return True
        origin = headers.get("origin")
        return origin is not None and origin != f"{scheme}://{headers['host']}"


def _name_in(hosts: list[str]) -> str | None:
    """Name by which a request calls us, without its port; None: it is no name and port."""
    found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
    return None if found is None else found["name"].lower()
