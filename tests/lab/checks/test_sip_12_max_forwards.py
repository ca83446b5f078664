"""SIP-12: messages that have been passed on too often."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import sip_12_max_forwards as check
from ng911risk.lab.exchanges.questions import Said
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import over_tls, relaying, reply, says


def facts(foreign: int, own: int, relayed: int = 0) -> check.Facts:
    return check.Facts(
        foreign=(Said(way="UDP", status=foreign),),
        own=(Said(way="UDP", status=own),),
        relayed=relayed,
    )


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(483, 483), Verdict.EFFECTIVE),
        (facts(0, 483), Verdict.EFFECTIVE),
        (facts(483, 200, 1), Verdict.NOT_EFFECTIVE),
        (facts(0, 0, 1), Verdict.NOT_EFFECTIVE),
        (facts(403, 200), Verdict.INCONCLUSIVE),
        (facts(0, 0), Verdict.INCONCLUSIVE),
    ],
)
def test_each_outcome_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(target(), seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_what_is_passed_on_although_it_must_not_be_is_noticed() -> None:
    wire = relaying()

    assert check.judge(target(), check.look(target(), wire)).verdict is Verdict.NOT_EFFECTIVE
    assert all(b"Max-Forwards: 0\r\n" in data for _, data, _, _ in wire.sent if b"OPTIONS " in data)


def test_a_refusal_is_effective() -> None:
    seen = check.look(target(), FakeWire(over_udp=says("483 Too Many Hops")))

    assert check.judge(target(), seen).verdict is Verdict.EFFECTIVE


def test_a_dead_target_shows_nothing_and_the_bound_holds() -> None:
    both = target(sip_tls=5061)
    wire = over_tls(FakeWire(), lambda data: [reply(data, "200 OK")])

    check.look(both, wire)

    assert wire.packets <= check.CHECK.max_packets
    assert check.judge(both, check.look(both, FakeWire())).verdict is Verdict.INCONCLUSIVE
