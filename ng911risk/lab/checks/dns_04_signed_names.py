"""DNS-04: whether names are protected against forgery by signatures (DNSSEC)."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.exchanges.names import udp_reply
from ng911risk.lab.messages import dns
from ng911risk.model.evidence import Verdict

CHECK = LabCheck(
    id="DNS-04",
    title="Are its names signed, so that a false one is noticed?",
    sends=("1 question that asks for signatures as well, repeated once if nothing comes back",),
    max_packets=2,
    max_seconds=11.0,
    needs=("dns", "dns_name"),
    precondition="The name service answers this machine.",
    mitigation="resilient-naming-and-time",
    refutes=False,
    vectors=("naming-and-time-attack",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back."""

    code: str
    """In the usual word; empty: no answer."""

    answers: int
    signed: bool
    """A signature came with the answer."""

    verified: bool
    """It says that it has verified the signatures."""


def look(target: Target, wire: Wire) -> Facts:
    """Ask for a name that it knows, with its signatures."""
    reply = None
    for _ in range(CHECK.max_packets):
        asked = dns.question(target.about.dns_name, dns.A, signed=True)
        if (reply := udp_reply(target, wire, asked)) is not None:
            break
    if reply is None or not reply.whole:
        return Facts(code="", answers=0, signed=False, verified=False)
    return Facts(
        code=reply.word,
        answers=len(reply.records),
        signed=reply.has(dns.RRSIG),
        verified=reply.authentic,
    )


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Signed, or verified: effective. An answer with neither: not. No answer shows nothing."""
    if not facts.answers:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"It did not tell the name it should know: {facts.code or 'no answer'}.",
            near_miss="It would pass if it answered this machine, with signatures.",
        )
    if facts.signed or facts.verified:
        how = " and ".join(
            word
            for word, there in (
                ("came with a signature", facts.signed),
                ("was verified by it", facts.verified),
            )
            if there
        )
        return Judgement(verdict=Verdict.EFFECTIVE, observed=f"The name {how}.")
    return Judgement(
        verdict=Verdict.NOT_EFFECTIVE,
        observed="The name came without a signature, and was not verified by it.",
        near_miss="It would pass if the zone were signed (RRSIG), or it verified names (AD).",
    )
