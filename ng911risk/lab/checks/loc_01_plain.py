"""LOC-01: a location service without encryption, where it should not serve."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Answer, Judgement, LabCheck, Target, Wire
from ng911risk.lab.controls import PATIENCE_S, WEB_PACKETS, web_alive, web_ask
from ng911risk.lab.messages import lost
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import LabZone

REFUSALS = frozenset({401, 403, 421, 426})
"""Answers that say: not like this."""

_SENT_ON = range(300, 400)

_NOT_HERE = frozenset(range(400, 500)) - {408, 425, 429}
"""Answers that do not serve; those that say ``too slow`` or ``too much`` are none."""

CHECK = LabCheck(
    id="LOC-01",
    title="Does the web service answer without encryption?",
    sends=(
        "1 question for the test service over plain HTTP",
        "where it is not served: 1 the way it is meant to serve",
    ),
    max_packets=7 + WEB_PACKETS,
    max_seconds=30.0,
    needs=("http",),
    zones=frozenset({LabZone.ESINET, LabZone.PSAP_LAN, LabZone.MGMT}),
    mitigation="encrypted-signalling",
    vectors=("eavesdropping", "caller-location-spoofing", "encryption-downgrade"),
    clause="2.8.1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What became of it."""

    connection: str
    """connected, refused, silent or unreachable."""

    status: int
    """Status over plain HTTP; 0: none."""

    location: str
    """Where it sent us; empty: nowhere."""

    alive: bool | None
    """Whether it serves over TLS; None: not asked, or it has no TLS."""

    closed: bool = False
    """Whether it closed the connection."""


def look(target: Target, wire: Wire) -> Facts:
    """Ask once in the clear; where that is not served, see whether it serves over TLS."""
    with wire.tcp(target.address, target.about.http or 0) as line:
        said = web_ask(target, line, lost.good(target.about.kind), PATIENCE_S)
        connection, closed = line.answer, line.closed
    ask_again = not _served(said.status) and target.about.https is not None
    return Facts(
        connection=connection.value,
        status=said.status,
        location=said.location,
        alive=web_alive(target, wire) if ask_again else None,
        closed=closed,
    )


def judge(target: Target, facts: Facts) -> Judgement:
    """Served: not effective. Refused, or nothing while it serves over TLS: effective."""
    del target
    if _served(facts.status):
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It served a question over plain HTTP (status {facts.status}).",
            near_miss="It would pass if it refused plain HTTP, or sent on to HTTPS.",
        )
    to_tls = facts.location.lower().startswith("https:")
    if facts.status in REFUSALS or (facts.status in _SENT_ON and to_tls):
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"It did not serve plain HTTP (status {facts.status}).",
        )
    silent = facts.status == 0 and (facts.closed or facts.connection != Answer.CONNECTED)
    if facts.alive and (silent or facts.status in _NOT_HERE):
        what = f"status {facts.status}" if facts.status else facts.connection
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"It did not serve plain HTTP ({what}), while it serves over TLS.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed=f"To a question over plain HTTP it said {facts.status or 'nothing'} "
        f"({facts.connection}); over TLS it {'serves' if facts.alive else 'does not serve'}.",
        near_miss="It would pass if it served a good question over TLS, and plain HTTP only sent "
        "there or refused.",
    )


def _served(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004 - success in HTTP
