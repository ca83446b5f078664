"""DNS-02: the version of a name service."""

from __future__ import annotations

import struct
from collections.abc import Callable

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


def test_silence_counts_where_it_answers_a_good_question_over_tcp() -> None:
    wire = connecting(Answer.CONNECTED, framed)

    assert check.judge(DNS, check.look(DNS, wire)).verdict is Verdict.EFFECTIVE
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


def test_a_dead_target_shows_nothing() -> None:
    assert check.judge(DNS, check.look(DNS, FakeWire())).verdict is Verdict.INCONCLUSIVE


def framed(data: bytes) -> list[bytes]:
    """What a name service that refuses everything says over TCP."""
    whole = answered(data[2:], code=dns.REFUSED)
    return [len(whole).to_bytes(2) + whole]


@pytest.mark.parametrize("said", [lambda data: [], lambda data: [data]])
def test_what_never_spoke_dns_shows_nothing(said: Callable[[bytes], list[bytes]]) -> None:
    wire = connecting(Answer.CONNECTED, said)
    wire.over_udp = lambda data, address, port: (data,)

    assert check.judge(DNS, check.look(DNS, wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


@pytest.mark.parametrize("flags", [0x8000, 0x8080])
def test_an_answer_that_cannot_be_read_shows_nothing(flags: int) -> None:
    wire = FakeWire()
    wire.over_udp = lambda data, address, port: (
        data[:2] + struct.pack("!5H", flags, 1, 65_535, 0, 0) + data[12:],
    )

    said = check.judge(DNS, check.look(DNS, wire))

    assert said.verdict is Verdict.INCONCLUSIVE
    assert "cannot be read" in said.observed
