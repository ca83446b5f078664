"""SIP-13: one small message, many or large answers."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import Target
from ng911risk.lab.checks import sip_13_amplification as check
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import over_tls, reply

BOTH = target(sip_tls=5061)


def facts(received: int, datagrams: int, *, alive: bool | None = None) -> check.Facts:
    return check.Facts(sent=100, received=received, datagrams=datagrams, alive=alive, final=True)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(301, 1), Verdict.NOT_EFFECTIVE),
        (facts(300, 1), Verdict.EFFECTIVE),
        (facts(0, 0, alive=True), Verdict.EFFECTIVE),
        (facts(0, 0, alive=False), Verdict.INCONCLUSIVE),
        (facts(0, 0), Verdict.INCONCLUSIVE),
    ],
)
def test_each_amount_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(target(), seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_every_repeat_is_counted() -> None:
    wire = FakeWire()
    wire.over_udp = lambda data, address, port: (reply(data, "200 OK"),) * 4

    seen = check.look(target(), wire)

    assert seen.datagrams == 4
    assert check.judge(target(), seen).verdict is Verdict.NOT_EFFECTIVE


def test_who_sends_without_end_is_not_read_without_end() -> None:
    wire = FakeWire()
    wire.over_udp = lambda data, address, port: (reply(data, "200 OK"),) * 1_000

    assert check.look(target(), wire).datagrams < 100


def test_silence_over_udp_counts_where_it_lives_over_tls() -> None:
    wire = over_tls(FakeWire(), lambda data: [reply(data, "200 OK")])

    assert check.judge(BOTH, check.look(BOTH, wire)).verdict is Verdict.EFFECTIVE
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


@pytest.mark.parametrize("about", [target(), BOTH])
def test_a_dead_target_shows_nothing(about: Target) -> None:
    assert check.judge(about, check.look(about, FakeWire())).verdict is Verdict.INCONCLUSIVE


def test_an_echo_is_no_answer() -> None:
    wire = FakeWire(over_udp=lambda data, address, port: (data,))

    assert check.judge(target(), check.look(target(), wire)).verdict is Verdict.INCONCLUSIVE
