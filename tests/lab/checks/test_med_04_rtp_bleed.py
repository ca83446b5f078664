"""MED-04: voice for a stranger."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import Datagram
from ng911risk.lab.checks import med_04_rtp_bleed as check
from ng911risk.lab.exchanges.calls import CallFacts
from ng911risk.lab.messages import rtp, sdp
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import method, methods, reply

MEDIA = ("10.91.0.31", 30_000)


def facts(
    *,
    second: bool = True,
    status: int = 200,
    profile: str = "RTP/AVP",
    own: int = 9,
    stranger: int = 0,
    diverted: int = 0,
) -> check.Facts:
    call = CallFacts(way="UDP", rang=False, status=status, ended=True)
    return check.Facts(
        has_second=second,
        call=call,
        profile=profile,
        own_back=own,
        stranger_back=stranger,
        diverted=diverted,
    )


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(), Verdict.EFFECTIVE),
        (facts(stranger=1), Verdict.NOT_EFFECTIVE),
        (facts(stranger=9, diverted=5, own=0), Verdict.NOT_EFFECTIVE),
        (facts(own=0), Verdict.INCONCLUSIVE),
        (facts(profile="", own=0), Verdict.INCONCLUSIVE),
        (facts(status=404, profile="", own=0), Verdict.INCONCLUSIVE),
        (facts(status=0, profile="", own=0), Verdict.INCONCLUSIVE),
        (facts(second=False, status=0, profile="", own=0), Verdict.INCONCLUSIVE),
    ],
)
def test_each_outcome_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(target(), seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def anchor(*, learns: bool = False, echoes_anybody: bool = False, mute: bool = False) -> FakeWire:
    """Answers the call; sends voice to the call, or to whoever spoke last."""
    wire = FakeWire()

    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        if method(data) == "INVITE":
            kind = "Content-Type: application/sdp"
            return (reply(data, "200 OK", kind, body=sdp.offer(*MEDIA)),)
        if method(data) == "BYE":
            return (reply(data, "200 OK"),)
        source = rtp.source_of(data)
        if mute or source is None:
            return ()
        own, stranger = wire.lines[0], wire.lines[1]
        is_stranger = source == 0x0911_0002
        if is_stranger and echoes_anybody:
            stranger.inbox.append(Datagram(data=data, address=address, port=port))
        voice = Datagram(data=rtp.voice(1, 0x40404040), address=address, port=port)
        if is_stranger and not learns:
            return ()
        (stranger if is_stranger else own).inbox.append(voice)
        return ()

    wire.over_udp = over_udp
    return wire


def test_a_relay_that_keeps_to_the_call_is_effective() -> None:
    wire = anchor()

    seen = check.look(target(), wire)

    assert check.judge(target(), seen).verdict is Verdict.EFFECTIVE
    assert methods(wire)[-1] == "BYE"
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


def test_a_relay_that_learns_from_anybody_is_not() -> None:
    seen = check.look(target(), anchor(learns=True))

    said = check.judge(target(), seen)

    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert "5 of them the voice of the call" in said.observed


def test_an_echo_for_anybody_is_not_the_voice_of_the_call() -> None:
    seen = check.look(target(), anchor(echoes_anybody=True))

    assert (seen.stranger_back, seen.diverted) == (5, 0)
    assert check.judge(target(), seen).verdict is Verdict.NOT_EFFECTIVE


def test_silence_for_everybody_shows_nothing() -> None:
    seen = check.look(target(), anchor(mute=True))

    assert check.judge(target(), seen).verdict is Verdict.INCONCLUSIVE


def test_voice_goes_only_to_the_port_of_the_own_call() -> None:
    wire = anchor()

    check.look(target(), wire)

    voice = [one for one in wire.sent if rtp.source_of(one[1]) is not None]
    assert {(address, port) for _, _, address, port in voice} == {MEDIA}
    assert len([one for one in voice if rtp.source_of(one[1]) == 0x0911_0002]) == 5


def test_without_a_call_no_voice_is_sent() -> None:
    wire = FakeWire()

    assert check.judge(target(), check.look(target(), wire)).verdict is Verdict.INCONCLUSIVE
    assert methods(wire) == ["INVITE", "INVITE", "CANCEL"]


def test_without_a_second_address_no_call_is_placed() -> None:
    wire = FakeWire(second_address="")

    assert check.judge(target(), check.look(target(), wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.sent == []
