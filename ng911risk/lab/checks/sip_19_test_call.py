"""SIP-19: whether test calls are answered by themselves, without ringing anybody."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.exchanges.calls import CALL_PACKETS, CALL_S, CallFacts, placed_call
from ng911risk.lab.messages import sdp
from ng911risk.model.evidence import Verdict

CHECK = LabCheck(
    id="SIP-19",
    title="Are test calls answered without ringing a call-taker?",
    sends=("1 test call (INVITE), and its end (BYE or CANCEL)",),
    max_packets=CALL_PACKETS,
    max_seconds=CALL_S,
    needs=("sip or sip_tls",),
    places_call=True,
    precondition="Authority and provider agreed to test calls.",
    mitigation="synthetic-test-calls",
    refutes=False,
    vectors=("route-policy-manipulation", "common-software-fault", "change-error"),
    clause="4.6.18",
    conformance=("RQ_ESRP_080", "RQ_ESRP_082"),
)

_NOWHERE = 9
"""Port of the voice that is offered: the discard service, where nothing of ours listens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What became of the call."""

    call: CallFacts


def look(target: Target, wire: Wire) -> Facts:
    """Place one test call and end it."""
    with placed_call(target, wire, description=sdp.offer(wire.address, _NOWHERE)) as call:
        call.place()
    return Facts(call=call.facts)


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Answered at once: effective. Rang: not. Refused or nothing: shows nothing."""
    call = facts.call
    end = "" if call.ended else " The other end did not confirm the end of the call."
    if call.rang:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"The test call rang before it got {call.status or 'no answer'}.{end}",
            near_miss="It would pass if it were answered (200) without ringing (180) anybody.",
        )
    if 200 <= call.status < 300:  # noqa: PLR2004 - success in SIP
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"The test call was answered with {call.status} and rang nobody.{end}",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed=(
            f"The test call was refused with {call.status}."
            if call.status
            else "The test call got no answer, and was cancelled."
        ),
        near_miss="It would pass if it were answered (200) without ringing (180) anybody.",
    )
