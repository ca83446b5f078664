"""
One test call, which always ends: with CANCEL while nobody has answered, with BYE afterwards.

Only for ``urn:service:test.sos`` or the address that the target names for test calls; a check
that uses this says ``places_call``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from ng911risk.lab.check import Refused, Target, Wire
from ng911risk.lab.exchanges.lines import TLS_PACKETS, Line, UdpLine, Way, opened, ways
from ng911risk.lab.messages import dialog, sip

CALL_PACKETS: Final = TLS_PACKETS + 10
"""Most packets of one call: INVITE twice, ACK three times, CANCEL, BYE twice, two to spare."""

CALL_S: Final = 12.0

_TURNS: Final = 20
_TURN_S: Final = 0.2
_REPEAT_AT: Final = 3
_END_TURNS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What became of a call."""

    way: str
    """UDP or TLS."""

    rang: bool
    """Somebody or something rang (180 or 183)."""

    status: int
    """Final answer; 0: none, and it was cancelled."""

    ended: bool
    """The other end confirmed the end, or never took the call."""


class PlacedCall:
    """A call that is being placed, up, or over."""

    def __init__(
        self, line: Line, call: dialog.Call, description: bytes, extra: tuple[str, ...]
    ) -> None:
        """Over `line`; `description` is SDP, `extra` further header lines."""
        self._line, self._call = line, call
        self._invite = dialog.invite(call, headers=extra, body=description)
        self._ended = False
        self._heard = False
        self.rang = False
        self.answer = b""
        """The final answer; empty while there is none."""

    @property
    def call_id(self) -> str:
        """Its Call-ID."""
        return self._call.call_id

    @property
    def facts(self) -> CallFacts:
        """What became of it so far."""
        return CallFacts(
            way=self._line.way.value,
            rang=self.rang,
            status=sip.status(self.answer),
            ended=self._ended,
        )

    @property
    def is_up(self) -> bool:
        """Whether it was answered and not ended."""
        return 200 <= sip.status(self.answer) < 300 and not self._ended  # noqa: PLR2004 - SIP

    def place(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Send it, and wait for the final answer; `meanwhile` is called at every turn."""
        self._line.send(self._invite)
        for turn in range(_TURNS):
            meanwhile()
            self._read(_TURN_S)
            if self.answer:
                return
            if turn == _REPEAT_AT and not self._heard and self._line.way is Way.UDP:
                self._line.send(self._invite)

    def end(self) -> None:
        """BYE what was answered, CANCEL what was not."""
        if not self.answer:
            self._line.send(dialog.cancel(self._call))
            self._read_until(lambda: bool(self.answer))
        if self.is_up:
            self._hang_up()
        else:
            self._ended = True

    def _hang_up(self) -> None:
        self._line.send(dialog.bye(self._call, self.answer))
        self._read_until(lambda: self._ended)
        if not self._ended and (place := self._direct()):
            # nobody on the way asked to see what follows, and the way back does not pass it on
            address, port = place
            line = self._line
            if isinstance(line, UdpLine):
                line.send_elsewhere(dialog.acknowledge(self._call, self.answer), address, port)
                line.send_elsewhere(dialog.bye(self._call, self.answer), address, port)
                self._read_until(lambda: self._ended)

    def _direct(self) -> tuple[str, int] | None:
        host, port = dialog.remote_place(self._call, self.answer)
        if dialog.is_routed(self.answer) or not port:
            return None
        try:
            return str(ip_address(host)), port
        except ValueError:
            return None

    def _read_until(self, done: Callable[[], bool]) -> None:
        for _ in range(_END_TURNS):
            if done():
                return
            self._read(_TURN_S)

    def _read(self, seconds: float) -> None:
        got = self._line.receive(seconds)
        code = sip.status(got)
        if not code or not dialog.belongs(got, self._call):
            return
        self._heard = True
        method = dialog.method_answered(got)
        if method == "BYE":
            self._ended = self._ended or 200 <= code < 300  # noqa: PLR2004 - SIP
        elif method == "INVITE" and code < 200:  # noqa: PLR2004 - SIP
            self.rang = self.rang or code in (180, 183)
        elif method == "INVITE" and not self.answer:
            self.answer = got
            self._line.send(dialog.acknowledge(self._call, got))


@contextmanager
def placed_call(
    target: Target, wire: Wire, *, description: bytes = b"", extra: tuple[str, ...] = ()
) -> Iterator[PlacedCall]:
    """
    A test call, the way the target is meant to serve; it is ended whatever happens.

    Raises:
        Refused: By the wire; or the target names no address for test calls.
    """
    uri = target.about.test_call or dialog.TEST_SERVICE
    if not dialog.is_test_address(uri):
        raise Refused(f"A test call may not be for {uri[:80]}.")
    with opened(target, wire, ways(target)[-1]) as line:
        call = PlacedCall(line, dialog.new_call(uri, line.origin), description, extra)
        try:
            yield call
        finally:
            call.end()
