"""SIP-08: whether anybody may register, without credentials."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.exchanges.lines import Line
from ng911risk.lab.exchanges.questions import (
    QUESTION_PACKETS,
    QUESTION_S,
    Heard,
    heard,
    in_words,
)
from ng911risk.lab.messages import sip
from ng911risk.model.evidence import Verdict

CHECK = LabCheck(
    id="SIP-08",
    title="Does it let anybody register without credentials?",
    sends=(
        "1 REGISTER without Contact, which changes nothing, each way it has",
        "if nothing comes back: 2 OPTIONS the way it is meant to serve, and the same once more",
    ),
    max_packets=QUESTION_PACKETS,
    max_seconds=QUESTION_S,
    needs=("sip or sip_tls",),
    mitigation="border-control-function",
    vectors=("call-hijack-teardown", "sip-signalling-flood"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back."""

    heard: Heard


def look(target: Target, wire: Wire) -> Facts:
    """Ask who is registered under a name that nobody has."""
    return Facts(heard=heard(target, wire, _query))


def _query(line: Line) -> sip.Request:
    nobody = f"assessor-{secrets.token_hex(4)}"
    return sip.request(
        "REGISTER",
        line.uri,
        line.origin,
        to=line.uri.replace("sip:", f"sip:{nobody}@", 1),
        user=nobody,
    )


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Yes to a stranger: not effective. A refusal, or silence while it lives: effective."""
    said = in_words(facts.heard.said)
    if facts.heard.accepted:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It took a REGISTER without credentials: {said}.",
            near_miss="It would pass if it asked for credentials (401), or refused (403, 405).",
        )
    if facts.heard.unclear:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"REGISTER without credentials got {said}: neither taken nor refused.",
            near_miss="It would pass if it asked for credentials (401), or refused (403, 405).",
        )
    if facts.heard.answered:
        return Judgement(
            verdict=Verdict.EFFECTIVE, observed=f"REGISTER without credentials got {said}."
        )
    if facts.heard.alive:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed="REGISTER without credentials got no answer, while OPTIONS did.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="No answer to REGISTER, and none to a good OPTIONS.",
        near_miss="It would pass if it answered a good OPTIONS before and after.",
    )
