"""Connections that say nothing are closed: a stranger must not hold all places by waiting."""

from __future__ import annotations

from asyncio import Transport
from asyncio.events import TimerHandle
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol


class Impatient(H11Protocol):
    """HTTP/1.1 that waits so long, and no longer, for the first whole head of a request."""

    first_s: ClassVar[float] = 20.0
    """Seconds from the connection to the end of the first request's head."""

    _impatience: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to wait."""
        super().connection_made(transport)
        self._impatience = self.loop.call_later(self.first_s, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        if self._impatience is not None:
            self._impatience.cancel()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        # a cycle is made when the head of a request is whole
        cycle: Any = self.cycle
        if cycle is None and not self.transport.is_closing():
            self.transport.close()
