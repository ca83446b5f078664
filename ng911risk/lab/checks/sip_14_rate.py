"""SIP-14: whether it limits what one source sends, and serves it again afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Judgement, LabCheck, Phase, Target, Wire
from ng911risk.lab.exchanges.bursts import (
    BURST_PACKETS,
    BURST_S,
    LIMITED_SHARE,
    PER_SECOND,
    QUARTER,
    QUESTIONS,
    RECOVERY_PACKETS,
    RECOVERY_S,
    Burst,
    burst,
    recovered,
)
from ng911risk.model.evidence import Verdict

UNLIMITED_SHARE: Final = 0.95
"""A source is not limited if at least this share of all its questions is served."""

CHECK = LabCheck(
    id="SIP-14",
    title="Does it limit how much one source may send?",
    sends=(
        f"{QUESTIONS} OPTIONS, at most {PER_SECOND} a second",
        "1 OPTIONS before, and up to 8 within the minute after, until it answers again",
    ),
    max_packets=BURST_PACKETS + RECOVERY_PACKETS,
    max_seconds=BURST_S + RECOVERY_S,
    phase=Phase.DISRUPTIVE,
    needs=("sip or sip_tls",),
    precondition=(
        "Nobody else needs the target in this minute;"
        f" the scope allows {PER_SECOND} packets a second."
    ),
    mitigation="call-admission-control",
    verifies=True,
    vectors=("sip-signalling-flood", "tdos-pbx-voip"),
    clause="4.1.1",
    conformance=("RQ_BCF_020", "RQ_BCF_191"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the burst brought, and the minute after."""

    burst: Burst
    recovered: bool


def look(target: Target, wire: Wire) -> Facts:
    """Send the burst, then wait until it answers again."""
    seen = burst(target, wire)
    return Facts(burst=seen, recovered=recovered(target, wire) if seen.way else False)


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Served to the end: not effective. Limited, and well again: effective."""
    served = facts.burst.quarters
    seen = f"Of each {QUARTER} questions it served {', '.join(map(str, served))}"
    if not facts.burst.way:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed="It did not answer a good OPTIONS before the burst.",
            near_miss="It would pass if it answered before, limited the burst and recovered.",
        )
    if sum(served) >= UNLIMITED_SHARE * QUESTIONS and facts.burst.per_second < PER_SECOND:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"{seen}, which came slowly (at most {facts.burst.per_second} a second).",
            near_miss=f"It would pass if it limited a source that sends {PER_SECOND} a second.",
        )
    if sum(served) >= UNLIMITED_SHARE * QUESTIONS:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"{seen}: no limit at up to {PER_SECOND} a second.",
            near_miss=(
                f"It would pass if it served at most {LIMITED_SHARE:.0%} of the last {QUARTER}."
            ),
        )
    limited = served[3] <= LIMITED_SHARE * QUARTER and served[0] > 0
    if limited and facts.recovered:
        told = f", {facts.burst.limited} of them refused in words" if facts.burst.limited else ""
        return Judgement(
            verdict=Verdict.EFFECTIVE, observed=f"{seen}{told}, and within a minute it was back."
        )
    if not facts.recovered:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"{seen}, and it was not back within a minute: stopped, or banned for long.",
            near_miss="It would pass if it answered again within a minute.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed=f"{seen}: some were lost, without a clear limit.",
        near_miss=f"It would pass if it served at most {LIMITED_SHARE:.0%} of the last {QUARTER}.",
    )
