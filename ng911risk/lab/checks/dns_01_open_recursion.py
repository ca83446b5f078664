"""DNS-01: whether a name service asks others on behalf of strangers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.controls import PATIENCE_S
from ng911risk.lab.exchanges.names import ALIVE_PACKETS, ALIVE_S, names_alive, udp_reply
from ng911risk.lab.messages import dns
from ng911risk.model.evidence import Verdict

CHECK = LabCheck(
    id="DNS-01",
    title="Does its name service look up names for strangers?",
    sends=(
        "1 question for a name that it knows, 1 for a name that nobody has",
        "if nothing comes back: 1 question, 1 more over TCP, and all of it once more",
    ),
    max_packets=2 * (2 + ALIVE_PACKETS),
    max_seconds=2 * (2 * PATIENCE_S + ALIVE_S),
    needs=("dns", "dns_name"),
    precondition="The address of this machine is none that it is meant to serve.",
    mitigation="resilient-naming-and-time",
    vectors=("naming-and-time-attack", "ddos-internet-services"),
)

_SILENT: Final = -1
_UNREADABLE: Final = -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one question brought."""

    code: int
    """Code of the answer; -1: none, -2: one that cannot be read."""

    answers: int
    recursion: bool
    """It offers to ask others."""

    authoritative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What both questions brought."""

    known: Said
    foreign: Said
    alive: bool | None
    """After silence: whether it lived before and after; None: not asked."""


def look(target: Target, wire: Wire) -> Facts:
    """Ask for a name that it knows and for one that nobody has."""
    known, foreign = _both(target, wire)
    if known.code != _SILENT or foreign.code != _SILENT:
        return Facts(known=known, foreign=foreign, alive=None)
    if not names_alive(target, wire):
        return Facts(known=known, foreign=foreign, alive=False)
    known, foreign = _both(target, wire)
    return Facts(known=known, foreign=foreign, alive=names_alive(target, wire))


def _both(target: Target, wire: Wire) -> tuple[Said, Said]:
    nobody = f"assessor-{secrets.token_hex(4)}.example.com"
    return _said(target, wire, target.about.dns_name), _said(target, wire, nobody)


def _said(target: Target, wire: Wire, name: str) -> Said:
    reply = udp_reply(target, wire, dns.question(name, dns.A))
    if reply is None:
        return Said(code=_SILENT, answers=0, recursion=False, authoritative=False)
    if not reply.whole:
        return Said(code=_UNREADABLE, answers=0, recursion=False, authoritative=False)
    return Said(
        code=reply.code,
        answers=len(reply.records),
        recursion=reply.recursion,
        authoritative=reply.authoritative,
    )


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """It serves a stranger and offers to ask others: not effective. It refuses: effective."""
    offered = [
        one
        for one in (facts.known, facts.foreign)
        if one.recursion and one.code not in (_SILENT, dns.REFUSED)
    ]
    seen = f"It answered {_word(facts.known)} to a name it knows, {_word(facts.foreign)} to another"
    if offered:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"{seen}, and offers to ask others.",
            near_miss="It would pass if it refused (REFUSED) whoever it is not meant to serve.",
        )
    if _UNREADABLE in (facts.known.code, facts.foreign.code):
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"{seen}.",
            near_miss="It would pass if it refused (REFUSED) in an answer that can be read.",
        )
    if facts.known.code != _SILENT or facts.foreign.code != _SILENT:
        return Judgement(verdict=Verdict.EFFECTIVE, observed=f"{seen}, and asks nobody else.")
    if facts.alive:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed="It answered neither question, while it lives.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="It answered neither question, and does not show that it lives.",
        near_miss="It would pass if it refused, or answered a good question before and after.",
    )


def _word(said: Said) -> str:
    if said.code == _SILENT:
        return "nothing"
    if said.code == _UNREADABLE:
        return "what cannot be read"
    return dns.CODES.get(said.code, f"code {said.code}")
