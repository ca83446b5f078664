"""
What a route may ask for, by type.

A transaction is opened inside the route, not by a dependency that yields: FastAPI runs
the parts of such a dependency in its thread pool, where a route that waits for a thread
while it holds the lock of the writer, and others that wait for that lock on every
thread, would wait for each other for ever. Leaving the `with` block commits, so an
answer goes out only after it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from ng911risk.access import Scope
from ng911risk.signing.keys import PrivateKey
from ng911risk.store import Rooms, Store
from ng911risk_api.auth.visitor import Visitor, visitor
from ng911risk_api.parts import Parts
from ng911risk_api.settings import Settings
from ng911risk_api.work.comparing import Comparer
from ng911risk_api.work.evidence_worth import Weigher
from ng911risk_api.work.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The store as one request may use it: its scope is fixed."""

    store: Store
    scope: Scope

    def read(self) -> AbstractContextManager[Rooms]:
        """Repositories that can only read, all at one moment."""
        return self.store.read(self.scope)

    def write(self) -> AbstractContextManager[Rooms]:
        """Repositories that can write; committed at the end."""
        return self.store.write(self.scope)

    def was_read(self, action: str, object: str, at: datetime, **detail: str) -> None:  # noqa: A002 - as the log says
        """
        Enter a reading in the audit log.

        Raises:
            StoreError: It cannot be entered, so nothing may be shown.
        """
        with self.write() as rooms:
            rooms.audit.add(action, object, at=at, **detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The body of a request."""

    body: bytes
    """As it came."""

    media: str
    """Content type in lower case, without parameters."""


# These are async because they do not block: a thread for each would be waste.


async def _desk(request: Request, who: Annotated[Visitor, Depends(visitor)]) -> Desk:
    return Desk(store=request.app.state.store, scope=who.scope)


async def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


async def _workbench(request: Request) -> Workbench:
    workbench: Workbench = request.app.state.workbench
    return workbench


async def _weigher(request: Request) -> Weigher:
    weigher: Weigher = request.app.state.weigher
    return weigher


async def _comparer(request: Request) -> Comparer:
    comparer: Comparer = request.app.state.comparer
    return comparer


async def _signing(request: Request) -> PrivateKey | None:
    key: PrivateKey | None = request.app.state.signing_key
    return key


async def _sent(request: Request) -> Posted:
    """
    What was posted, counted while it comes: a length in the header may be missing or a lie.

    Raises:
        HTTPException: 413, it is too long.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return Posted(body=await counted_body(request), media=media)


async def counted_body(request: Request) -> bytes:
    """
    Body of a request.

    Raises:
        HTTPException: 413, it is too long.
    """
    settings: Settings = request.app.state.settings
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > settings.max_body_bytes:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers={"Connection": "close"}
            )
    return bytes(received)


Stored = Annotated[Desk, Depends(_desk, scope="function")]
Using = Annotated[Parts, Depends(_parts, scope="function")]
Signing = Annotated[PrivateKey | None, Depends(_signing, scope="function")]
Sent = Annotated[Posted, Depends(_sent, scope="function")]
Who = Annotated[Visitor, Depends(visitor, scope="function")]
Bench = Annotated[Workbench, Depends(_workbench, scope="function")]
Weighing = Annotated[Weigher, Depends(_weigher, scope="function")]
Comparing = Annotated[Comparer, Depends(_comparer, scope="function")]
