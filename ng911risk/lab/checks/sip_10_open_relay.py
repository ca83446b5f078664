"""SIP-10: whether it passes on what strangers send to a place that is none of its business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Judgement, LabCheck, Target, Udp, Wire
from ng911risk.lab.exchanges.lines import Line
from ng911risk.lab.exchanges.questions import (
    QUESTION_PACKETS,
    QUESTION_S,
    Heard,
    heard,
    in_words,
)
from ng911risk.lab.exchanges.sinks import Sink
from ng911risk.lab.messages import sip
from ng911risk.model.evidence import Verdict

_ANSWERS: Final = 4

CHECK = LabCheck(
    id="SIP-10",
    title="Does it pass on messages of strangers to any address?",
    sends=(
        "1 OPTIONS for an address of our own, each way it has",
        "an answer to each of them that is passed on to us, so that it does not repeat them",
        "if nothing comes back: 2 OPTIONS the way it is meant to serve, and the same once more",
    ),
    max_packets=QUESTION_PACKETS + _ANSWERS,
    max_seconds=QUESTION_S + 4.0,
    needs=("sip or sip_tls",),
    mitigation="border-control-function",
    vectors=("sip-signalling-flood", "call-hijack-teardown"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back, and what came around."""

    heard: Heard
    relayed: int
    """How many of our messages arrived at our other door."""


def look(target: Target, wire: Wire) -> Facts:
    """Send it OPTIONS for a door of our own, and listen there."""
    with wire.udp() as door:
        sink = Sink(door, answers=_ANSWERS)
        said = heard(
            target,
            wire,
            lambda line: sink.expect(_foreign(line, door)),
            enough=sink.collect,
        )
        return Facts(heard=said, relayed=sink.arrived)


def _foreign(line: Line, door: Udp) -> sip.Request:
    uri = sip.uri_of(door.address, door.port).replace("sip:", "sip:assessor@", 1)
    return sip.request("OPTIONS", uri, line.origin)


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """It arrived: not effective. It did not, and the target lives: effective."""
    if facts.relayed:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed="It passed an OPTIONS of a stranger on to an address outside its domain.",
            near_miss="It would pass if it refused what is not for its own domain (403, 404).",
        )
    if facts.heard.unclear:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"Nothing was passed on so far; it answered {in_words(facts.heard.said)}.",
            near_miss="It would pass if it refused what is not for its own domain (403, 404).",
        )
    if facts.heard.answered:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"Nothing was passed on; it answered {in_words(facts.heard.said)}.",
        )
    if facts.heard.alive:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed="Nothing was passed on, while it answered a good OPTIONS before and after.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="Nothing was passed on, but it does not answer a good OPTIONS either.",
        near_miss="It would pass if it answered a good OPTIONS before and after.",
    )
