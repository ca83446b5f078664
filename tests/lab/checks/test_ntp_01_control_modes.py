"""NTP-01: administration questions to a time service."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import ntp_01_control_modes as check
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target

NTP = target(ntp=123)


def facts(*sizes: int, alive: bool = True) -> check.Facts:
    variables, clients, command = sizes
    return check.Facts(variables=variables, clients=clients, command=command, alive=alive)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(0, 0, 0), Verdict.EFFECTIVE),
        (facts(12, 0, 0), Verdict.NOT_EFFECTIVE),
        (facts(0, 8, 0), Verdict.NOT_EFFECTIVE),
        (facts(0, 0, 32, alive=False), Verdict.NOT_EFFECTIVE),
        (facts(0, 0, 0, alive=False), Verdict.INCONCLUSIVE),
    ],
)
def test_each_answer_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(NTP, seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def service(*modes: int, command: bool = False, times: int = 9) -> FakeWire:
    """Answers in these modes; tells the time so often."""
    told = 0

    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        nonlocal told
        mode = data[0] & 7
        if port == 323:
            return (
                (b"\x06\x02\0\0" + data[4:6] + bytes(10) + data[8:12] + bytes(8),)
                if command
                else ()
            )
        if mode == 3 and told < times:
            told += 1
            return (bytes([0x24]) + bytes(23) + data[40:48] + bytes(16),)
        if mode == 6 and 6 in modes:
            return (b"\x16\x82" + data[2:4] + bytes(8),)
        return (b"\x97\0" + data[2:4] + bytes(44),) if mode == 7 and 7 in modes else ()

    return FakeWire(over_udp=over_udp)


@pytest.mark.parametrize(
    ("wire", "verdict"),
    [
        (service(), Verdict.EFFECTIVE),
        (service(6), Verdict.NOT_EFFECTIVE),
        (service(7), Verdict.NOT_EFFECTIVE),
        (service(command=True), Verdict.NOT_EFFECTIVE),
        (service(times=1), Verdict.INCONCLUSIVE),
        (FakeWire(), Verdict.INCONCLUSIVE),
    ],
)
def test_every_door_is_tried_within_the_bound(wire: FakeWire, verdict: Verdict) -> None:
    assert check.judge(NTP, check.look(NTP, wire)).verdict is verdict
    assert wire.packets == check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


@pytest.mark.parametrize(
    "lie", [b"\x16\x82" + bytes(46), b"\x97" + bytes(47), b"\x06\x02" + bytes(46)]
)
def test_bytes_that_answer_nothing_of_ours_refute_nothing(lie: bytes) -> None:
    wire = FakeWire(over_udp=lambda data, address, port: (lie,))

    assert check.judge(NTP, check.look(NTP, wire)).verdict is Verdict.INCONCLUSIVE
