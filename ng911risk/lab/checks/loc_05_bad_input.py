"""LOC-05: whether a location service refuses broken XML, and lives through it."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Judgement, LabCheck, Phase, Target, Wire
from ng911risk.lab.controls import own_identity, web_ask, web_line, web_says
from ng911risk.lab.messages import lost
from ng911risk.model.evidence import Verdict

_LARGE_PACKETS = 100
_BAD = 6
_PACE_S = 0.5

CHECK = LabCheck(
    id="LOC-05",
    title="Does the location service survive broken and large questions?",
    sends=(
        f"{_BAD} questions that are broken XML, {lost.LARGE_BYTES // 1_000} kB once",
        f"{_BAD + 2} good ones: one before, and one after each",
    ),
    max_packets=(2 * _BAD + 2) * 14 + _LARGE_PACKETS,
    max_seconds=90.0,
    phase=Phase.DISRUPTIVE,
    needs=("http or https",),
    kinds=lost.XML_KINDS,
    mitigation="parser-hardening",
    vectors=("malformed-messages",),
)

_BUSY = frozenset({429, 503})

LARGE = "100 kB"
"""How the large question is called in the facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One bad question."""

    what: str
    """What is wrong with it."""

    status: int
    """Status; 0: no answer."""

    served: bool
    """Whether it was answered like a good one."""

    alive: int
    """Status of a good question right after it; 0: no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back."""

    before: int
    """Status of a good question at first."""

    tried: tuple[Tried, ...]
    """In their order; the last one that was tried is the last one here."""

    parsed: bool = False
    """Whether a good question got at first what it is there for, not any page."""


def look(target: Target, wire: Wire) -> Facts:
    """Try one after the other, and stop where it no longer lives."""
    kind = target.about.kind
    first = web_says(target, wire, lost.good(kind), own_identity(wire))
    parsed = lost.served(first.status, first.body)
    tried: list[Tried] = []
    for what, question in {**lost.broken(kind), LARGE: lost.large(kind)}.items():
        if not parsed or (tried and not tried[-1].alive):
            break
        tried.append(_try(target, wire, what, question))
    return Facts(before=first.status, tried=tuple(tried), parsed=parsed)


def judge(target: Target, facts: Facts) -> Judgement:
    """Every one refused and survived: effective. Dead, at fault (5xx) or served: not."""
    del target
    if not facts.parsed or not facts.tried:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"It did not serve a good question at first ({facts.before or 'nothing'}).",
            near_miss="It would pass if it served good questions and refused bad ones.",
        )
    wrong = "; ".join(filter(None, (_wrong(one) for one in facts.tried)))
    if wrong:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"Bad questions were not just refused: {wrong}.",
            near_miss="It would pass if it refused each with 400 and went on serving.",
        )
    unclear = [one.what for one in facts.tried if _unclear(one)]
    if unclear:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"What became of these is not clear: {', '.join(unclear)}.",
            near_miss="It would pass if it refused each with 400, and served a good one after it.",
        )
    return Judgement(
        verdict=Verdict.EFFECTIVE,
        observed=f"It refused {len(facts.tried) - 1} broken questions and lived through "
        f"{lost.LARGE_BYTES // 1_000} kB ({', '.join(str(x.status) for x in facts.tried)}).",
    )


def _try(target: Target, wire: Wire, what: str, question: lost.Question) -> Tried:
    """Ask a bad question, and a good one over the same connection if it is still there."""
    good = lost.good(target.about.kind)
    wire.wait(_PACE_S)
    with web_line(target, wire, own_identity(wire)) as line:
        said = web_ask(target, line, question)
        alive = web_ask(target, line, good).status if said.stays else 0
    return Tried(
        what=what,
        status=said.status,
        served=lost.served(said.status, said.body),
        alive=alive or _status(target, wire, good),
    )


def _wrong(one: Tried) -> str:
    if not one.alive:
        return f"dead after {one.what}"
    if one.status >= 500 and one.status not in _BUSY:  # noqa: PLR2004 - HTTP
        return f"{one.status} to {one.what}"
    return f"{one.what} was served" if one.served and one.what != LARGE else ""


def _unclear(one: Tried) -> bool:
    """Busy; without an answer at all, unless it was too large; or not serving after it."""
    silent = one.status == 0 and one.what != LARGE
    return one.status in _BUSY or silent or not _success(one.alive)


def _status(target: Target, wire: Wire, question: lost.Question) -> int:
    return web_says(target, wire, question, own_identity(wire)).status


def _success(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004 - HTTP
