"""DNS-04: signatures of names."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import dns_04_signed_names as check
from ng911risk.lab.messages import dns
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.name_stand_in import answered

DNS = target(dns=53, dns_name="bcf.esinet.lab")
VERIFIED = 0x20


def facts(
    answers: int, *, signed: bool = False, verified: bool = False, code: str = "NOERROR"
) -> check.Facts:
    return check.Facts(code=code, answers=answers, signed=signed, verified=verified)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(2, signed=True), Verdict.EFFECTIVE),
        (facts(1, verified=True), Verdict.EFFECTIVE),
        (facts(2, signed=True, verified=True), Verdict.EFFECTIVE),
        (facts(1), Verdict.NOT_EFFECTIVE),
        (facts(0, verified=True), Verdict.INCONCLUSIVE),
        (facts(0, code="REFUSED"), Verdict.INCONCLUSIVE),
        (facts(0, code=""), Verdict.INCONCLUSIVE),
    ],
)
def test_each_answer_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(DNS, seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


@pytest.mark.parametrize(
    ("kinds", "flags", "verdict"),
    [
        ((dns.A, dns.RRSIG), 0, Verdict.EFFECTIVE),
        ((dns.A,), VERIFIED, Verdict.EFFECTIVE),
        ((dns.A,), 0, Verdict.NOT_EFFECTIVE),
        ((), 0, Verdict.INCONCLUSIVE),
    ],
)
def test_a_signature_is_seen(kinds: tuple[int, ...], flags: int, verdict: Verdict) -> None:
    records = tuple((kind, bytes(4)) for kind in kinds)
    wire = FakeWire(
        over_udp=lambda data, address, port: (answered(data, flags=flags, records=records),)
    )

    assert check.judge(DNS, check.look(DNS, wire)).verdict is verdict
    assert len(wire.sent) == 1


def test_a_dead_target_shows_nothing() -> None:
    wire = FakeWire()

    assert check.judge(DNS, check.look(DNS, wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.packets == check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds
