"""
LOC-02: a web service over TLS: versions as in SIP-03, client certificates as in SIP-06.

i3 wants some services reachable from the internet, so on the external side only versions count.
"""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Answer, ClientIdentity, Judgement, LabCheck, Target, Wire
from ng911risk.lab.checks import sip_03_tls_versions, sip_06_mtls
from ng911risk.lab.controls import PACE_S, PATIENCE_S, own_identity, web_ask, web_line, web_says
from ng911risk.lab.messages import lost
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import LabZone

CHECK = LabCheck(
    id="LOC-02",
    title="Is the web service protected by TLS on both sides?",
    sends=(
        "6 TCP connections with 1 ClientHello each, as in SIP-03",
        "3 questions over TLS: with, without and with a client certificate (not from outside)",
        "where none is answered: 1 ClientHello, 2 over plain HTTP",
    ),
    max_packets=sip_03_tls_versions.VERSIONS_PACKETS + sip_06_mtls.TRIAL_PACKETS,
    max_seconds=sip_03_tls_versions.VERSIONS_SECONDS + sip_06_mtls.TRIAL_SECONDS,
    needs=("https",),
    precondition="The lab gave the assessor a client certificate.",
    mitigation="encrypted-signalling",
    verifies=True,
    vectors=("encryption-downgrade", "eavesdropping", "caller-location-spoofing"),
    clause="2.8.1",
    conformance=("RQ_ECRF-LVF_008", "RQ_ECRF-LVF_009"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was seen of both."""

    versions: sip_03_tls_versions.Facts
    trial: sip_06_mtls.Facts | None
    """None: not tried, from outside."""


def look(target: Target, wire: Wire) -> Facts:
    """Versions first, then certificates."""
    return Facts(
        versions=sip_03_tls_versions.look_at(target, wire, target.about.https or 0),
        trial=None if target.zone is LabZone.EXTERNAL else _trial(target, wire),
    )


def judge(target: Target, facts: Facts) -> Judgement:
    """The worse of both; what neither refuted, both must show."""
    del target
    both = [sip_03_tls_versions.judge_versions(facts.versions)]
    if facts.trial is not None:
        both.append(
            sip_06_mtls.judge_trial(facts.trial, "without a client certificate", same=False)
        )
    order = (Verdict.NOT_EFFECTIVE, Verdict.INCONCLUSIVE, Verdict.EFFECTIVE)
    return Judgement(
        verdict=min((one.verdict for one in both), key=order.index),
        observed=" ".join(one.observed for one in both),
        near_miss=" ".join(one.near_miss for one in both if one.near_miss),
    )


def _trial(target: Target, wire: Wire) -> sip_06_mtls.Facts:
    asked = lost.good(target.about.kind)
    own = own_identity(wire) is ClientIdentity.OWN
    before = web_says(target, wire, asked, ClientIdentity.OWN).status if own else 0
    tried, closed = _tried(target, wire, asked)
    after = web_says(target, wire, asked, ClientIdentity.OWN).status if own else 0
    return sip_06_mtls.Facts(
        own=own,
        before=before,
        tried=tried,
        after=after,
        without_tls=None
        if before or tried or after
        else sip_03_tls_versions.lives_without_tls(target, wire, target.about.https or 0),
        closed=closed,
    )


def _tried(target: Target, wire: Wire, asked: lost.Question) -> tuple[int, bool]:
    """Status without a certificate, and whether it closed the connection."""
    wire.wait(PACE_S)
    with web_line(target, wire, ClientIdentity.NONE) as line:
        status = web_ask(target, line, asked, PATIENCE_S).status
        return status, line.closed and line.answer is Answer.CONNECTED
