"""STUN-01: whether a media relay relays for whoever asks."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Judgement, LabCheck, Target, Udp, Wire
from ng911risk.lab.controls import MESSAGES_MAX, PATIENCE_S
from ng911risk.lab.messages import turn
from ng911risk.model.evidence import Verdict

_YES = 200
_NO = frozenset({400, 401, 403, 405, 420, 437, 438, 441, 442, 443})
"""Answers that refuse; others, such as 486 and 508, only say that it is full."""

CHECK = LabCheck(
    id="STUN-01",
    title="Does its media relay serve strangers without credentials?",
    sends=(
        "1 request for a relayed address without credentials; given back at once if granted",
        "1 question which address it sees, before and after",
    ),
    max_packets=4,
    max_seconds=4 * PATIENCE_S + 1.0,
    needs=("stun",),
    mitigation="border-control-function",
    vectors=("ddos-internet-services", "lateral-movement-from-county"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back; codes as in HTTP, 0: nothing."""

    before: int
    """Answer to the good question before."""

    allocation: int
    """Answer to the request for a relayed address."""

    after: int
    """Answer to the good question after."""


def look(target: Target, wire: Wire) -> Facts:
    """Ask for a relayed address between two good questions."""
    with wire.udp() as line:
        before = _code(target, line, turn.binding())
        granted = _code(target, line, turn.allocation())
        if granted == _YES:
            _code(target, line, turn.release())
        return Facts(before=before, allocation=granted, after=_code(target, line, turn.binding()))


def _code(target: Target, line: Udp, asked: turn.Question) -> int:
    line.send(asked.data, target.address, target.about.stun or 0)
    for _ in range(MESSAGES_MAX):
        got = line.receive(PATIENCE_S)
        if got is None:
            break
        if found := turn.code(got.data, asked):
            return found
    return 0


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Granted: not effective. Refused, or silence while it lives: effective."""
    if facts.allocation == _YES:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed="It gave a stranger a relayed address without credentials.",
            near_miss="It would pass if it asked for credentials (401).",
        )
    if facts.allocation and facts.allocation not in _NO:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"To a stranger who wanted a relayed address it said {facts.allocation}.",
            near_miss="It would pass if it asked for credentials (401).",
        )
    if facts.allocation:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"It refused a stranger a relayed address with {facts.allocation}.",
        )
    if facts.before and facts.after:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed="It did not answer a stranger who wanted a relayed address, while it lives.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="It answered neither the request nor a good question before and after.",
        near_miss="It would pass if it answered a good question before and after.",
    )
