"""
A door of our own where messages come in that a target passes on.

What arrives is answered, so that the target does not repeat it; strangers' messages are left.
"""

from __future__ import annotations

from typing import Final

from ng911risk.lab.check import Udp
from ng911risk.lab.controls import MESSAGES_MAX
from ng911risk.lab.messages import dialog, sip

_LISTEN_S: Final = 0.8


class Sink:
    """Waits for requests that are known by their Call-ID."""

    def __init__(self, door: Udp, *, answers: int) -> None:
        """At `door`; sends at most `answers` answers."""
        self._door = door
        self._left = answers
        self._expected: set[str] = set()
        self._seen: set[str] = set()

    @property
    def arrived(self) -> int:
        """How many of the expected requests came."""
        return len(self._seen)

    def expect(self, request: sip.Request) -> sip.Request:
        """Remember a request; gives it back."""
        self._expected.add(request.call_id)
        return request

    def collect(self, seconds: float = _LISTEN_S) -> bool:
        """Read what has come in, and answer it; whether anything expected has come so far."""
        for _ in range(MESSAGES_MAX):
            got = self._door.receive(seconds)
            if got is None:
                break
            call_id = sip.header(got.data, "Call-ID")
            if call_id not in self._expected or sip.status(got.data):
                continue
            self._seen.add(call_id)
            if self._left:
                self._left -= 1
                self._door.send(dialog.answer(got.data, 200, "OK"), got.address, got.port)
        return bool(self._seen)
