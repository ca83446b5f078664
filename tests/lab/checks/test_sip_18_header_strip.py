"""SIP-18: what an outsider claims about a call, and what of it arrives inside."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import Datagram
from ng911risk.lab.checks import sip_18_header_strip as check
from ng911risk.lab.exchanges.calls import CallFacts
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import LabZone
from tests.lab.fake_wire import SECOND, FakeWire, target
from tests.lab.sip_stand_in import method, reply

BORDER = target(LabZone.EXTERNAL, tapped=True)
CALL = CallFacts(way="UDP", rang=False, status=486, ended=True)


def facts(
    *, tap: bool = True, arrived: bool = True, call_id: bool = False, priority: bool = False
) -> check.Facts:
    return check.Facts(
        has_tap=tap,
        call=CALL,
        arrived=arrived,
        call_id_passed=call_id,
        priority_passed=priority,
    )


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(), Verdict.EFFECTIVE),
        (facts(call_id=True), Verdict.NOT_EFFECTIVE),
        (facts(priority=True), Verdict.NOT_EFFECTIVE),
        (facts(arrived=False), Verdict.INCONCLUSIVE),
        (facts(tap=False, arrived=False), Verdict.INCONCLUSIVE),
    ],
)
def test_each_outcome_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(BORDER, seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def border(*removed: bytes, passes: bool = True) -> FakeWire:
    """Passes a call on to the tap without some headers, and its answer back."""
    wire = FakeWire()

    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        if method(data) == "INVITE" and passes:
            kept = [line for line in data.split(b"\r\n") if not line.startswith(removed or b"-")]
            tap = next(line for line in wire.lines if line.address == SECOND)
            passed = b"\r\n".join(kept)
            tap.inbox.append(Datagram(data=passed, address=address, port=port))
        if data.startswith(b"SIP/2.0 486"):
            wire.lines[1].inbox.append(Datagram(data=data, address=address, port=port))
        return ()

    wire.over_udp = over_udp
    return wire


@pytest.mark.parametrize(
    ("removed", "verdict"),
    [
        ((), Verdict.NOT_EFFECTIVE),
        ((b"Call-Info",), Verdict.NOT_EFFECTIVE),
        ((b"Resource-Priority",), Verdict.NOT_EFFECTIVE),
        ((b"Call-Info", b"Resource-Priority"), Verdict.EFFECTIVE),
    ],
)
def test_claims_are_looked_for_inside(removed: tuple[bytes, ...], verdict: Verdict) -> None:
    wire = border(*removed)

    seen = check.look(BORDER, wire)

    assert seen.arrived
    assert seen.call.status == 486
    assert check.judge(BORDER, seen).verdict is verdict
    assert wire.packets <= check.CHECK.max_packets


def test_a_call_that_does_not_arrive_shows_nothing() -> None:
    wire = border(passes=False)

    assert check.judge(BORDER, check.look(BORDER, wire)).verdict is Verdict.INCONCLUSIVE
    assert method(wire.sent[-1][1]) == "CANCEL"


def test_a_call_of_somebody_else_is_not_looked_at() -> None:
    wire = FakeWire()

    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        if method(data) == "INVITE":
            tap = next(line for line in wire.lines if line.address == SECOND)
            other = b"INVITE sip:a SIP/2.0\r\nFrom: <sip:somebody@a>\r\n\r\n"
            tap.inbox.append(Datagram(data=other, address=address, port=port))
        return (reply(data, "404 No"),) if method(data) == "INVITE" else ()

    wire.over_udp = over_udp

    assert not check.look(BORDER, wire).arrived


def test_without_a_second_address_no_call_is_placed() -> None:
    wire = FakeWire(second_address="")

    assert check.judge(BORDER, check.look(BORDER, wire)).verdict is Verdict.INCONCLUSIVE
    assert wire.sent == []
