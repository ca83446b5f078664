"""SIP-16: whether it goes on answering after malformed messages."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Judgement, LabCheck, Phase, Target, Wire
from ng911risk.lab.exchanges.trials import TRIAL_PACKETS, TRIAL_S, Trial, tried
from ng911risk.model.evidence import Verdict

CHECK = LabCheck(
    id="SIP-16",
    title="Does it survive malformed messages?",
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
    conformance=("RQ_BCF_002",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the messages brought."""

    trial: Trial


def look(target: Target, wire: Wire) -> Facts:
    """Send them, and ask after each whether it lives."""
    return Facts(trial=tried(target, wire))


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Gone after one of them: not effective. There throughout: effective."""
    trial = facts.trial
    if not trial.answering:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed="It did not answer a good OPTIONS before the first malformed message.",
            near_miss="It would pass if it answered a good OPTIONS before and after each.",
        )
    if not trial.lost_after or trial.banned:
        after = f"; after “{trial.lost_after}” it turned only the sender away" * trial.banned
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=(
                f"It went on answering through {len(trial.outcomes)} malformed messages"
                f" over {' and '.join(trial.answering)}{after}."
            ),
        )
    if trial.back:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=(
                f"It stopped answering after “{trial.lost_after}” and was back within a minute:"
                " started again, or a ban of the sender."
            ),
            near_miss="It would pass if its log shows a ban and no restart at that time.",
        )
    return Judgement(
        verdict=Verdict.NOT_EFFECTIVE,
        observed=f"It stopped answering after “{trial.lost_after}”, for more than a minute.",
        near_miss="It would pass if it refused that message and went on answering.",
    )
