"""SIP-09: whether it tells strangers which software it runs, and which version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

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
    id="SIP-09",
    title="Does it tell its software and version to whoever asks?",
    sends=(
        "1 OPTIONS each way it has",
        "if nothing comes back: 2 OPTIONS the way it is meant to serve, and the same once more",
    ),
    max_packets=QUESTION_PACKETS,
    max_seconds=QUESTION_S,
    needs=("sip or sip_tls",),
    mitigation="border-control-function",
    refutes=False,
    vectors=("unpatched-exposed-product", "malformed-messages"),
)

_VERSION: Final = re.compile(r"\d+\.\d+|/\s*v?\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back."""

    heard: Heard


def look(target: Target, wire: Wire) -> Facts:
    """Ask each way, and read how it calls itself."""
    return Facts(heard=heard(target, wire, _options))


def _options(line: Line) -> sip.Request:
    return sip.request("OPTIONS", line.uri, line.origin)


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """A version in an answer: not effective. Answers without one: effective."""
    told = next((x for x in facts.heard.said if _VERSION.search(x.software)), None)
    if told is not None:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"Over {told.way} it calls itself “{told.software[:120]}”.",
            near_miss="It would pass if its answers named no version.",
        )
    if facts.heard.answered and not facts.heard.unclear:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"It answered without a version: {in_words(facts.heard.said)}.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed=f"No good answer to OPTIONS: {in_words(facts.heard.said)}.",
        near_miss="It would pass if it answered a good OPTIONS without naming a version.",
    )
