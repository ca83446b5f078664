"""
LOC-03: whether a location service reads document types that others declare.

One harmless entity stands for a word that the answer needs. Who expands it would expand worse
ones. It says nothing of the front before the parser: that is what other checks are for.
"""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.controls import WEB_PACKETS, own_identity, web_says
from ng911risk.lab.messages import http, lost
from ng911risk.model.evidence import Verdict

CHECK = LabCheck(
    id="LOC-03",
    title="Does the parser refuse document types that a stranger declares?",
    sends=(
        "1 question for the test service, one word of which is an entity",
        "2 good ones, before and after",
    ),
    max_packets=3 * WEB_PACKETS,
    max_seconds=18.0,
    needs=("http or https",),
    kinds=lost.XML_KINDS,
    mitigation="parser-hardening",
    vectors=("malformed-messages",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What it said to each of the three; a status of 0 is no answer."""

    before: int
    """Status of the first good one."""

    status: int
    """Status of the one with the entity."""

    served: bool
    """Whether its answer was that to a good question."""

    after: int
    """Status of the last good one."""

    parsed: bool = False
    """Whether both good ones got what such a question is there for, not any page."""


def look(target: Target, wire: Wire) -> Facts:
    """A good question, the one with the entity, a good one."""
    kind = target.about.kind

    def ask(question: lost.Question) -> http.Answer:
        return web_says(target, wire, question, own_identity(wire))

    before, tried, after = (
        ask(one) for one in (lost.good(kind), lost.with_entity(kind), lost.good(kind))
    )
    return Facts(
        before=before.status,
        status=tried.status,
        served=lost.served(tried.status, tried.body),
        after=after.status,
        parsed=all(lost.served(one.status, one.body) for one in (before, after)),
    )


def judge(target: Target, facts: Facts) -> Judgement:
    """Served as if the word stood there: not effective. Refused: effective."""
    del target
    if facts.served:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It served a question with a declared entity (status {facts.status}).",
            near_miss="It would pass if it refused every document type (400).",
        )
    if not (_success(facts.before) and _success(facts.after) and facts.parsed):
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed="It did not serve a good question before and after "
            f"(status {facts.before} and {facts.after}).",
            near_miss="It would pass if it served good questions and refused this one.",
        )
    if _success(facts.status) or 400 <= facts.status < 500:  # noqa: PLR2004 - HTTP
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"It refused a question with a declared entity (status {facts.status}), "
            "and served good ones. This is about its parser only.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed=f"To a question with a declared entity it said {facts.status or 'nothing'}.",
        near_miss="It would pass if it refused it with 400.",
    )


def _success(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004 - HTTP
