"""SIP-14: a limit for one source, and recovery."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import sip_14_rate as check
from ng911risk.lab.exchanges.bursts import NO_BURST, Burst
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import Limiter, over_tls, reply, says


def facts(*quarters: int, back: bool = True, rate: int = 40) -> check.Facts:
    first, second, third, last = quarters
    served = (first, second, third, last)
    seen = Burst(way="UDP", per_second=rate, quarters=served, limited=0, second=-1)
    return check.Facts(burst=seen, recovered=back)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(15, 15, 15, 15), Verdict.NOT_EFFECTIVE),
        (facts(15, 15, 15, 12), Verdict.NOT_EFFECTIVE),
        (facts(15, 15, 15, 15, rate=39), Verdict.INCONCLUSIVE),
        (facts(15, 3, 0, 0, rate=39), Verdict.EFFECTIVE),
        (facts(15, 15, 15, 11), Verdict.INCONCLUSIVE),
        (facts(15, 3, 0, 0), Verdict.EFFECTIVE),
        (facts(15, 3, 0, 3), Verdict.EFFECTIVE),
        (facts(15, 3, 0, 4), Verdict.INCONCLUSIVE),
        (facts(15, 3, 0, 0, back=False), Verdict.INCONCLUSIVE),
        (facts(0, 0, 0, 0), Verdict.INCONCLUSIVE),
        (check.Facts(burst=NO_BURST, recovered=False), Verdict.INCONCLUSIVE),
    ],
)
def test_each_pattern_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(target(), seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_who_never_limits_is_not_effective() -> None:
    seen = check.look(target(), FakeWire(over_udp=says("200 OK")))

    assert check.judge(target(), seen).verdict is Verdict.NOT_EFFECTIVE


def test_a_limit_in_words_is_told() -> None:
    seen = check.look(target(), FakeWire(over_udp=Limiter(20, "503 Busy").over_udp))

    said = check.judge(target(), seen)

    assert said.verdict is Verdict.EFFECTIVE
    assert "41 of them refused in words" in said.observed


def test_a_dead_target_shows_nothing_and_is_not_waited_for() -> None:
    wire = FakeWire()

    assert check.judge(target(), check.look(target(), wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.waited < 5


def test_a_target_that_dies_stays_within_the_bound() -> None:
    both = target(sip_tls=5061)
    limiter = Limiter(20)
    wire = over_tls(FakeWire(), lambda data: list(limiter.over_udp(data, "", 0)))

    assert check.judge(both, check.look(both, wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


def test_a_slow_way_stays_within_the_bound() -> None:
    both = target(sip_tls=5061)
    wire = over_tls(FakeWire(), lambda data: [reply(data, "200 OK")])

    check.look(both, wire)

    assert wire.packets <= check.CHECK.max_packets
