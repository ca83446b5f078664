"""SIP-15: whether others are still served while one source is limited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Judgement, LabCheck, Phase, Target, Wire
from ng911risk.lab.exchanges.bursts import (
    BURST_PACKETS,
    BURST_S,
    LIMITED_SHARE,
    NO_BURST,
    PER_SECOND,
    QUARTER,
    QUESTIONS,
    RECOVERY_PACKETS,
    RECOVERY_S,
    SECOND_QUESTIONS,
    Burst,
    burst,
    recovered,
)
from ng911risk.model.evidence import Verdict

SERVED_MIN: Final = 4
"""Of five questions of the second source, how many must be served."""

CHECK = LabCheck(
    id="SIP-15",
    title="Are others still served while one source sends too much?",
    sends=(
        f"{QUESTIONS} OPTIONS from one own address, at most {PER_SECOND} a second",
        f"{SECOND_QUESTIONS} OPTIONS from the second own address in the last quarter of them",
        "1 OPTIONS before, and up to 8 within the minute after, until it answers again",
    ),
    max_packets=BURST_PACKETS + RECOVERY_PACKETS,
    max_seconds=BURST_S + RECOVERY_S,
    phase=Phase.DISRUPTIVE,
    needs=("sip",),
    precondition=(
        "This machine has a second address in the network of the target;"
        f" the scope allows {PER_SECOND} packets a second."
    ),
    mitigation="call-admission-control",
    vectors=("sip-signalling-flood", "tdos-pbx-voip"),
    clause="4.1.1",
    conformance=("RQ_BCF_020",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the burst brought, for both."""

    has_second: bool
    burst: Burst
    recovered: bool


def look(target: Target, wire: Wire) -> Facts:
    """Send the burst from one address, ask from the other, wait until both are served again."""
    if not wire.second_address:
        return Facts(has_second=False, burst=NO_BURST, recovered=False)
    seen = burst(target, wire, second=True)
    back = recovered(target, wire) if seen.way else False
    return Facts(has_second=True, burst=seen, recovered=back)


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Others starved as well: not effective. One limited, others served: effective."""
    if why := _unsettled(facts):
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=why,
            near_miss="It would pass if it limited one source and went on serving the other.",
        )
    seen = f"While the first source was limited, {facts.burst.second} of {SECOND_QUESTIONS}"
    if facts.burst.second >= SERVED_MIN:
        return Judgement(
            verdict=Verdict.EFFECTIVE, observed=f"{seen} questions of another were served."
        )
    return Judgement(
        verdict=Verdict.NOT_EFFECTIVE,
        observed=f"{seen} questions of another were served: the limit falls on everybody.",
        near_miss=f"It would pass if at least {SERVED_MIN} of {SECOND_QUESTIONS} were served.",
    )


def _unsettled(facts: Facts) -> str:
    if not facts.has_second:
        return "This machine has no second address there."
    if not facts.burst.way:
        return "It did not answer a good OPTIONS before the burst."
    if facts.burst.second < 0:
        return "It serves SIP over TLS only, where a second source cannot be shown."
    if facts.burst.quarters[3] > LIMITED_SHARE * QUARTER:
        return "It limited nobody, so nothing shows whom a limit would fall on."
    return ""
