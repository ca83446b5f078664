"""SIP-19: test calls."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import sip_19_test_call as check
from ng911risk.lab.exchanges.calls import CallFacts
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import answering, methods


def facts(status: int, *, rang: bool = False, ended: bool = True) -> check.Facts:
    return check.Facts(call=CallFacts(way="UDP", rang=rang, status=status, ended=ended))


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(200), Verdict.EFFECTIVE),
        (facts(200, rang=True), Verdict.NOT_EFFECTIVE),
        (facts(0, rang=True), Verdict.NOT_EFFECTIVE),
        (facts(404), Verdict.INCONCLUSIVE),
        (facts(0), Verdict.INCONCLUSIVE),
    ],
)
def test_each_outcome_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(target(), seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_an_end_that_is_not_confirmed_is_told() -> None:
    assert "did not confirm the end" in check.judge(target(), facts(200, ended=False)).observed


def test_a_call_that_is_answered_by_itself_is_effective_and_hung_up() -> None:
    wire = answering("200 OK")

    assert check.judge(target(), check.look(target(), wire)).verdict is Verdict.EFFECTIVE
    assert methods(wire) == ["INVITE", "ACK", "BYE"]
    assert b"m=audio 9 RTP/AVP 8" in wire.sent[0][1]


def test_a_call_that_rings_is_not_effective_and_ends() -> None:
    wire = answering("180 Ringing")

    assert check.judge(target(), check.look(target(), wire)).verdict is Verdict.NOT_EFFECTIVE
    assert methods(wire)[-1] == "CANCEL"


def test_a_dead_target_shows_nothing_and_the_bound_holds() -> None:
    wire = FakeWire()

    assert check.judge(target(), check.look(target(), wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds
