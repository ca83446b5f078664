"""MED-04: whether somebody outside a call can draw its voice to himself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import Judgement, LabCheck, Phase, Target, Udp, Wire
from ng911risk.lab.controls import MESSAGES_MAX
from ng911risk.lab.exchanges.calls import CALL_PACKETS, CALL_S, CallFacts, placed_call
from ng911risk.lab.messages import dialog, rtp, sdp
from ng911risk.model.evidence import Verdict

_ROUNDS: Final = 5
_OWN_EACH: Final = 3
_PAUSE_S: Final = 0.7
_OWN: Final = 0x0911_0001
_STRANGER: Final = 0x0911_0002
_NO_CALL: Final = CallFacts(way="", rang=False, status=0, ended=True)

CHECK = LabCheck(
    id="MED-04",
    title="Can a stranger draw the voice of a call to himself?",
    sends=(
        "1 test call, and its end",
        f"{(_ROUNDS + 1) * _OWN_EACH} voice packets of the call itself, all silence",
        f"{_ROUNDS} voice packets from the second own address to the port of this call only",
    ),
    max_packets=CALL_PACKETS + (_ROUNDS + 1) * _OWN_EACH + _ROUNDS,
    max_seconds=CALL_S + 10.0,
    phase=Phase.QUIET,
    needs=("sip or sip_tls",),
    places_call=True,
    precondition="The test call is answered, and its voice comes back (echo).",
    mitigation="border-control-function",
    vectors=("call-hijack-teardown", "eavesdropping"),
    clause="3.1.9",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What became of the call, and of its voice."""

    has_second: bool
    call: CallFacts
    profile: str
    """Kind of media that was agreed on; empty: none."""

    own_back: int
    """Voice packets that came back to the call itself."""

    stranger_back: int
    """Voice packets that came to the stranger."""

    diverted: int
    """How many of those are the voice of the call, not what the stranger had said."""


def look(target: Target, wire: Wire) -> Facts:
    """Place a call, let a stranger speak into it, and see who hears what."""
    if not wire.second_address:
        return _facts(_NO_CALL, has_second=False)
    with wire.udp() as own, wire.udp(second=True) as stranger:
        voice = _Voice(wire, own, stranger)
        place = None
        with placed_call(target, wire, description=sdp.offer(own.address, own.port)) as call:
            call.place()
            if call.is_up and (place := sdp.voice_place(dialog.body_of(call.answer))):
                voice.speak(place)
        return Facts(
            has_second=True,
            call=call.facts,
            profile=place.profile if place else "",
            own_back=voice.own_back,
            stranger_back=voice.stranger_back,
            diverted=voice.diverted,
        )


def _facts(call: CallFacts, *, has_second: bool) -> Facts:
    return Facts(
        has_second=has_second, call=call, profile="", own_back=0, stranger_back=0, diverted=0
    )


class _Voice:
    """Two who speak: the call itself, and the stranger."""

    def __init__(self, wire: Wire, own: Udp, stranger: Udp) -> None:
        self._wire, self._own, self._stranger = wire, own, stranger
        self._number = 0
        self.own_back = self.stranger_back = self.diverted = 0

    def speak(self, place: sdp.MediaPlace) -> None:
        # over more than three seconds: some relays learn where a caller is for that long
        for number in range(_ROUNDS):
            self._say(place)
            self._stranger.send(rtp.voice(number, _STRANGER), place.address, place.port)
            self._hear()
            self._wire.wait(_PAUSE_S)
        self._say(place)
        self._hear()

    def _say(self, place: sdp.MediaPlace) -> None:
        for _ in range(_OWN_EACH):
            self._own.send(rtp.voice(self._number, _OWN), place.address, place.port)
            self._number += 1

    def _hear(self) -> None:
        self.own_back += len(_sources(self._own))
        heard = _sources(self._stranger)
        self.stranger_back += len(heard)
        self.diverted += len(heard) - heard.count(_STRANGER)


def _sources(line: Udp) -> list[int]:
    found: list[int] = []
    for _ in range(MESSAGES_MAX):
        got = line.receive(0.15)
        if got is None:
            break
        source = rtp.source_of(got.data)
        if source is not None:
            found.append(source)
    return found


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check is asked alike
    """Voice for the stranger: not effective. Only for the call, and it was up: effective."""
    if facts.stranger_back:
        own = f", {facts.diverted} of them the voice of the call" if facts.diverted else ""
        return Judgement(
            verdict=Verdict.NOT_EFFECTIVE,
            observed=f"{facts.stranger_back} voice packets came to a stranger{own}.",
            near_miss=(
                "It would pass if media came only from and to the addresses that were agreed on,"
                " or were encrypted (SRTP)."
            ),
        )
    if why := _unsettled(facts):
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            observed=why,
            near_miss="It would pass if voice came back to the call and none to the stranger.",
        )
    return Judgement(
        verdict=Verdict.EFFECTIVE,
        observed=f"{facts.own_back} voice packets came back to the call, none to the stranger.",
    )


def _unsettled(facts: Facts) -> str:
    if not facts.has_second:
        return "This machine has no second address there."
    if not 200 <= facts.call.status < 300:  # noqa: PLR2004 - success in SIP
        return f"The test call was not answered; it got {facts.call.status or 'nothing'}."
    if not facts.profile:
        return "The answer named no place for voice."
    if not facts.own_back:
        return "No voice came back to the call itself, so silence toward a stranger shows nothing."
    return ""
