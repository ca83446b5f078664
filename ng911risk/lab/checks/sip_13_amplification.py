"""SIP-13: whether one small datagram brings many or large ones back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.controls import MESSAGES_MAX, SIP_PACKETS, sip_alive
from ng911risk.lab.exchanges.lines import Line, Way, opened
from ng911risk.lab.messages import sip
from ng911risk.model.evidence import Verdict

TIMES_MAX: Final = 3.0
"""Most bytes that may come back for each byte sent: above that, others can be flooded with it."""

_LISTENING_S: Final = (0.5, 0.5, 0.5)
"""Turns of listening: repeats after half a second, and after another one, are seen."""

_LATE_S: Final = 3.5
"""How much longer it is listened where no final answer came: five seconds in all."""

CHECK = LabCheck(
    id="SIP-13",
    title="Does one small message bring large or many answers?",
    sends=(
        "1 OPTIONS over UDP",
        "if nothing comes back: 2 OPTIONS the way it is meant to serve, and 1 more over UDP",
    ),
    max_packets=2 + 2 * SIP_PACKETS,
    max_seconds=45.0,
    needs=("sip",),
    mitigation="border-control-function",
    refutes=False,
    vectors=("ddos-internet-services", "sip-signalling-flood"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What went out, what came back."""

    sent: int
    """Bytes."""

    received: int
    """Bytes, within 1.5 seconds; within five where no final answer came at first."""

    datagrams: int
    """How many came back."""

    alive: bool | None
    """After silence: whether it answered a good OPTIONS before and after; None: not asked."""

    final: bool = False
    """Whether a final answer to our own question was among them."""


def look(target: Target, wire: Wire) -> Facts:
    """Ask once, and count everything that comes back."""
    facts = _counted(target, wire, alive=None)
    if facts.datagrams:
        return facts
    if target.about.sip_tls is None or not sip_alive(target, wire):
        return _counted_nothing(facts, alive=False)
    again = _counted(target, wire, alive=None)
    return again if again.datagrams else _counted_nothing(again, alive=sip_alive(target, wire))


def _counted(target: Target, wire: Wire, *, alive: bool | None) -> Facts:
    with opened(target, wire, Way.UDP) as line:
        asked = sip.request("OPTIONS", line.uri, line.origin)
        line.send(asked.data)
        got = _heard(line, *_LISTENING_S)
        if not _is_final(got, asked):
            got += _heard(line, _LATE_S, _LISTENING_S[0])
    return Facts(
        sent=len(asked.data),
        received=sum(map(len, got)),
        datagrams=len(got),
        alive=alive,
        final=_is_final(got, asked),
    )


def _heard(line: Line, *turns: float) -> list[bytes]:
    found: list[bytes] = []
    for seconds in turns:
        while len(found) < MESSAGES_MAX and (got := line.receive(seconds)):
            found.append(got)
    return found


def _is_final(messages: list[bytes], asked: sip.Request) -> bool:
    return any(sip.answers(one, asked) and sip.status(one) >= sip.FINAL for one in messages)


def _counted_nothing(facts: Facts, *, alive: bool) -> Facts:
    return Facts(sent=facts.sent, received=0, datagrams=0, alive=alive)


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """More than three times as much back: not effective. Less, or nothing: effective."""
    if facts.datagrams:
        times = facts.received / facts.sent
        seen = f"{times:.1f} times as many bytes came back as sent (datagrams: {facts.datagrams})."
        if times > TIMES_MAX:
            return Judgement(
                verdict=Verdict.NOT_EFFECTIVE,
                observed=seen,
                near_miss=f"It would pass if at most {TIMES_MAX:g} times as much came back.",
            )
        if facts.final:
            return Judgement(verdict=Verdict.EFFECTIVE, observed=seen)
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"{seen[:-1]}, none of them a final answer.",
            near_miss=f"It would pass if it answered, with at most {TIMES_MAX:g} times as much.",
        )
    if facts.alive:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed="Nothing came back over UDP, while it answered over TLS before and after.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="Nothing came back over UDP, and it does not show that it lives.",
        near_miss="It would pass if it answered a good OPTIONS over TLS before and after.",
    )
