"""DNS-03: whether strangers may copy all names of a zone."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Answer, Judgement, LabCheck, Target, Wire
from ng911risk.lab.controls import PATIENCE_S
from ng911risk.lab.exchanges.names import (
    ALIVE_PACKETS,
    ALIVE_S,
    STREAM_PACKETS,
    names_alive,
    tcp_reply,
)
from ng911risk.lab.messages import dns
from ng911risk.model.evidence import Verdict

CHECK = LabCheck(
    id="DNS-03",
    title="May strangers copy all names of its zone?",
    sends=(
        "1 request for the zone (AXFR) over TCP; only the first message of the answer is read",
        "1 question over UDP, and 1 over TCP if it is not answered, before and after",
    ),
    max_packets=STREAM_PACKETS + 2 * ALIVE_PACKETS,
    max_seconds=2 * PATIENCE_S + 2.0 + 2 * ALIVE_S,
    needs=("dns", "dns_zone"),
    mitigation="resilient-naming-and-time",
    refutes=False,
    vectors=("naming-and-time-attack", "lateral-movement-from-county"),
)


UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back."""

    connection: Answer
    code: str
    """In the usual word, or ``unreadable``; empty: no answer."""

    records: int
    """Records in the first message."""

    alive: bool
    """Whether it lived before and after."""


def look(target: Target, wire: Wire) -> Facts:
    """Ask for the whole zone, and read the beginning."""
    before = names_alive(target, wire)
    asked = dns.question(target.about.dns_zone, dns.AXFR, recursive=False)
    connection, reply = tcp_reply(target, wire, asked)
    return Facts(
        connection=connection,
        code="" if reply is None else reply.word if reply.whole else UNREADABLE,
        records=len(reply.records) if reply and (reply.whole or reply.echoed) else 0,
        alive=before and names_alive(target, wire),
    )


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Records: not effective. A refusal, or nothing while it lives: effective."""
    if facts.records:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It began to hand the zone over: {facts.records} records at once.",
            near_miss="It would pass if it refused zone transfers to this address.",
        )
    if facts.code in (UNREADABLE, "SERVFAIL"):
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"It handed nothing over, but its answer is no refusal: {facts.code}.",
            near_miss="It would pass if it refused zone transfers to this address.",
        )
    if facts.code:
        return Judgement(
            verdict=Verdict.EFFECTIVE, observed=f"It answered {facts.code} and handed over nothing."
        )
    if facts.alive:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"No zone came over TCP ({facts.connection.value}), while it lives.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed=f"Nothing came over TCP ({facts.connection.value}), nor over UDP.",
        near_miss="It would pass if it answered a good question before and after.",
    )
