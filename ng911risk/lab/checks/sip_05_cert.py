"""SIP-05: its certificate: the chain to the authority of the lab, dates, name, key and digest."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Answer, Judgement, LabCheck, Target, TlsOffer, Wire
from ng911risk.lab.controls import own_identity
from ng911risk.lab.messages import certificates
from ng911risk.model.evidence import Verdict

CHECK = LabCheck(
    id="SIP-05",
    title="Does it show a certificate that others can trust?",
    sends=("1 TLS connection, no message",),
    max_packets=16,
    max_seconds=5.0,
    needs=("sip_tls or https",),
    precondition="The certificate of the lab's authority was given.",
    mitigation="certificate-lifecycle",
    vectors=("certificate-failure", "encryption-downgrade", "forged-state-notifications"),
    clause="5.4",
    conformance=("RQ_BCF_036",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What it showed."""

    shown: certificates.Shown | None
    """Its own certificate; None: it showed none that can be read."""

    chain: int
    """How many certificates it showed."""

    authority: bool
    """Whether the authority of the lab was known; without it no chain can be trusted."""

    distrust: str
    """Why the chain is not to be trusted for its name; empty: it is, or nobody can tell."""

    failure: str
    """Why there was no handshake, or what became of connecting; empty: there was one."""


def look(target: Target, wire: Wire) -> Facts:
    """Shake hands once, and read; the door of SIP is tried, otherwise that of the web."""
    port = target.about.sip_tls or target.about.https or 0
    with wire.tls(target, port, TlsOffer(client=own_identity(wire))) as line:
        connected = line.answer is Answer.CONNECTED
        chain, failure = line.certificates, line.tls_failure if connected else line.answer.value
    return Facts(
        shown=certificates.read(chain[0]) if chain else None,
        chain=len(chain),
        authority=wire.has_authority,
        distrust=wire.trusted(chain, target.name) if chain and wire.has_authority else "",
        failure=failure,
    )


def judge(target: Target, facts: Facts) -> Judgement:
    """Trusted for its name, with a key and a digest that hold: effective."""
    if not facts.chain:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"It showed no certificate ({facts.failure or 'it did not say why'}).",
            near_miss="It would pass if it showed one that the authority of the lab signed.",
        )
    wrong = _wrong(facts)
    if wrong:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"Its certificate is not to be trusted for {target.name}: {wrong}.",
            near_miss=f"It would pass if it showed a valid one for {target.name} that the "
            "authority of the lab signed, with a key and a digest that hold.",
        )
    if not facts.authority:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed="Its certificate shows no fault of its own, but no authority was given that "
            "it could lead to.",
            near_miss="It would pass if the authority of the lab were given, and had signed it.",
        )
    last = facts.shown.not_after if facts.shown is not None else ""
    return Judgement(
        verdict=Verdict.EFFECTIVE,
        observed=f"Its certificate is to be trusted for {target.name}, until {last}.",
    )


def _wrong(facts: Facts) -> str:
    """Everything that is wrong, in one line."""
    one = facts.shown
    if one is None:
        return "it cannot be read"
    found = (
        facts.distrust.rstrip("."),
        "it signed itself" if one.own_signature and "signed itself" not in facts.distrust else "",
        f"its key ({one.key}, {one.key_bits} bits) is too short"
        if certificates.weak_key(one)
        else "",
        f"its signature rests on {one.digest}" if one.digest in certificates.WEAK_DIGESTS else "",
    )
    return "; ".join(filter(None, found))
