"""SEG-01: doors between zones."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import Answer, TlsOffer
from ng911risk.lab.checks import seg_01_zone_matrix as check
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeStream, FakeWire, target

HOST = target(open_ports=(443,), closed_ports=(22, 3389))


def facts(
    *reached: int, snmp: bool = False, tftp: bool = False, control: bool = True
) -> check.Facts:
    return check.Facts(
        tried=(22, 3389, 23),
        reached=reached,
        snmp=snmp,
        tftp=tftp,
        controls=(443,),
        controls_reached=control,
    )


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(), Verdict.EFFECTIVE),
        (facts(22), Verdict.NOT_EFFECTIVE),
        (facts(snmp=True), Verdict.NOT_EFFECTIVE),
        (facts(tftp=True, control=False), Verdict.NOT_EFFECTIVE),
        (facts(control=False), Verdict.INCONCLUSIVE),
    ],
)
def test_each_outcome_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(HOST, seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def host(*open_ports: int, first: int = 1, times: int = 99) -> FakeWire:
    """Takes connections to some ports, to the control from the `first` to the last of `times`."""
    wire = FakeWire()
    controls = 0

    def connects(address: str, port: int, offer: TlsOffer | None) -> FakeStream:
        nonlocal controls
        controls += port == 443
        is_open = port in open_ports and (port != 443 or first <= controls <= times)
        return FakeStream(
            wire, (address, port), answer=Answer.CONNECTED if is_open else Answer.SILENT
        )

    wire.connects = connects
    return wire


@pytest.mark.parametrize(
    ("wire", "verdict"),
    [
        (host(443), Verdict.EFFECTIVE),
        (host(443, 22), Verdict.NOT_EFFECTIVE),
        (host(443, 23), Verdict.NOT_EFFECTIVE),
        (host(443, times=1), Verdict.INCONCLUSIVE),
        (host(443, first=2), Verdict.INCONCLUSIVE),
        (host(), Verdict.INCONCLUSIVE),
    ],
)
def test_doors_are_tried_between_two_controls(wire: FakeWire, verdict: Verdict) -> None:
    assert check.judge(HOST, check.look(HOST, wire)).verdict is verdict


def test_telnet_that_must_be_open_is_not_held_against_it() -> None:
    about = target(open_ports=(23,), closed_ports=(22,))

    assert check.look(about, host(23)).tried == (22,)


def test_one_open_port_is_enough_as_a_control() -> None:
    about = target(open_ports=(80, 443), closed_ports=(22,))

    assert check.look(about, host(443)).controls_reached


@pytest.mark.parametrize("port", [161, 69])
def test_old_services_are_asked_once(port: int) -> None:
    wire = host(443)
    answers = {161: b"\x30\x20\x02\x01\x00\x04\x06public\xa2", 69: b"\0\x05\0\x01"}
    wire.over_udp = lambda data, address, to: (answers[to],) if to == port else ()

    said = check.judge(HOST, check.look(HOST, wire))

    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert {161: "SNMP", 69: "TFTP"}[port] in said.observed
    assert sorted(to for _, _, _, to in wire.sent) == [69, 161]


def test_the_longest_list_stays_within_the_bound() -> None:
    ports = tuple(range(1_000, 1_100))
    wire = host()

    seen = check.look(target(open_ports=(1, 2, 3, 4, 5), closed_ports=ports), wire)

    assert len(seen.tried) == check.PORTS_MAX + 1
    assert wire.packets <= check.CHECK.max_packets
