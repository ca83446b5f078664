"""SIP-18: whether the border takes away what only the inside may say about a call."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Judgement, LabCheck, Phase, Target, Udp, Wire
from ng911risk.lab.exchanges.calls import CALL_PACKETS, CALL_S, CallFacts, placed_call
from ng911risk.lab.messages import dialog, sip
from ng911risk.model.evidence import Verdict
from ng911risk.model.kinds import AssetKind
from ng911risk.model.lab import LabZone

_TAP_PORT: Final = 5060
_TAP_ANSWERS: Final = 4
_PRIORITY: Final = "esnet.1"
_CALLS: Final = CallFacts(way="", rang=False, status=0, ended=True)

CHECK = LabCheck(
    id="SIP-18",
    title="Does it remove what only the inside may say about a call?",
    sends=(
        "1 test call that claims an emergency call identifier (Call-Info) and Resource-Priority",
        "an answer (486) where the call arrives at our second address, then the end of the call",
    ),
    max_packets=CALL_PACKETS + _TAP_ANSWERS,
    max_seconds=CALL_S + 10.0,
    phase=Phase.QUIET,
    needs=("sip or sip_tls", "tapped"),
    kinds=frozenset({AssetKind.BCF, AssetKind.LNG, AssetKind.LSRG}),
    zones=frozenset({LabZone.EXTERNAL}),
    places_call=True,
    precondition="What it sends on toward the PSAP arrives at port 5060 of our second address.",
    mitigation="border-control-function",
    vectors=("sip-signalling-flood", "forged-state-notifications"),
    clause="4.1.2",
    conformance=(
        "RQ_BCF_003", "RQ_BCF_004", "RQ_BCF_005", "RQ_BCF_006", "RQ_BCF_025", "RQ_BCF_026",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was claimed, and what of it arrived inside."""

    has_tap: bool
    call: CallFacts
    arrived: bool
    """Whether the call came in at the tap."""

    call_id_passed: bool
    """Whether our own emergency call identifier came through."""

    priority_passed: bool
    """Whether our own Resource-Priority came through."""


def look(target: Target, wire: Wire) -> Facts:
    """Place a test call with the claims, and read what arrives at the second address."""
    if not wire.second_address:
        return Facts(
            has_tap=False, call=_CALLS, arrived=False, call_id_passed=False, priority_passed=False
        )
    token = f"assessor{secrets.token_hex(8)}"
    claims = (
        f'Call-Info: <urn:emergency:uid:callid:{token}:lab.invalid>;purpose="emergency-CallId"',
        f"Resource-Priority: {_PRIORITY}",
    )
    with wire.udp(port=_TAP_PORT, second=True) as door:
        tap = _Tap(door, token)
        with placed_call(target, wire, extra=claims) as call:
            call.place(meanwhile=tap.look)
        return Facts(
            has_tap=True,
            call=call.facts,
            arrived=bool(tap.seen),
            call_id_passed=token in " ".join(sip.headers(tap.seen, "Call-Info")),
            priority_passed=_PRIORITY in " ".join(sip.headers(tap.seen, "Resource-Priority")),
        )


class _Tap:
    """Takes the first INVITE of a test call, and turns each down."""

    def __init__(self, door: Udp, token: str) -> None:
        self._door, self._left, self._token = door, _TAP_ANSWERS, token
        self.seen = b""

    def look(self) -> None:
        got = self._door.receive(0.05)
        if got is None or not got.data.startswith(b"INVITE "):
            return
        if b"assessor" not in sip.header(got.data, "From").encode():
            return
        self.seen = self.seen or got.data
        if self._left:
            self._left -= 1
            self._door.send(dialog.answer(got.data, 486, "Busy Here"), got.address, got.port)


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Claims of an outsider arrive inside: not effective. They are gone: effective."""
    if not facts.has_tap or not facts.arrived:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=(
                "This machine has no second address to listen at."
                if not facts.has_tap
                else f"The call did not arrive inside; it got {facts.call.status or 'nothing'}."
            ),
            near_miss="It would pass if the call arrived inside without the claims.",
        )
    passed = [
        name
        for name, there in (
            ("the emergency call identifier", facts.call_id_passed),
            ("Resource-Priority", facts.priority_passed),
        )
        if there
    ]
    if passed:
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"What an outsider claimed arrived inside: {' and '.join(passed)}.",
            near_miss="It would pass if it removed or replaced both at the border.",
        )
    return Judgement(
        verdict=Verdict.EFFECTIVE, observed="The call arrived inside without what we had claimed."
    )
