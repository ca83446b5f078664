"""SIP-16: life after malformed messages."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import sip_16_malformed_survival as check
from ng911risk.lab.exchanges.trials import Trial
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import Fragile, over_tls, reply, says


def facts(lost: str = "", *, banned: bool = False, back: bool = False) -> check.Facts:
    trial = Trial(
        good=(), answering=("UDP",), outcomes=(), lost_after=lost, banned=banned, back=back
    )
    return check.Facts(trial=trial)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(), Verdict.EFFECTIVE),
        (facts("empty", banned=True), Verdict.EFFECTIVE),
        (facts("empty"), Verdict.NOT_EFFECTIVE),
        (facts("empty", back=True), Verdict.INCONCLUSIVE),
        (check.Facts(trial=Trial(good=(), answering=(), outcomes=())), Verdict.INCONCLUSIVE),
    ],
)
def test_each_outcome_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(target(), seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_one_that_dies_is_told_with_its_message() -> None:
    said = check.judge(target(), check.look(target(), FakeWire(over_udp=Fragile().over_udp)))

    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert "“length-negative”" in said.observed


def test_one_that_bans_the_sender_lives() -> None:
    seen = check.look(target(), FakeWire(over_udp=Fragile(bans=True).over_udp))

    said = check.judge(target(), seen)

    assert said.verdict is Verdict.EFFECTIVE
    assert "turned only the sender away" in said.observed


def test_one_that_goes_on_is_effective_within_the_bound() -> None:
    both = target(sip_tls=5061)
    wire = over_tls(FakeWire(over_udp=says("403 No")), lambda data: [reply(data, "200 OK")])

    assert check.judge(both, check.look(both, wire)).verdict is Verdict.EFFECTIVE
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


def test_a_dead_target_shows_nothing() -> None:
    both = target(sip_tls=5061)

    assert check.judge(both, check.look(both, FakeWire())).verdict is Verdict.INCONCLUSIVE
