"""DNS-02: the version of a name service."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import Answer
from ng911risk.lab.checks import dns_02_version as check
from ng911risk.lab.messages import dns
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.name_stand_in import answered, connecting

DNS = target(dns=53)


def facts(*codes: str, texts: tuple[str, ...] = (), alive: bool | None = None) -> check.Facts:
    return check.Facts(codes=codes, texts=texts, alive=alive)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts("NOERROR", "REFUSED", texts=("dnsmasq-2.90",)), Verdict.NOT_EFFECTIVE),
        (facts("NOERROR", "", texts=("none of your business",)), Verdict.EFFECTIVE),
        (facts("REFUSED", "REFUSED"), Verdict.EFFECTIVE),
        (facts("", "NOTIMP"), Verdict.EFFECTIVE),
        (facts("", "", alive=True), Verdict.EFFECTIVE),
        (facts("", "", alive=False), Verdict.INCONCLUSIVE),
    ],
)
def test_each_answer_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(DNS, seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_a_version_is_read() -> None:
    wire = FakeWire(
        over_udp=lambda data, address, port: (
            answered(data, records=((dns.TXT, b"\x0cdnsmasq-2.90"),)),
        )
    )

    assert check.judge(DNS, check.look(DNS, wire)).observed == "It calls itself “dnsmasq-2.90”."
    assert len(wire.sent) == 2


def test_silence_counts_where_it_takes_connections() -> None:
    wire = connecting(Answer.CONNECTED)

    assert check.judge(DNS, check.look(DNS, wire)).verdict is Verdict.EFFECTIVE
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


def test_a_dead_target_shows_nothing() -> None:
    assert check.judge(DNS, check.look(DNS, FakeWire())).verdict is Verdict.INCONCLUSIVE
