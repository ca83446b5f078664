"""SIP-11: whether its answers tell which names exist."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.controls import PATIENCE_S
from ng911risk.lab.exchanges.lines import (
    TLS_MESSAGE_PACKETS,
    TLS_PACKETS,
    Line,
    opened,
    reply,
    ways,
)
from ng911risk.lab.messages import sip
from ng911risk.model.evidence import Verdict

_STRANGERS: Final = 5
_METHODS: Final = ("OPTIONS", "REGISTER")
_ASKED: Final = len(_METHODS) * (_STRANGERS + 2)
_PAUSE_S: Final = 0.25
_ANSWER_S: Final = 1.0

CHECK = LabCheck(
    id="SIP-11",
    title="Do its answers tell strangers which users exist?",
    sends=(
        "2 OPTIONS and 2 REGISTER without Contact for the test user, each way it has",
        "5 of each for names that nobody has",
    ),
    max_packets=_ASKED + TLS_PACKETS + _ASKED * (TLS_MESSAGE_PACKETS + 1),
    max_seconds=2 * _ASKED * (_PAUSE_S + PATIENCE_S) + 10.0,
    needs=("sip or sip_tls", "known_user"),
    precondition="The test user exists there, and belongs to nobody.",
    mitigation="border-control-function",
    refutes=False,
    vectors=("sip-signalling-flood", "call-hijack-teardown"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one method showed, one way."""

    way: str
    method: str
    known: tuple[int, int]
    """Status for the test user, first and last; 0: no answer."""

    unknown: tuple[int, ...]
    """Status for each name that nobody has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was asked, each way."""

    asked: tuple[Asked, ...]


def look(target: Target, wire: Wire) -> Facts:
    """Ask for the test user, for strangers, and for the test user again."""
    found: list[Asked] = []
    for way in ways(target):
        with opened(target, wire, way) as line:
            found += [_asked(target, wire, line, method) for method in _METHODS]
    return Facts(asked=tuple(found))


def _asked(target: Target, wire: Wire, line: Line, method: str) -> Asked:
    known = target.about.known_user
    strangers = [f"{known[:4]}{secrets.token_hex(5)}" for _ in range(_STRANGERS)]
    got = [_status(wire, line, method, user) for user in (known, *strangers, known)]
    return Asked(
        way=line.way.value, method=method, known=(got[0], got[-1]), unknown=tuple(got[1:-1])
    )


def _status(wire: Wire, line: Line, method: str, user: str) -> int:
    wire.wait(_PAUSE_S)
    theirs = line.uri.replace("sip:", f"sip:{user}@", 1)
    uri = theirs if method == "OPTIONS" else line.uri
    asked = sip.request(method, uri, line.origin, to=theirs)
    code = sip.status(reply(line, asked, _ANSWER_S)) if line.send(asked.data) else 0
    return code if code >= sip.FINAL else 0


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Another answer for who exists: not effective. The same for all: effective."""
    usable = [
        one
        for one in facts.asked
        if one.known[0] == one.known[1] and one.known[0] and one.known[0] not in sip.TROUBLE
    ]
    telling = next((x for x in usable if x.known[0] not in x.unknown), None)
    if telling is not None:
        others = ", ".join(str(one or "no answer") for one in sorted(set(telling.unknown)))
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=(
                f"{telling.method} over {telling.way} got {telling.known[0]} for the test user"
                f" and {others} for names that nobody has."
            ),
            near_miss="It would pass if both got the same answer.",
        )
    even = [one for one in usable if set(one.unknown) == {one.known[0]}]
    if usable and len(even) == len(usable):
        same = ", ".join(f"{one.method} over {one.way}: {one.known[0]}" for one in even)
        return Judgement(
            verdict=Verdict.EFFECTIVE, observed=f"Every name got the same answer ({same})."
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed=(
            "It answered some names and not others, without a pattern."
            if usable
            else "It did not answer the same way twice for the test user, or not at all."
        ),
        near_miss="It would pass if it gave one same answer for every name, each time.",
    )
