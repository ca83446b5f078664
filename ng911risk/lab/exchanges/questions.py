"""
One question, each way that a target has, and what silence is worth.

A check that passes by silence needs a target that lives: it answers a good OPTIONS between two
silent questions, and after the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Target, Wire
from ng911risk.lab.controls import PATIENCE_S, SIP_PACKETS, sip_alive
from ng911risk.lab.exchanges.lines import TLS_PACKETS, Line, opened, reply, ways
from ng911risk.lab.messages import sip

ROUND_PACKETS: Final = 1 + TLS_PACKETS + 1
"""Most packets of one question, each way."""

QUESTION_PACKETS: Final = 2 * (ROUND_PACKETS + SIP_PACKETS)
"""Most packets of one question with everything that silence asks for."""

QUESTION_S: Final = 80.0
"""Longest time of one question: handshakes and silences, twice."""

SOFTWARE_MAX: Final = 200
"""Longest name of software that is kept, in characters."""

Make = Callable[[Line], sip.Request]
"""Makes the question for a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came back one way."""

    way: str
    """UDP or TLS."""

    status: int
    """SIP status, the final one, else 1xx; 0: nothing."""

    software: str = ""
    """Server or User-Agent header, cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came back every way."""

    said: tuple[Said, ...]
    alive: bool | None
    """After silence: whether it answered a good OPTIONS before and after; None: not asked."""

    @property
    def answered(self) -> tuple[Said, ...]:
        """Ways on which a final answer came back."""
        return tuple(one for one in self.said if one.status >= sip.FINAL)

    @property
    def unclear(self) -> tuple[Said, ...]:
        """Ways on which no final answer came after a 1xx, or only that it is busy or at fault."""
        return tuple(
            one for one in self.said if 0 < one.status < sip.FINAL or one.status in sip.TROUBLE
        )

    @property
    def accepted(self) -> tuple[Said, ...]:
        """Ways on which it said yes."""
        return tuple(one for one in self.said if 200 <= one.status < 300)  # noqa: PLR2004 - SIP


def heard(
    target: Target, wire: Wire, make: Make, *, enough: Callable[[], bool] = lambda: False
) -> Heard:
    """
    Ask each way; where nothing comes back at all, see whether it lives and ask again.

    Args:
        target: Whom to ask.
        wire: What it goes through.
        make: Makes the question.
        enough: Called after each round: True ends it although nothing came back.

    Raises:
        Refused: By the wire.
    """
    said = round_of(target, wire, make)
    if enough() or any(one.status for one in said):
        return Heard(said=said, alive=None)
    if not sip_alive(target, wire):
        return Heard(said=said, alive=False)
    said = round_of(target, wire, make)
    if enough() or any(one.status for one in said):
        return Heard(said=said, alive=None)
    return Heard(said=said, alive=sip_alive(target, wire))


def in_words(said: tuple[Said, ...]) -> str:
    """``200 over UDP, no answer over TLS``."""
    return ", ".join(f"{one.status or 'no answer'} over {one.way}" for one in said)


def round_of(target: Target, wire: Wire, make: Make) -> tuple[Said, ...]:
    """Ask once, each way."""
    found: list[Said] = []
    for way in ways(target):
        with opened(target, wire, way) as line:
            asked = make(line)
            got = reply(line, asked, PATIENCE_S) if line.send(asked.data) else b""
        software = sip.header(got, "Server") or sip.header(got, "User-Agent")
        found.append(Said(way=way.value, status=sip.status(got), software=software[:SOFTWARE_MAX]))
    return tuple(found)
