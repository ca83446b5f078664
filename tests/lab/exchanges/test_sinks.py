"""A door of our own where messages come in that a target passes on."""

from __future__ import annotations

from ng911risk.lab.check import Datagram
from ng911risk.lab.exchanges.sinks import Sink
from ng911risk.lab.messages import sip
from tests.lab.fake_wire import FakeWire

ORIGIN = sip.Origin(address="10.91.0.10", port=5090)


def test_what_was_expected_is_counted_once_and_answered_so_often() -> None:
    wire = FakeWire()
    with wire.udp() as door:
        sink = Sink(door, answers=2)
        mine = sink.expect(sip.request("OPTIONS", "sip:a", ORIGIN))
        other = sip.request("OPTIONS", "sip:a", ORIGIN)
        for data in (mine.data, other.data, mine.data, mine.data, b"rubbish"):
            door.inbox.append(Datagram(data=data, address="10.91.0.30", port=5060))

        assert sink.collect()

    assert sink.arrived == 1
    assert [sip.status(data) for _, data, _, _ in wire.sent] == [200, 200]
    assert {(address, port) for _, _, address, port in wire.sent} == {("10.91.0.30", 5060)}


def test_an_answer_to_ourselves_is_no_arrival() -> None:
    with FakeWire().udp() as door:
        sink = Sink(door, answers=1)
        mine = sink.expect(sip.request("OPTIONS", "sip:a", ORIGIN))
        said = f"SIP/2.0 404 No\r\nCall-ID: {mine.call_id}\r\n\r\n".encode()
        door.inbox.append(Datagram(data=said, address="10.91.0.30", port=5060))

        assert not sink.collect()
        assert sink.arrived == 0
