"""
A short burst of good questions, bounded in number and rate, and the wait until all is well again.

Sixty OPTIONS, at most forty a second: what a busy hour of a small centre brings, not a flood.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Target, Wire
from ng911risk.lab.controls import SIP_PACKETS, sip_alive, sip_status_udp
from ng911risk.lab.exchanges.lines import (
    TLS_MESSAGE_PACKETS,
    TLS_PACKETS,
    Line,
    Way,
    good_status,
    opened,
    ways,
)
from ng911risk.lab.messages import sip

QUESTIONS: Final = 60
PER_SECOND: Final = 40
QUARTER: Final = QUESTIONS // 4
SECOND_QUESTIONS: Final = 5

LIMITED_SHARE: Final = 0.2
"""A source is limited if at most this share of its last fifteen questions is served."""

RECOVERY_WAITS_S: Final = (2.0, 3.0, 5.0, 5.0, 5.0, 10.0, 10.0, 20.0)
"""Pauses before each look whether it is back: a minute in all."""

BURST_PACKETS: Final = (
    (1 + TLS_PACKETS + 1) + TLS_PACKETS + QUESTIONS * TLS_MESSAGE_PACKETS + SECOND_QUESTIONS
)
RECOVERY_PACKETS: Final = len(RECOVERY_WAITS_S) * (SIP_PACKETS + 1)
BURST_S: Final = 65.0
RECOVERY_S: Final = sum(RECOVERY_WAITS_S) + 18.5 * len(RECOVERY_WAITS_S)

_OTHERS_TURNS: Final = range(QUESTIONS - QUARTER, QUESTIONS, QUARTER // SECOND_QUESTIONS)
"""After which questions of the first source the second one asks: all in the last quarter."""

_OTHER_S: Final = 1.0
_CALM_S: Final = 2.5
_LAST_S: Final = 4.0
"""How long the last answers may take: who is slow has no limit, so it is waited for."""

_READ_MAX: Final = 3 * QUESTIONS
_LIMITED: Final = frozenset({429, 480, 486, 500, 503, 600, 603})
"""Answers that say ``too much``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What a burst brought."""

    way: str
    """UDP or TLS; empty: it answered neither before, and no burst was sent."""

    per_second: int
    """How many questions a second the scope let us ask, at most."""

    quarters: tuple[int, int, int, int]
    """How many of each fifteen questions were served."""

    limited: int
    """How many were answered with ``too much``."""

    second: int
    """How many of five questions of the second own address were served; -1: not asked."""


NO_BURST: Final = Burst(way="", per_second=0, quarters=(0, 0, 0, 0), limited=0, second=-1)


def burst(target: Target, wire: Wire, *, second: bool = False) -> Burst:
    """
    Send the burst the first way on which it answers at all.

    Args:
        target: Whom to ask.
        wire: What it goes through.
        second: Let the second own address ask, too, in the last quarter of the burst, when a
            limit holds if there is one; UDP only.

    Raises:
        Refused: By the wire.
    """
    for way in ways(target):
        with opened(target, wire, way) as line:
            if good_status(line) in (0, *_LIMITED):
                continue
        wire.wait(_CALM_S)
        shared = second and way is Way.UDP and bool(wire.second_address)
        with ExitStack() as lines:
            counted = _Count(lines.enter_context(opened(target, wire, way)))
            other = (
                _Count(lines.enter_context(opened(target, wire, Way.UDP, second=True)))
                if shared
                else None
            )
            for number in range(QUESTIONS):
                counted.ask(number)
                if other is not None and number in _OTHERS_TURNS:
                    other.ask(number)
                wire.wait(1 / PER_SECOND)
            if other is not None:
                other.drain(_OTHER_S)
            counted.drain(_LAST_S)
        return Burst(
            way=way.value,
            per_second=min(PER_SECOND, wire.packets_per_second),
            quarters=counted.quarters,
            limited=counted.limited,
            second=-1 if other is None else sum(other.quarters),
        )
    return NO_BURST


def recovered(target: Target, wire: Wire, waits: tuple[float, ...] = RECOVERY_WAITS_S) -> bool:
    """
    Wait up to a minute until it answers a good question again; look after each of `waits`.

    The way it is meant to serve, or over UDP, if there it said no before: who has no certificate
    sees by the same no that a ban is over.
    """
    for pause in waits:
        wire.wait(pause)
        if sip_alive(target, wire) or _says_no(target, wire):
            return True
    return False


def _says_no(target: Target, wire: Wire) -> bool:
    """Whether it refuses over UDP as it does on a calm day, to a client without a certificate."""
    if wire.has_client_certificate or target.about.sip is None:
        return False
    return sip_status_udp(target, wire) in sip.PLAIN_REFUSALS


class _Count:
    """Which questions were served."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._open: dict[str, int] = {}
        self._served = [0, 0, 0, 0]
        self.limited = 0

    @property
    def quarters(self) -> tuple[int, int, int, int]:
        first, second, third, last = self._served
        return first, second, third, last

    def ask(self, number: int) -> None:
        asked = sip.request("OPTIONS", self._line.uri, self._line.origin)
        self._open[asked.call_id] = number
        self._line.send(asked.data)
        self.drain(0.001)

    def drain(self, seconds: float) -> None:
        for _ in range(_READ_MAX):
            got = self._line.receive(seconds)
            if not got:
                return
            code = sip.status(got)
            number = self._open.pop(sip.header(got, "Call-ID"), None) if code >= sip.FINAL else None
            if number is None:
                continue
            if code in _LIMITED:
                self.limited += 1
            else:
                self._served[number // QUARTER] += 1
