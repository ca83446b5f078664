"""SIP-09: software and version in answers."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import sip_09_banner as check
from ng911risk.lab.exchanges.questions import Heard, Said
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import over_tls, reply, says


def facts(status: int, software: str = "") -> check.Facts:
    said = Said(way="UDP", status=status, software=software)
    return check.Facts(heard=Heard(said=(said,), alive=False))


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(200, "kamailio (5.6.3 (x86_64/linux))"), Verdict.NOT_EFFECTIVE),
        (facts(403, "Border/7"), Verdict.NOT_EFFECTIVE),
        (facts(200, "border"), Verdict.EFFECTIVE),
        (facts(200, "i3 border"), Verdict.EFFECTIVE),
        (facts(200), Verdict.EFFECTIVE),
        (facts(0), Verdict.INCONCLUSIVE),
        (facts(183), Verdict.INCONCLUSIVE),
    ],
)
def test_each_answer_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(target(), seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_either_header_gives_it_away() -> None:
    for header in ("Server: x/1.2.3", "User-Agent: x 1.2"):
        seen = check.look(target(), FakeWire(over_udp=says("200 OK", header)))
        assert check.judge(target(), seen).verdict is Verdict.NOT_EFFECTIVE


def test_a_long_name_is_cut() -> None:
    said = check.judge(target(), facts(200, "1.2" + "x" * 500))

    assert len(said.observed) < 200


def test_silence_stays_within_the_bound() -> None:
    both = target(sip_tls=5061)
    wire = over_tls(FakeWire(), lambda data: [reply(data, "100 Trying")])

    check.look(both, wire)

    assert wire.packets <= check.CHECK.max_packets
    assert check.judge(both, check.look(both, FakeWire())).verdict is Verdict.INCONCLUSIVE
