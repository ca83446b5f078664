"""SIP-03: which versions of TLS it takes; what is out of use should be refused."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ng911risk.lab.check import Answer, Judgement, LabCheck, Target, Wire
from ng911risk.lab.controls import CLEAR_PACKETS, PATIENCE_S, clear_alive
from ng911risk.lab.messages import hello
from ng911risk.model.evidence import Verdict

OFFER_PACKETS = 7
"""Most packets of one `offer`: a connection, one message, acknowledgements, the end."""

VERSIONS_PACKETS = 6 * OFFER_PACKETS + CLEAR_PACKETS
"""Most packets of `look_at`."""

VERSIONS_SECONDS = 7 * (2.0 + PATIENCE_S) + 15.0
"""Longest time of `look_at`."""

CHECK = LabCheck(
    id="SIP-03",
    title="Does it refuse versions of TLS that are out of use?",
    sends=(
        "5 TCP connections with 1 ClientHello each: SSL 3.0, TLS 1.0, 1.1, 1.2, 1.3",
        "1 more with TLS 1.2 or 1.3, to see that it still answers",
        "where none answers: 1 more, and 1 OPTIONS over UDP",
    ),
    max_packets=VERSIONS_PACKETS,
    max_seconds=VERSIONS_SECONDS,
    needs=("sip_tls",),
    mitigation="encrypted-signalling",
    vectors=("encryption-downgrade", "eavesdropping"),
    clause="2.8.1",
    conformance=("RQ_BCF_038", "RQ_BCF_039", "RQ_BCF_040"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What it chose."""

    taken: tuple[str, ...]
    """Versions it chose when they were all that was offered, oldest first."""

    refused: tuple[str, ...]
    """Versions it did not choose."""

    spoke: bool
    """Whether anything came back that is TLS."""

    again: bool
    """Whether it still took TLS 1.2 or 1.3 afterwards."""

    without_tls: bool | None
    """Whether there is no TLS at its port, though it lives; None: not asked."""

    unclear: tuple[str, ...] = ()
    """Versions it neither chose nor refused: it said nothing, or what nobody can read."""


def look(target: Target, wire: Wire) -> Facts:
    """Offer one version after the other."""
    return look_at(target, wire, target.about.sip_tls or 0)


def judge(target: Target, facts: Facts) -> Judgement:
    """Only TLS 1.2 and 1.3: effective. Older ones, or none at all: not."""
    del target
    return judge_versions(facts)


def look_at(target: Target, wire: Wire, port: int) -> Facts:
    """The same at any port; at most `VERSIONS_PACKETS`."""
    replies = {
        name: offer(target, wire, port, number, suites_for(name))
        for name, number in hello.VERSIONS.items()
    }
    taken = tuple(name for name in hello.VERSIONS if name in {r.version for r in replies.values()})
    spoke = any(reply.version or reply.alert for reply in replies.values())
    newest = taken[-1] if taken else "TLS 1.2"
    again = offer(target, wire, port, hello.VERSIONS[newest], suites_for(newest))
    return Facts(
        taken=taken,
        refused=tuple(name for name in replies if name not in taken),
        spoke=spoke,
        again=bool(again.version),
        without_tls=None if spoke else lives_without_tls(target, wire, port),
        unclear=tuple(
            name for name, said in replies.items() if name not in taken and not said.refused
        ),
    )


def offer(
    target: Target, wire: Wire, port: int, version: int, suites: tuple[int, ...]
) -> hello.Reply:
    """Say one ClientHello over a connection of its own; at most `OFFER_PACKETS`."""
    with wire.tcp(target.address, port) as line:
        if line.answer is not Answer.CONNECTED:
            return hello.Reply()
        line.send(hello.hello(version, suites, target.name))
        data = line.receive(PATIENCE_S)
        said = hello.read(data)
        return replace(said, closed=True) if not data and line.closed else said


def lives_without_tls(target: Target, wire: Wire, port: int) -> bool:
    """
    Whether nothing at a port speaks TLS, not even to refuse, while it lives elsewhere.

    A port that swallows every attempt to connect is no proof: it may be open to others. Nor is
    one that stays open and says nothing.
    """
    with wire.tcp(target.address, port) as line:
        if line.answer not in (Answer.CONNECTED, Answer.REFUSED):
            return False
        line.send(hello.hello(hello.VERSIONS["TLS 1.2"], hello.COMMON, target.name))
        data = line.receive(PATIENCE_S)
        said = hello.read(data)
        slow = line.answer is Answer.CONNECTED and not data and not line.closed
    return not (slow or said.version or said.alert) and clear_alive(target, wire)


def suites_for(version: str) -> tuple[int, ...]:
    """What is offered with a version, so that a refusal is one of the version."""
    return hello.COMMON_13 if version == "TLS 1.3" else hello.COMMON


def judge_versions(facts: Facts) -> Judgement:
    """Say what follows from the versions it took."""
    old = [name for name in facts.taken if name in hello.OLD_VERSIONS]
    if old:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It takes {', '.join(old)}.",
            near_miss="It would pass if it took TLS 1.2 and 1.3 only.",
        )
    slow = [name for name in facts.unclear if name in hello.OLD_VERSIONS]
    if facts.taken and facts.again and slow:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"It takes {', '.join(facts.taken)}; to {', '.join(slow)} it said neither "
            "yes nor no, and did not close the connection.",
            near_miss="It would pass if it refused them by an alert, or closed the connection.",
        )
    if facts.taken and facts.again:
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"It takes {', '.join(facts.taken)} and refuses {', '.join(facts.refused)}.",
        )
    if facts.without_tls:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed="There is no TLS at its port, though it lives.",
            near_miss="It would pass if it took TLS 1.2 or 1.3.",
        )
    if facts.spoke and not facts.taken:
        # the name that was asked for, or a certificate of a rare kind, may be the reason
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed="It speaks TLS, but took nothing that was offered, in any version.",
            near_miss="It would pass if it took TLS 1.2 or 1.3 with a common suite, for the name "
            "that the list of targets gives it.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="It did not answer to TLS, before or afterwards.",
        near_miss="It would pass if it took TLS 1.2 or 1.3, and still did after the others.",
    )
