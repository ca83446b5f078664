"""Questions to a name service over UDP and TCP."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import Answer
from ng911risk.lab.exchanges.names import ALIVE_PACKETS, names_alive, tcp_reply, udp_reply
from ng911risk.lab.messages import dns
from tests.lab.fake_wire import FakeStream, FakeWire, target
from tests.lab.name_stand_in import answered, connecting

DNS = target(dns=53, dns_name="bcf.esinet.lab")
ASKED = dns.question("bcf.esinet.lab", dns.A)


def test_the_answer_to_another_question_is_skipped() -> None:
    wire = FakeWire()
    wire.over_udp = lambda data, address, port: (b"rubbish", answered(data, code=5))

    reply = udp_reply(DNS, wire, ASKED)

    assert reply is not None
    assert reply.code == dns.REFUSED


def test_silence_is_none() -> None:
    assert udp_reply(DNS, FakeWire(), ASKED) is None


def test_an_answer_over_tcp_is_put_together() -> None:
    def said(data: bytes) -> list[bytes]:
        whole = answered(data[2:], records=((dns.SOA, b""),))
        framed = len(whole).to_bytes(2) + whole
        return [framed[:5], framed[5:]]

    connection, reply = tcp_reply(DNS, connecting(Answer.CONNECTED, said), ASKED)

    assert connection is Answer.CONNECTED
    assert reply is not None
    assert reply.has(dns.SOA)


@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.SILENT, Answer.UNREACHABLE])
def test_a_connection_that_fails_says_how(answer: Answer) -> None:
    assert tcp_reply(DNS, connecting(answer), ASKED) == (answer, None)


def test_it_lives_where_it_answers_be_it_a_refusal() -> None:
    wire = FakeWire(over_udp=lambda data, address, port: (answered(data, code=5),))

    assert names_alive(DNS, wire)
    assert wire.packets == 1


def test_it_lives_where_it_answers_over_tcp() -> None:
    def said(data: bytes) -> list[bytes]:
        whole = answered(data[2:], code=dns.REFUSED)
        return [len(whole).to_bytes(2) + whole]

    wire = connecting(Answer.CONNECTED, said)

    assert names_alive(DNS, wire)
    assert wire.packets <= ALIVE_PACKETS


def test_it_is_dead_where_it_does_neither() -> None:
    assert not names_alive(DNS, FakeWire())
    assert not names_alive(DNS, connecting(Answer.CONNECTED))
    assert not names_alive(DNS, connecting(Answer.CONNECTED, lambda data: [data]))
    assert not names_alive(target(dns=53), FakeWire())


def test_an_answer_that_has_only_begun_is_read_so_far() -> None:
    def said(data: bytes) -> list[bytes]:
        return [b"\xff\xff" + answered(data[2:], records=((dns.SOA, b""), (dns.A, b"1234")))]

    _, reply = tcp_reply(DNS, connecting(Answer.CONNECTED, said), ASKED)

    assert reply is not None
    assert len(reply.records) == 2


def test_a_stream_that_never_ends_is_left() -> None:
    wire = connecting(Answer.CONNECTED)
    wire.over_stream = lambda stream, data: [b"\xff" * 3_000] * 3
    stream = FakeStream(wire, ("10.91.0.60", 53))
    wire.connects = lambda address, port, offer: stream

    assert tcp_reply(DNS, wire, ASKED) == (Answer.CONNECTED, None)
    assert len(stream.inbox) == 1
