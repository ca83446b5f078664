"""SIP-04: which cipher suites it takes: AES-256-GCM it should, weak ones it should not."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.checks.sip_03_tls_versions import OFFER_PACKETS, offer
from ng911risk.lab.messages import hello
from ng911risk.model.evidence import Verdict

_OFFERS = len(hello.WEAK_FAMILIES) + 5

CHECK = LabCheck(
    id="SIP-04",
    title="Does it take AES-256-GCM, and refuse weak cipher suites?",
    sends=(
        f"{len(hello.WEAK_FAMILIES)} connections with 1 ClientHello each, of one weak family",
        "2 with AES-256-GCM only (TLS 1.2 and 1.3), up to 3 with common suites before and after",
    ),
    max_packets=_OFFERS * OFFER_PACKETS,
    max_seconds=_OFFERS * 7.0,
    needs=("sip_tls or https",),
    mitigation="encrypted-signalling",
    vectors=("encryption-downgrade", "eavesdropping"),
    clause="5.8",
    conformance=("RQ_BCF_038", "RQ_BCF_039", "RQ_BCF_040"),
)

_COMMON = MappingProxyType({"TLS 1.2": hello.COMMON, "TLS 1.3": hello.COMMON_13})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What it chose."""

    before: str
    """Version with which it took a common suite at first: TLS 1.2 or 1.3; empty: neither."""

    strong: tuple[str, ...]
    """Versions in which it took AES-256-GCM."""

    weak: tuple[tuple[str, int], ...]
    """Weak families that it took, with the suite it chose."""

    after: bool
    """Whether it took the same at the end."""

    unclear: tuple[str, ...] = ()
    """Weak families it neither took nor refused: it said nothing, or what nobody can read."""


def look(target: Target, wire: Wire) -> Facts:
    """Offer one family after the other; the door of SIP is tried, otherwise that of the web."""
    port = target.about.sip_tls or target.about.https or 0
    before = next((name for name in _COMMON if _takes(target, wire, port, name)), "")
    if not before:
        return Facts(before="", strong=(), weak=(), after=False)
    strong = {
        name: offer(target, wire, port, hello.VERSIONS[name], suites).suite
        for name, suites in (("TLS 1.2", hello.AES_256_GCM), ("TLS 1.3", hello.AES_256_GCM_13))
    }
    weak = {
        family: offer(target, wire, port, hello.VERSIONS["TLS 1.2"], suites)
        for family, suites in hello.WEAK_FAMILIES.items()
    }
    return Facts(
        before=before,
        strong=tuple(name for name, suite in strong.items() if suite),
        weak=tuple((family, reply.suite) for family, reply in weak.items() if reply.version),
        after=_takes(target, wire, port, before),
        unclear=tuple(
            family for family, said in weak.items() if not said.version and not said.refused
        ),
    )


def judge(target: Target, facts: Facts) -> Judgement:
    """Weak ones taken, or no AES-256-GCM: not effective."""
    del target
    if facts.weak:
        taken = "; ".join(f"{family}: suite {suite:#06x}" for family, suite in facts.weak)
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It takes weak suites ({taken}).",
            near_miss="It would pass if it took ECDHE with AES-GCM only, AES-256 among them.",
        )
    if not (facts.before and facts.after):
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed="It did not take common suites before and after the others.",
            near_miss="It would pass if it took AES-256-GCM, and went on taking it.",
        )
    if facts.unclear:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"To {', '.join(facts.unclear)} it said neither yes nor no.",
            near_miss="It would pass if it refused them by an alert, or closed the connection.",
        )
    if not facts.strong:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed="It refuses weak suites, but AES-256-GCM too.",
            near_miss="It would pass if it took AES-256-GCM.",
        )
    return Judgement(
        verdict=Verdict.EFFECTIVE,
        observed=f"It takes AES-256-GCM ({', '.join(facts.strong)}) and refused weak suites.",
    )


def _takes(target: Target, wire: Wire, port: int, version: str) -> bool:
    """Whether it takes a common suite of a version."""
    return offer(target, wire, port, hello.VERSIONS[version], _COMMON[version]).suite > 0
