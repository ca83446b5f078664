"""TAXII as an application of its own, mounted in ours; every error of it is a document of TAXII."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ng911risk.errors import StoreError
from ng911risk_api.headers import SECURITY_HEADERS
from ng911risk_api.taxii.documents import Refused, error
from ng911risk_api.taxii.routes import PREFIX, exact, routes

_PLAIN: Final = {
    404: "There is nothing at this address.",
    421: "This server does not answer to that name.",
    405: "This address does not take this kind of request.",
}


def mount(app: FastAPI) -> None:
    """Put TAXII beside the pages and the interface; it works with the same store and settings."""
    taxii = Starlette(
        routes=routes(),
        exception_handlers={
            Refused: _refused,
            StoreError: _no_store,
            HTTPException: _http,
            Exception: _defect,
        },
    )
    taxii.router.redirect_slashes = False
    taxii.state = app.state
    app.router.routes.append(exact(Route(PREFIX, _WithoutSlash(taxii), include_in_schema=False)))
    mounted = Mount(PREFIX, taxii)
    # a line break in an address must not lead past us
    mounted.path_regex = re.compile(mounted.path_regex.pattern, re.DOTALL)
    app.router.routes.append(mounted)


class _WithoutSlash:
    """The address of discovery without the slash at its end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as if the slash were there."""
        await self._app({**scope, "path": "/", "raw_path": b"/"}, receive, send)


def is_taxii(path: str) -> bool:
    """Whether an address is one of TAXII."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def taxii_refusal(status: int, *, headers: Mapping[str, str]) -> Response:
    """Answer to a request that was refused before it came here."""
    told = HTTPStatus(status)
    return error(told, _PLAIN.get(told, told.phrase), {**SECURITY_HEADERS, **headers})


def _refused(_: Request, found: Exception) -> Response:
    assert isinstance(found, Refused)  # noqa: S101 - what it is registered for
    return error(found.status, found.description, found.headers)


def _no_store(_: Request, __: Exception) -> Response:
    words = "The database cannot be used now."
    return error(HTTPStatus.SERVICE_UNAVAILABLE, words, {"Retry-After": "5"})


def _http(_: Request, found: Exception) -> Response:
    assert isinstance(found, HTTPException)  # noqa: S101 - what it is registered for
    status = HTTPStatus(found.status_code)
    return error(status, _PLAIN.get(status, status.phrase), found.headers)


def _defect(_: Request, __: Exception) -> Response:
    words = "Something went wrong here; the log of the server says what."
    return error(HTTPStatus.INTERNAL_SERVER_ERROR, words)
