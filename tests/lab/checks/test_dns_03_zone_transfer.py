"""DNS-03: all names of a zone."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import Answer
from ng911risk.lab.checks import dns_03_zone_transfer as check
from ng911risk.lab.messages import dns
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.name_stand_in import answered, connecting

DNS = target(dns=53, dns_zone="esinet.lab")


def facts(code: str = "", records: int = 0, *, alive: bool = False) -> check.Facts:
    return check.Facts(connection=Answer.CONNECTED, code=code, records=records, alive=alive)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts("NOERROR", 7, alive=True), Verdict.NOT_EFFECTIVE),
        (facts("REFUSED", alive=True), Verdict.EFFECTIVE),
        (facts("NOERROR"), Verdict.EFFECTIVE),
        (facts(alive=True), Verdict.EFFECTIVE),
        (facts(), Verdict.INCONCLUSIVE),
        (facts("SERVFAIL", alive=True), Verdict.INCONCLUSIVE),
        (facts(check.UNREADABLE, alive=True), Verdict.INCONCLUSIVE),
    ],
)
def test_each_answer_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(DNS, seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


@pytest.mark.parametrize(
    ("code", "records", "verdict"),
    [
        (0, ((dns.SOA, b""), (dns.A, bytes(4))), Verdict.NOT_EFFECTIVE),
        (dns.REFUSED, (), Verdict.EFFECTIVE),
    ],
)
def test_a_zone_that_is_handed_over_is_seen(
    code: int, records: tuple[tuple[int, bytes], ...], verdict: Verdict
) -> None:
    def said(data: bytes) -> list[bytes]:
        whole = answered(data[2:], code=code, records=records)
        return [len(whole).to_bytes(2) + whole]

    wire = connecting(Answer.CONNECTED, said)

    assert check.judge(DNS, check.look(DNS, wire)).verdict is verdict
    assert wire.packets <= check.CHECK.max_packets


def test_a_refused_connection_counts_where_it_answers_over_udp() -> None:
    wire = connecting(Answer.REFUSED)
    wire.over_udp = lambda data, address, port: (answered(data),)

    said = check.judge(DNS, check.look(DNS, wire))

    assert said.verdict is Verdict.EFFECTIVE
    assert "refused" in said.observed


def test_a_target_that_came_only_meanwhile_shows_nothing() -> None:
    wire = connecting(Answer.SILENT)
    wire.over_udp = lambda data, address, port: (answered(data),) if len(wire.sent) > 1 else ()

    assert check.judge(DNS, check.look(DNS, wire)).verdict is Verdict.INCONCLUSIVE


def test_a_dead_target_shows_nothing() -> None:
    wire = FakeWire()

    assert check.judge(DNS, check.look(DNS, wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


@pytest.mark.parametrize("echoes", [False, True])
def test_what_never_spoke_dns_shows_nothing(*, echoes: bool) -> None:
    wire = connecting(Answer.CONNECTED, lambda data: [data] if echoes else [])
    wire.over_udp = lambda data, address, port: (data,)

    assert check.judge(DNS, check.look(DNS, wire)).verdict is Verdict.INCONCLUSIVE
