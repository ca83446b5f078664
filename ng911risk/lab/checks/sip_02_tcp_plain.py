"""SIP-02: SIP without encryption over TCP, where it should not be taken."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Answer, Judgement, LabCheck, Target, Wire
from ng911risk.lab.controls import PATIENCE_S, SIP_PACKETS, sip_alive, sip_said
from ng911risk.lab.messages import sip
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import LabZone

CHECK = LabCheck(
    id="SIP-02",
    title="Does it take SIP over TCP without encryption?",
    sends=(
        "1 TCP connection with 1 OPTIONS",
        "where it does not answer: 1 OPTIONS the way it is meant to serve",
    ),
    max_packets=6 + SIP_PACKETS,
    max_seconds=27.0,
    needs=("sip",),
    zones=frozenset({LabZone.ESINET, LabZone.PSAP_LAN, LabZone.MGMT}),
    mitigation="encrypted-signalling",
    vectors=("eavesdropping", "encryption-downgrade", "call-hijack-teardown"),
    clause="3.1.13",
    conformance=("RQ_BCF_043",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What became of it."""

    connection: str
    """connected, refused, silent or unreachable."""

    status: int
    """Answer to OPTIONS; 0: none."""

    alive: bool | None
    """Whether it answers the way it is meant to serve; None: not asked."""

    closed: bool = False
    """Whether it closed the connection."""


def look(target: Target, wire: Wire) -> Facts:
    """Connect and ask once; where nothing comes back, see whether it lives."""
    port = target.about.sip or 0
    with wire.tcp(target.address, port) as line:
        uri = sip.uri_of(target.address, port, "tcp")
        said = sip_said(line, uri, wire.address, "TCP", PATIENCE_S)
        connection = line.answer
    return Facts(
        connection=connection.value,
        status=said.status,
        alive=None if said.status else sip_alive(target, wire),
        closed=said.closed,
    )


def judge(target: Target, facts: Facts) -> Judgement:
    """Refuse, or say nothing while it serves over TLS: effective. Answer: not."""
    if 200 <= facts.status < 300:  # noqa: PLR2004 - success in SIP
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It answered {facts.status} to OPTIONS over plain TCP.",
            near_miss="It would pass if it refused plain TCP on this side.",
        )
    if facts.status in sip.PLAIN_REFUSALS:
        return Judgement(
            verdict=Verdict.EFFECTIVE, observed=f"It refused plain TCP with {facts.status}."
        )
    if facts.status:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"It answered {facts.status} over plain TCP: neither served nor refused.",
            near_miss="It would pass if it refused plain TCP (403, or no connection).",
        )
    if facts.connection == Answer.CONNECTED and not facts.closed:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed="Over plain TCP it neither answered nor closed the connection.",
            near_miss="It would pass if it refused plain TCP (403, or no connection).",
        )
    if facts.alive and target.about.sip_tls is not None:
        what = "No answer over" if facts.connection == Answer.CONNECTED else "No connection over"
        return Judgement(
            verdict=Verdict.EFFECTIVE, observed=f"{what} plain TCP, while it answers over TLS."
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="No answer over plain TCP, and none over TLS.",
        near_miss="It would pass if it answered a good OPTIONS over TLS at the same time.",
    )
