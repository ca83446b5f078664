"""LOC-04: whether a location service slows down one source that asks far too much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ng911risk.lab.check import Answer, Judgement, LabCheck, Phase, Stream, Target, Wire
from ng911risk.lab.controls import own_identity, web_alive, web_ask, web_line
from ng911risk.lab.messages import lost
from ng911risk.model.evidence import Verdict

REQUESTS = 20
"""How many questions come in a row."""

FAST_ENOUGH = 10.0
"""Questions a second below which twenty of them are no test of a limit; our judgement."""

_PER_CONNECTION = 8
_PER_QUESTION = 3
"""Packets of ours: a connection with its handshake and end, and a question with its answer."""

LIMITS = frozenset({429, 503})
"""Answers that say: too much."""

_BEFORE_S = (0.0, 5.0)
_AFTER_S = (2.0, 4.0, 8.0, 16.0, 30.0)
"""Waits before it is asked whether it serves again: one minute in all."""

_NO_WORD = -1

_GIVEN_UP = 3
"""After so many questions without an answer no more are sent."""

CHECK = LabCheck(
    id="LOC-04",
    title="Does the location service limit one source that asks too much?",
    sends=(
        f"{REQUESTS} good questions in a row, over one connection if it lets us",
        f"up to {len(_BEFORE_S)} before, and up to {len(_AFTER_S)} until it serves again",
    ),
    max_packets=300,
    max_seconds=180.0,
    phase=Phase.DISRUPTIVE,
    needs=("http or https",),
    kinds=lost.XML_KINDS,
    precondition=f"The scope lets {FAST_ENOUGH:.0f} questions a second be asked.",
    mitigation="border-control-function",
    vectors=("ddos-internet-services",),
    clause="4.1.1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back."""

    before: bool
    """Whether it served a good question at first."""

    questions_per_second: float
    """How fast the scope let us ask, at most."""

    statuses: tuple[int, ...]
    """
    Status of each question, in their order; 0: no connection, or it was closed; -1: it stayed
    open and said nothing, which slow ones do as well.
    """

    recovered: bool
    """Whether it served again within a minute."""


def look(target: Target, wire: Wire) -> Facts:
    """Ask twenty times; then wait until it serves again, so that later checks find it well."""
    if not _serves(target, wire, _BEFORE_S):
        return Facts(before=False, questions_per_second=0.0, statuses=(), recovered=False)
    statuses: list[int] = []
    connections = 0
    while len(statuses) < REQUESTS and not _gave_up(statuses):
        with web_line(target, wire, own_identity(wire)) as line:
            statuses += _asked(target, line, REQUESTS - len(statuses))
        connections += 1
    return Facts(
        before=True,
        questions_per_second=_pace(wire, len(statuses), connections),
        statuses=tuple(statuses),
        recovered=_serves(target, wire, _AFTER_S),
    )


def judge(target: Target, facts: Facts) -> Judgement:
    """Limited, and well again: effective. All served: not."""
    del target
    got = ", ".join(str(one) if one > 0 else "nothing" for one in facts.statuses) or "nothing"
    served = [200 <= status < 300 for status in facts.statuses]  # noqa: PLR2004 - HTTP
    if len(served) == REQUESTS and all(served) and facts.questions_per_second < FAST_ENOUGH:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"It served all of {REQUESTS} questions, but the scope let no more than "
            f"{facts.questions_per_second} a second be asked.",
            near_miss=f"It would pass if it said 429 or 503 to some of {FAST_ENOUGH:.0f} or more a "
            "second: allow more packets a second.",
        )
    if len(served) == REQUESTS and all(served):
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It served all of {REQUESTS} questions that came in a row.",
            near_miss="It would pass if it answered 429 or 503 to some of them.",
        )
    limited = not LIMITS.isdisjoint(facts.statuses) or facts.statuses[-_GIVEN_UP:] == (
        (0,) * _GIVEN_UP
    )
    if facts.before and any(served) and limited and facts.recovered:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"It limited {len(served)} questions in a row ({got}), then served again.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed=f"To {len(served)} questions in a row it said {got}; "
        f"{'it served again' if facts.recovered else 'it did not serve'} afterwards.",
        near_miss="It would pass if it served at first, said 429 or 503 to some, and served "
        "again within a minute.",
    )


def _asked(target: Target, line: Stream, at_most: int) -> Iterator[int]:
    """Statuses of questions over one connection, as long as it stays; one at least."""
    for _ in range(at_most):
        said = web_ask(target, line, lost.good(target.about.kind))
        open_still = line.answer is Answer.CONNECTED and not line.closed
        yield said.status or (_NO_WORD if open_still else 0)
        if not said.stays:
            return


def _gave_up(statuses: Sequence[int]) -> bool:
    """Whether the last ones got no answer."""
    return len(statuses) >= _GIVEN_UP and all(one <= 0 for one in statuses[-_GIVEN_UP:])


def _pace(wire: Wire, questions: int, connections: int) -> float:
    """Most questions a second that the scope let us ask, over so many connections."""
    packets = connections * _PER_CONNECTION + questions * _PER_QUESTION
    return round(wire.packets_per_second * questions / packets, 1)


def _serves(target: Target, wire: Wire, waits: tuple[float, ...]) -> bool:
    for wait in waits:
        wire.wait(wait)
        if web_alive(target, wire):
            return True
    return False
