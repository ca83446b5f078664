"""
Twelve malformed messages, and whether the target still answers a good one before and after each.

Where it stops answering, a look from the second own address tells a ban of the sender from a
target that is down, and a minute is given to come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Target, Wire
from ng911risk.lab.controls import PATIENCE_S, SIP_PACKETS
from ng911risk.lab.exchanges.bursts import recovered
from ng911risk.lab.exchanges.lines import TLS_PACKETS, Line, Way, good_status, opened, reply, ways
from ng911risk.lab.messages import malformed as wrong
from ng911risk.lab.messages import sip

_LOOKS: Final = wrong.NAMES_MAX + 1
_PAUSE_S: Final = 0.4
_ANSWER_S: Final = 2.0
_OTHERS_MAX: Final = 4
_GOOD_S: Final = 1.5

_RECOVERY_S: Final = (5.0, 15.0, 40.0)
"""Pauses before each look whether it is back: a minute in all, in few packets."""

TRIAL_PACKETS: Final = (
    wrong.NAMES_MAX + _LOOKS + _LOOKS * (TLS_PACKETS + 2) + 1 + len(_RECOVERY_S) * SIP_PACKETS
)
"""Most packets: both ways in full, then a target that is lost with the very last message."""

TRIAL_S: Final = (
    len(Way) * _LOOKS * (_PAUSE_S + _ANSWER_S + _GOOD_S + PATIENCE_S) + 60.0 + sum(_RECOVERY_S)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one malformed message brought."""

    way: str
    name: str
    status: int
    """Answer to it, the final one, else 1xx; 0: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What all of them brought."""

    good: tuple[str, ...]
    """Ways on which it answered a good OPTIONS as success before."""

    answering: tuple[str, ...]
    """Ways on which it answered a good OPTIONS at all before."""

    outcomes: tuple[Outcome, ...]

    lost_after: str = ""
    """Message after which it answered no more; empty: it went on answering."""

    banned: bool = False
    """The second own address was still served then: it turned the sender away, and lives."""

    back: bool = False
    """It answered again within a minute."""


def tried(target: Target, wire: Wire) -> Trial:
    """
    Send every malformed message, each way on which it answers at all.

    Raises:
        Refused: By the wire.
    """
    run = _Run(target, wire)
    for way in ways(target):
        if not run.over(way):
            break
    return run.trial()


def _good(line: Line) -> bytes:
    """Final answer to a good OPTIONS; empty: none."""
    asked = sip.request("OPTIONS", line.uri, line.origin)
    got = reply(line, asked, _GOOD_S) if line.send(asked.data) else b""
    return got if sip.status(got) >= sip.FINAL else b""


def _status(line: Line, good: bytes) -> int:
    """Status of what comes next, the final one, else 1xx; repeats of the good answer are left."""
    last = 0
    for _ in range(_OTHERS_MAX):
        got = line.receive(PATIENCE_S if last else _ANSWER_S)
        if not got:
            break
        if sip.header(got, "Call-ID") == sip.header(good, "Call-ID") != "":
            continue
        last = sip.status(got) or last
        if last >= sip.FINAL:
            break
    return last


class _Run:
    def __init__(self, target: Target, wire: Wire) -> None:
        self._target, self._wire = target, wire
        self._good: list[str] = []
        self._answering: list[str] = []
        self._outcomes: list[Outcome] = []
        self._lost = ""
        self._banned = self._back = False

    def over(self, way: Way) -> bool:
        """Try one way; False as soon as the target is lost."""
        last = ""
        for number in range(_LOOKS):
            with opened(self._target, self._wire, way) as line:
                good = _good(line)
                code = sip.status(good)
                if not code or (not number and code in sip.TROUBLE):
                    if number:
                        self._lose(way, last)
                    return not number
                if not number:
                    self._note(way, code)
                if number < wrong.NAMES_MAX:
                    message = wrong.malformed(line.uri, line.origin)[number]
                    status = _status(line, good) if line.send(message.data) else 0
                    last = message.name
                    self._outcomes.append(Outcome(way=way.value, name=last, status=status))
            self._wire.wait(_PAUSE_S)
        return True

    def trial(self) -> Trial:
        return Trial(
            good=tuple(self._good),
            answering=tuple(self._answering),
            outcomes=tuple(self._outcomes),
            lost_after=self._lost,
            banned=self._banned,
            back=self._back,
        )

    def _note(self, way: Way, code: int) -> None:
        self._answering.append(way.value)
        if 200 <= code < 300:  # noqa: PLR2004 - success in SIP
            self._good.append(way.value)

    def _lose(self, way: Way, last: str) -> None:
        self._lost = last
        if way is Way.UDP and self._wire.second_address:
            with opened(self._target, self._wire, way, second=True) as line:
                self._banned = good_status(line, _GOOD_S) > 0
        self._back = recovered(self._target, self._wire, _RECOVERY_S)
