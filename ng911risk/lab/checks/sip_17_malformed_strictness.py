"""
SIP-17: whether it takes malformed messages for good ones.

An element has to take calls that are not quite right, as long as they can be read (i3, 3.1.1).
These are no calls, and two elements on one path may read each of them differently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Judgement, LabCheck, Phase, Target, Wire
from ng911risk.lab.exchanges.trials import TRIAL_PACKETS, TRIAL_S, Trial, tried
from ng911risk.lab.messages import malformed, sip
from ng911risk.lab.messages.sip import Origin
from ng911risk.model.evidence import Verdict

CHECK = LabCheck(
    id="SIP-17",
    title="Does it refuse malformed messages?",
    sends=(
        "12 malformed OPTIONS that can set up no call, each way it has",
        "1 good OPTIONS before the first and after each",
        "if it stops answering: 1 from the second own address, up to 3 within a minute",
    ),
    max_packets=TRIAL_PACKETS,
    max_seconds=TRIAL_S,
    phase=Phase.DISRUPTIVE,
    needs=("sip or sip_tls",),
    precondition="Somebody can start the target again if it stops.",
    mitigation="parser-hardening",
    vectors=("malformed-messages",),
    clause="3.1.1",
)

_STRICT: Final = frozenset(
    one.name
    for one in malformed.malformed("sip:a", Origin(address="127.0.0.1", port=5060))
    if one.strict
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the messages brought."""

    trial: Trial


def look(target: Target, wire: Wire) -> Facts:
    """Send them, and note which it takes."""
    return Facts(trial=tried(target, wire))


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Success for an invalid message: not effective. None, where a good one succeeds: effective."""
    trial = facts.trial
    taken = sorted(
        {
            one.name
            for one in trial.outcomes
            if one.name in _STRICT and 200 <= one.status < 300  # noqa: PLR2004 - success in SIP
        }
    )
    if taken:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It answered these malformed messages as good ones: {', '.join(taken)}.",
            near_miss="It would pass if it refused each of them (4xx), or let it drop.",
        )
    if trial.lost_after:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"It stopped answering after “{trial.lost_after}”, before all were sent.",
            near_miss="It would pass if it refused each of them and went on answering.",
        )
    if open_ends := sorted({one.name for one in trial.outcomes if 0 < one.status < sip.FINAL}):
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"It never said what became of these: {', '.join(open_ends)}.",
            near_miss="It would pass if it refused each of them (4xx), or let it drop.",
        )
    if not trial.good:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed="It refuses good messages as well, or answers none: nothing can be compared.",
            near_miss="It would pass if it took a good OPTIONS and refused the malformed ones.",
        )
    return Judgement(
        verdict=Verdict.EFFECTIVE,
        observed=(
            f"It took a good OPTIONS over {' and '.join(trial.good)}"
            f" and none of {len(_STRICT)} malformed ones."
        ),
    )
