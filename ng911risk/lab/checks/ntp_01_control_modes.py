"""NTP-01: whether a time service answers strangers more than what time it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.exchanges.datagrams import ANSWER_S, datagram
from ng911risk.lab.messages import ntp
from ng911risk.model.evidence import Verdict

CHECK = LabCheck(
    id="NTP-01",
    title="Does its time service answer administration questions of strangers?",
    sends=(
        "1 question in mode 6, 1 in mode 7 and 1 to the command port, which only read",
        "1 question for the time before and after",
    ),
    max_packets=5,
    max_seconds=5 * ANSWER_S + 1.0,
    needs=("ntp",),
    precondition="The time service serves this machine.",
    mitigation="resilient-naming-and-time",
    refutes=False,
    vectors=("naming-and-time-attack", "ddos-internet-services"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What came back."""

    variables: int
    """Bytes of the answer in mode 6; 0: none."""

    clients: int
    """Bytes of the answer in mode 7."""

    command: int
    """Bytes of the answer from the command port."""

    alive: bool
    """Whether it told the time before and after."""


def look(target: Target, wire: Wire) -> Facts:
    """Ask for the time, the three questions, and for the time again."""
    port = target.about.ntp or 0
    before = _alive(target, wire)
    variables = _answer(target, wire, port, ntp.variables_question(), ntp.is_variables)
    clients = _answer(target, wire, port, ntp.clients_question(), ntp.is_clients)
    command = _answer(target, wire, ntp.COMMAND_PORT, ntp.command_question(), ntp.is_command_reply)
    return Facts(
        variables=len(variables),
        clients=len(clients),
        command=len(command),
        alive=_alive(target, wire) and before,
    )


def _alive(target: Target, wire: Wire) -> bool:
    port = target.about.ntp or 0
    return bool(_answer(target, wire, port, ntp.time_question(), ntp.is_time))


def _answer(
    target: Target, wire: Wire, port: int, asked: bytes, fits: Callable[[bytes, bytes], bool]
) -> bytes:
    return datagram(target, wire, port, asked, lambda got: fits(got, asked))


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """An answer to any of the three: not effective. None, while it tells the time: effective."""
    answered = [
        name
        for name, size in (
            ("in mode 6", facts.variables),
            ("in mode 7", facts.clients),
            ("on its command port", facts.command),
        )
        if size
    ]
    if answered:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It answered a stranger {' and '.join(answered)}.",
            near_miss="It would pass if it answered only what time it is.",
        )
    if facts.alive:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed="It told the time before and after, and answered nothing else.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="It answered none of the three, but did not tell the time either.",
        near_miss="It would pass if it told the time before and after.",
    )
