"""SIP-15: others, while one source is limited."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import sip_15_fairness as check
from ng911risk.lab.exchanges.bursts import NO_BURST, Burst
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import Limiter, over_tls, reply


def facts(last: int, second: int) -> check.Facts:
    seen = Burst(way="UDP", per_second=40, quarters=(15, 9, 0, last), limited=0, second=second)
    return check.Facts(has_second=True, burst=seen, recovered=True)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(0, 5), Verdict.EFFECTIVE),
        (facts(3, 4), Verdict.EFFECTIVE),
        (facts(0, 3), Verdict.NOT_EFFECTIVE),
        (facts(0, 0), Verdict.NOT_EFFECTIVE),
        (facts(4, 5), Verdict.INCONCLUSIVE),
        (facts(0, -1), Verdict.INCONCLUSIVE),
        (check.Facts(has_second=True, burst=NO_BURST, recovered=False), Verdict.INCONCLUSIVE),
        (check.Facts(has_second=False, burst=NO_BURST, recovered=False), Verdict.INCONCLUSIVE),
    ],
)
def test_each_outcome_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(target(), seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


@pytest.mark.parametrize(
    ("together", "verdict"), [(False, Verdict.EFFECTIVE), (True, Verdict.NOT_EFFECTIVE)]
)
def test_it_shows_on_whom_a_limit_falls(together: bool, verdict: Verdict) -> None:
    wire = FakeWire(over_udp=Limiter(20, together=together).over_udp)

    assert check.judge(target(), check.look(target(), wire)).verdict is verdict
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


def test_without_a_second_address_nothing_is_sent() -> None:
    wire = FakeWire(second_address="")

    assert check.judge(target(), check.look(target(), wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.sent == []


def test_over_tls_only_it_shows_nothing() -> None:
    both = target(sip_tls=5061)
    wire = over_tls(FakeWire(), lambda data: [reply(data, "200 OK")])

    assert check.judge(both, check.look(both, wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.packets <= check.CHECK.max_packets


def test_a_dead_target_shows_nothing() -> None:
    assert check.judge(target(), check.look(target(), FakeWire())).verdict is Verdict.INCONCLUSIVE
