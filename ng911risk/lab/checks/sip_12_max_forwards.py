"""SIP-12: whether it stops a message that has been passed on too often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Judgement, LabCheck, Target, Udp, Wire
from ng911risk.lab.exchanges.lines import Line
from ng911risk.lab.exchanges.questions import (
    QUESTION_S,
    ROUND_PACKETS,
    Said,
    in_words,
    round_of,
)
from ng911risk.lab.exchanges.sinks import Sink
from ng911risk.lab.messages import sip
from ng911risk.model.evidence import Verdict

_TOO_MANY_HOPS: Final = 483
_ANSWERS: Final = 2
_LISTEN_S: Final = 1.5

CHECK = LabCheck(
    id="SIP-12",
    title="Does it stop messages that go round in circles?",
    sends=(
        "1 OPTIONS with Max-Forwards 0 for an address of our own, each way it has",
        "1 OPTIONS with Max-Forwards 0 for itself, each way it has",
        "an answer to each of them that is passed on to us, so that it does not repeat them",
    ),
    max_packets=2 * ROUND_PACKETS + _ANSWERS,
    max_seconds=QUESTION_S,
    needs=("sip or sip_tls",),
    mitigation="border-control-function",
    refutes=False,
    vectors=("sip-signalling-flood", "malformed-messages"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back, and what came around."""

    foreign: tuple[Said, ...]
    """Answers to the message for our own address."""

    own: tuple[Said, ...]
    """Answers to the message for the target itself."""

    relayed: int
    """How many arrived at our own address, where none should."""


def look(target: Target, wire: Wire) -> Facts:
    """Send messages that nobody may pass on, and listen whether somebody does."""
    with wire.udp() as door:
        sink = Sink(door, answers=_ANSWERS)
        foreign = round_of(target, wire, lambda line: sink.expect(_spent(line, _uri(door))))
        sink.collect(_LISTEN_S)
        own = round_of(target, wire, lambda line: _spent(line, line.uri))
        return Facts(foreign=foreign, own=own, relayed=sink.arrived)


def _uri(door: Udp) -> str:
    return sip.uri_of(door.address, door.port).replace("sip:", "sip:assessor@", 1)


def _spent(line: Line, uri: str) -> sip.Request:
    return sip.request("OPTIONS", uri, line.origin, max_forwards=0)


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Passed on although spent: not effective. 483: effective. Anything else shows nothing."""
    if facts.relayed:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed="It passed on a message whose Max-Forwards was 0.",
            near_miss="It would pass if it answered 483 (Too Many Hops) instead.",
        )
    stopped = [one for one in (*facts.foreign, *facts.own) if one.status == _TOO_MANY_HOPS]
    if stopped:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"It answered 483 over {stopped[0].way} and passed nothing on.",
        )
    if not any(one.status for one in (*facts.foreign, *facts.own)):
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed="It passed nothing on, and answered nothing.",
            near_miss="It would pass if it answered 483 (Too Many Hops).",
        )
    # RFC 3261, 16.3: an element may answer OPTIONS with Max-Forwards 0 itself
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed=(
            f"It passed nothing on, and answered {in_words(facts.own)} to a message for itself,"
            " which it may do."
        ),
        near_miss="It would pass if it answered 483 (Too Many Hops).",
    )
