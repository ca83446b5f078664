"""DNS-02: whether a name service tells strangers which software it runs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.controls import PATIENCE_S
from ng911risk.lab.exchanges.names import ALIVE_PACKETS, ALIVE_S, names_alive, udp_reply
from ng911risk.lab.messages import dns
from ng911risk.model.evidence import Verdict

_NAMES: Final = ("version.bind", "version.server")

CHECK = LabCheck(
    id="DNS-02",
    title="Does its name service tell its software and version?",
    sends=(
        "1 question each for version.bind and version.server",
        "if nothing comes back: 1 question, 1 more over TCP, and all of it once more",
    ),
    max_packets=2 * (len(_NAMES) + ALIVE_PACKETS),
    max_seconds=2 * (2 * PATIENCE_S + ALIVE_S),
    needs=("dns",),
    mitigation="resilient-naming-and-time",
    refutes=False,
    vectors=("naming-and-time-attack", "unpatched-exposed-product"),
)

_UNREADABLE: Final = "unreadable"
_VERSION: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back."""

    codes: tuple[str, ...]
    """Answer to each question, in the usual word, or ``unreadable``; empty: none."""

    texts: tuple[str, ...]
    """What it said about itself."""

    alive: bool | None
    """After silence: whether it lived before and after; None: not asked."""


def look(target: Target, wire: Wire) -> Facts:
    """Ask what it is."""
    codes, texts = _round(target, wire)
    if any(codes):
        return Facts(codes=codes, texts=texts, alive=None)
    if not names_alive(target, wire):
        return Facts(codes=codes, texts=texts, alive=False)
    codes, texts = _round(target, wire)
    return Facts(codes=codes, texts=texts, alive=names_alive(target, wire))


def _round(target: Target, wire: Wire) -> tuple[tuple[str, ...], tuple[str, ...]]:
    codes: list[str] = []
    texts: list[str] = []
    for name in _NAMES:
        reply = udp_reply(target, wire, dns.question(name, dns.TXT, group=dns.CHAOS))
        if reply is None or not reply.whole:
            codes.append("" if reply is None else _UNREADABLE)
            continue
        codes.append(reply.word)
        texts += [text[:120] for _, text in reply.records if text]
    return tuple(codes), tuple(texts)


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """A version: not effective. A refusal, or silence while it lives: effective."""
    told = next((text for text in facts.texts if _VERSION.search(text)), None)
    if told is not None:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It calls itself “{told}”.",
            near_miss="It would pass if it refused to tell its version.",
        )
    if _UNREADABLE in facts.codes:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed="Its answer cannot be read.",
            near_miss="It would pass if it refused in an answer that can be read.",
        )
    if any(facts.codes):
        words = ", ".join(code or "nothing" for code in facts.codes)
        return Judgement(
            verdict=Verdict.EFFECTIVE, observed=f"It told no version; it answered {words}."
        )
    if facts.alive:
        return Judgement(
            verdict=Verdict.EFFECTIVE, observed="It answered neither question, while it lives."
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="It answered neither question, and does not show that it lives.",
        near_miss="It would pass if it refused, or answered a good question before and after.",
    )
