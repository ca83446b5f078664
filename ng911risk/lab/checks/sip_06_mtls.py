"""
SIP-06: whether SIP over TLS is for those only who show a certificate.

Judged on the answer to a message, never on the handshake: in TLS 1.3 that succeeds on the side of
the client even where it is refused a moment later. A refusal is an alert, a closed connection or
a refusing answer; a connection that stays open and says nothing is none.
"""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import ClientIdentity, Judgement, LabCheck, Target, Wire
from ng911risk.lab.checks.sip_03_tls_versions import OFFER_PACKETS, lives_without_tls
from ng911risk.lab.controls import (
    CLEAR_PACKETS,
    PATIENCE_S,
    own_identity,
    sip_said_tls,
)
from ng911risk.lab.messages import sip
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import LabZone

REFUSALS = frozenset({400, 401, 403, 407, 421, 495, 496})
"""Answers that say: not without proving who you are (nginx says 400)."""

_NO_SERVICE = REFUSALS | sip.TROUBLE

_PACKETS_EACH = 12

TRIAL_SECONDS = 40.0
"""Longest time of a trial: three handshakes, answers that are waited for, one `PATIENCE_S`."""

TRIAL_PACKETS = 3 * _PACKETS_EACH + OFFER_PACKETS + CLEAR_PACKETS
"""Most packets of a trial: three connections with one message each."""

CHECK = LabCheck(
    id="SIP-06",
    title="Does SIP over TLS answer only to those who show a certificate?",
    sends=(
        "1 OPTIONS over TLS without a client certificate",
        "2 OPTIONS over TLS with the client certificate of the lab, before and after",
        "where none is answered: 1 ClientHello, 1 OPTIONS over UDP",
    ),
    max_packets=TRIAL_PACKETS,
    max_seconds=TRIAL_SECONDS,
    needs=("sip_tls",),
    zones=frozenset({LabZone.ESINET, LabZone.PSAP_LAN, LabZone.MGMT}),
    precondition="The lab gave the assessor a client certificate.",
    mitigation="encrypted-signalling",
    verifies=True,
    vectors=("call-hijack-teardown", "forged-state-notifications", "caller-location-spoofing"),
    clause="5.4",
    conformance=("RQ_BCF_036",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What each of the three got; a status of 0 is no answer."""

    own: bool
    """Whether there was a client certificate of the lab to try with."""

    before: int
    """Status with the certificate of the lab; 0 too where there is none."""

    tried: int
    """Status without it, or with one that nobody should trust."""

    after: int
    """Status with the certificate of the lab again."""

    without_tls: bool | None
    """Whether there is no TLS at its port, though it lives; None: not asked."""

    closed: bool = False
    """Whether it closed the connection of the middle one, or sent an alert."""


def look(target: Target, wire: Wire) -> Facts:
    """With a certificate, without, with."""
    return look_with(target, wire, ClientIdentity.NONE)


def judge(target: Target, facts: Facts) -> Judgement:
    """Refused without, answered with: effective. Answered without: not."""
    del target
    return judge_trial(facts, "without a client certificate", same=True)


def look_with(target: Target, wire: Wire, who: ClientIdentity) -> Facts:
    """The same for anybody; at most `TRIAL_PACKETS`."""
    own = own_identity(wire) is ClientIdentity.OWN
    before = sip_said_tls(target, wire, ClientIdentity.OWN).status if own else 0
    said = sip_said_tls(target, wire, who, PATIENCE_S)
    tried = said.status
    after = sip_said_tls(target, wire, ClientIdentity.OWN).status if own else 0
    return Facts(
        own=own,
        before=before,
        tried=tried,
        after=after,
        without_tls=None
        if before or tried or after
        else lives_without_tls(target, wire, target.about.sip_tls or 0),
        closed=said.closed,
    )


def judge_trial(facts: Facts, who: str, *, same: bool) -> Judgement:
    """
    Say what follows.

    Args:
        facts: What was seen.
        who: How the middle one came, for instance ``without a client certificate``.
        same: Whether an answer that is no refusal, the same as with the certificate of the lab,
            shows that certificates make no difference.
    """
    alike = same and facts.tried == facts.before >= sip.FINAL and facts.tried not in _NO_SERVICE
    if _served(facts.tried) or alike:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"It answered {facts.tried} {who}.",
            near_miss="It would pass if it refused everybody whom its authority does not know.",
        )
    if not (_served(facts.before) and _served(facts.after)):
        return _no_control(facts, who)
    if facts.tried in REFUSALS or (facts.tried == 0 and facts.closed):
        how = f"with {facts.tried}" if facts.tried else "and closed the connection"
        return Judgement(
            verdict=Verdict.EFFECTIVE,
            observed=f"It refused {who} {how}; with the certificate of the lab it answered "
            f"{facts.before}.",
        )
    said = (
        f"answered {facts.tried}" if facts.tried else "neither answered nor closed the connection"
    )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed=f"It {said} {who}: neither served nor refused.",
        near_miss="It would pass if it said 401 or 403, or closed the connection.",
    )


def _no_control(facts: Facts, who: str) -> Judgement:
    if facts.without_tls:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed="There is no TLS at its port, though it lives.",
            near_miss="It would pass if it answered over TLS to those who show a certificate.",
        )
    if not facts.own:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=f"No answer {who}, and there was no certificate to compare with.",
            near_miss="It would pass if it answered to a client certificate that the lab gave.",
        )
    return Judgement(
        verdict=Verdict.INCONCLUSIVE,
        observed="It did not serve the client certificate of the lab before and after "
        f"(status {facts.before} and {facts.after}).",
        near_miss="It would pass if it answered 200 to the client certificate of the lab.",
    )


def _served(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004 - success in SIP and HTTP
