"""SIP-01: SIP without encryption over UDP, where it should not be taken."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.controls import PATIENCE_S, SIP_PACKETS, sip_alive, sip_status_udp
from ng911risk.lab.messages import sip
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import LabZone

CHECK = LabCheck(
    id="SIP-01",
    title="Does it take SIP over UDP without encryption?",
    sends=("1 OPTIONS over UDP", "if nothing comes back: 1 OPTIONS the way it is meant to serve"),
    max_packets=1 + SIP_PACKETS,
    max_seconds=25.0,
    needs=("sip",),
    zones=frozenset({LabZone.ESINET, LabZone.PSAP_LAN, LabZone.MGMT}),
    mitigation="encrypted-signalling",
    vectors=("eavesdropping", "encryption-downgrade", "call-hijack-teardown"),
    clause="3.1.13",
    conformance=("RQ_BCF_043",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back."""

    status: int
    """Answer over UDP; 0: none."""

    alive: bool | None
    """Whether it answers the way it is meant to serve; None: not asked."""


def look(target: Target, wire: Wire) -> Facts:
    """Ask once over UDP; where nothing comes back, see whether it lives."""
    status = sip_status_udp(target, wire, PATIENCE_S)
    return Facts(status=status, alive=None if status else sip_alive(target, wire))


def judge(target: Target, facts: Facts) -> Judgement:
    """Refuse or say nothing: effective. Answer as if nothing were wrong: not."""
    if 200 <= facts.status < 300:  # noqa: PLR2004 - success in SIP
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It answered {facts.status} to OPTIONS over plain UDP.",
            near_miss="It would pass if it refused plain UDP (403 or no answer) on this side.",
        )
    if facts.status in sip.PLAIN_REFUSALS:
        return Judgement(
            verdict=Verdict.EFFECTIVE, observed=f"It refused plain UDP with {facts.status}."
        )
    if facts.status:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"It answered {facts.status} over plain UDP: neither served nor refused.",
            near_miss="It would pass if it refused plain UDP (403, or no answer).",
        )
    if facts.alive and target.about.sip_tls is not None:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed="No answer over plain UDP, while it answers over TLS.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="No answer over plain UDP, and none the way it is meant to serve.",
        near_miss="It would pass if it answered a good OPTIONS over TLS at the same time.",
    )
