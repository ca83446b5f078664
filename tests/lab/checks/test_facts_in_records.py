"""Facts of the checks of behaviour come out of a record as they went in, and are judged alike."""

from __future__ import annotations

from dataclasses import asdict
from typing import get_type_hints

import pytest

from ng911risk.lab.check import all_checks
from ng911risk.records import json_bytes
from ng911risk.records.read import adapter_of
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import over_tls, reply, says

ELEMENT = target(
    sip_tls=5061, known_user="known", dns=53, dns_name="a.lab", dns_zone="lab", ntp=123, stun=3478,
    open_ports=(443,), closed_ports=(22,),
)  # fmt: skip
NAMES = (
    *(f"SIP-{number:02}" for number in range(8, 20)),
    "MED-04", "DNS-01", "DNS-02", "DNS-03", "DNS-04", "NTP-01", "SEG-01", "STUN-01",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_facts_survive_a_record(name: str) -> None:
    module = all_checks()[name]
    wire = over_tls(FakeWire(over_udp=says("200 OK")), lambda data: [reply(data, "200 OK")])
    facts = module.look(ELEMENT, wire)

    read = adapter_of(get_type_hints(module.judge)["facts"]).validate_json(
        json_bytes(asdict(facts))
    )

    assert read == facts
    assert module.judge(ELEMENT, read) == module.judge(ELEMENT, facts)
