"""STUN-01: a media relay for whoever asks."""

from __future__ import annotations

import struct

import pytest

from ng911risk.lab.checks import stun_01_open_relay as check
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target

STUN = target(stun=3478)


def facts(before: int, allocation: int, after: int) -> check.Facts:
    return check.Facts(before=before, allocation=allocation, after=after)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(200, 200, 200), Verdict.NOT_EFFECTIVE),
        (facts(0, 200, 0), Verdict.NOT_EFFECTIVE),
        (facts(200, 401, 200), Verdict.EFFECTIVE),
        (facts(200, 508, 200), Verdict.INCONCLUSIVE),
        (facts(200, 0, 200), Verdict.EFFECTIVE),
        (facts(200, 0, 0), Verdict.INCONCLUSIVE),
        (facts(0, 0, 0), Verdict.INCONCLUSIVE),
    ],
)
def test_each_answer_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(STUN, seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def relay(**answers: int) -> FakeWire:
    """Answers a kind of question with a class of answer."""
    kinds = {1: "binding", 3: "allocation", 4: "release"}

    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        kind = int.from_bytes(data[:2])
        said = answers.get(kinds[kind])
        return (struct.pack("!HH", kind | said, 0) + data[4:20],) if said else ()

    return FakeWire(over_udp=over_udp)


@pytest.mark.parametrize(
    ("wire", "verdict", "sent"),
    [
        (relay(binding=0x100, allocation=0x100, release=0x100), Verdict.NOT_EFFECTIVE, 4),
        (relay(binding=0x100, allocation=0x110), Verdict.EFFECTIVE, 3),
        (relay(binding=0x100), Verdict.EFFECTIVE, 3),
        (relay(), Verdict.INCONCLUSIVE, 3),
    ],
)
def test_what_is_granted_is_given_back(wire: FakeWire, verdict: Verdict, sent: int) -> None:
    assert check.judge(STUN, check.look(STUN, wire)).verdict is verdict
    assert wire.packets == sent <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds
