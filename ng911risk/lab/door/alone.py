"""One run at a time in one network: two would share a table of the kernel and each other's rate."""

from __future__ import annotations

import socket
from types import TracebackType
from typing import Final, Self

from ng911risk.errors import ConflictError

_NAME: Final = b"\0ng911risk-lab-run"
"""Abstract: it belongs to the network namespace, and goes with the process that has it."""


class Alone:
    """Held while a run lasts."""

    def __init__(self) -> None:
        """
        Take it.

        Raises:
            ConflictError: Another run has it.
        """
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            self._line.bind(_NAME)
        except OSError:
            self._line.close()
            raise ConflictError("Another run is going on in this network.") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.close()
