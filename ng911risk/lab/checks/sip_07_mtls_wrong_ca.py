"""SIP-07: whether SIP over TLS turns down a certificate that its holder signed himself."""

from __future__ import annotations

from ng911risk.lab.check import ClientIdentity, Judgement, LabCheck, Target, Wire
from ng911risk.lab.checks.sip_06_mtls import (
    TRIAL_PACKETS,
    TRIAL_SECONDS,
    Facts,
    judge_trial,
    look_with,
)
from ng911risk.model.lab import LabZone

CHECK = LabCheck(
    id="SIP-07",
    title="Does SIP over TLS turn down certificates that nobody vouches for?",
    sends=(
        "1 OPTIONS over TLS with a client certificate that signed itself",
        "2 OPTIONS over TLS with the client certificate of the lab, before and after",
        "where none is answered: 1 ClientHello, 1 OPTIONS over UDP",
    ),
    max_packets=TRIAL_PACKETS,
    max_seconds=TRIAL_SECONDS,
    needs=("sip_tls",),
    zones=frozenset({LabZone.ESINET, LabZone.PSAP_LAN, LabZone.MGMT}),
    precondition="The lab gave the assessor a client certificate.",
    mitigation="encrypted-signalling",
    vectors=("call-hijack-teardown", "forged-state-notifications", "caller-location-spoofing"),
    clause="5.5",
    conformance=("RQ_BCF_036",),
)


def look(target: Target, wire: Wire) -> Facts:
    """With the certificate of the lab, with a stranger's, with that of the lab."""
    return look_with(target, wire, ClientIdentity.STRANGER)


def judge(target: Target, facts: Facts) -> Judgement:
    """Refused, while the certificate of the lab is answered: effective. Answered: not."""
    del target
    return judge_trial(facts, "with a certificate that signed itself", same=True)
