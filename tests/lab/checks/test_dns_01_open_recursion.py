"""DNS-01: names for strangers."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from ng911risk.lab.check import Answer
from ng911risk.lab.checks import dns_01_open_recursion as check
from ng911risk.lab.messages import dns
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.name_stand_in import answered, connecting

DNS = target(dns=53, dns_name="bcf.esinet.lab")
RECURSION, AUTHORITY = 0x80, 0x400


def said(code: int, *, recursion: bool = False) -> check.Said:
    return check.Said(code=code, answers=0, recursion=recursion, authoritative=False)


NOTHING = said(-1)


@pytest.mark.parametrize(
    ("known", "foreign", "alive", "verdict"),
    [
        (said(0, recursion=True), said(5, recursion=True), None, Verdict.NOT_EFFECTIVE),
        (said(5), said(2, recursion=True), None, Verdict.NOT_EFFECTIVE),
        (said(5, recursion=True), said(5, recursion=True), None, Verdict.EFFECTIVE),
        (said(0), said(5), None, Verdict.EFFECTIVE),
        (NOTHING, said(5), None, Verdict.EFFECTIVE),
        (NOTHING, NOTHING, True, Verdict.EFFECTIVE),
        (NOTHING, NOTHING, False, Verdict.INCONCLUSIVE),
        (said(11), NOTHING, None, Verdict.EFFECTIVE),
    ],
)
def test_each_answer_has_its_verdict(
    known: check.Said, foreign: check.Said, alive: bool | None, verdict: Verdict
) -> None:
    judged = check.judge(DNS, check.Facts(known=known, foreign=foreign, alive=alive))

    assert judged.verdict is verdict
    assert bool(judged.near_miss) is (verdict is not Verdict.EFFECTIVE)


@pytest.mark.parametrize(
    ("code", "flags", "verdict"),
    [
        (0, RECURSION | AUTHORITY, Verdict.NOT_EFFECTIVE),
        (0, AUTHORITY, Verdict.EFFECTIVE),
        (dns.REFUSED, 0, Verdict.EFFECTIVE),
    ],
)
def test_an_offer_to_ask_others_is_seen(code: int, flags: int, verdict: Verdict) -> None:
    wire = FakeWire(
        over_udp=lambda data, address, port: (
            answered(data, code=code, flags=flags, records=((dns.A, bytes(4)),)),
        )
    )

    assert check.judge(DNS, check.look(DNS, wire)).verdict is verdict
    assert len(wire.sent) == 2


def test_silence_counts_where_it_answers_a_good_question_over_tcp() -> None:
    wire = connecting(Answer.CONNECTED, framed)

    assert check.judge(DNS, check.look(DNS, wire)).verdict is Verdict.EFFECTIVE
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


def test_a_dead_target_shows_nothing() -> None:
    wire = FakeWire()

    assert check.judge(DNS, check.look(DNS, wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.packets <= check.CHECK.max_packets


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
