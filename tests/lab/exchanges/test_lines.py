"""SIP over datagrams and over an encrypted stream."""

from __future__ import annotations

from ng911risk.lab.exchanges.lines import Way, good_status, opened, reply, ways
from ng911risk.lab.messages import sip
from tests.lab.fake_wire import SECOND, FakeWire, target
from tests.lab.sip_stand_in import over_tls, says
from tests.lab.sip_stand_in import reply as answer


def test_a_target_has_the_ways_it_says() -> None:
    assert ways(target(sip=None, sip_tls=5061)) == (Way.TLS,)
    assert ways(target(sip_tls=5061)) == (Way.UDP, Way.TLS)


def test_messages_of_a_stream_are_told_apart() -> None:
    def said(data: bytes) -> list[bytes]:
        both = answer(data, "100 Trying") + answer(data, "200 OK", body=b"abc")
        return [both[:30], both[30:]]

    with opened(target(sip_tls=5061), over_tls(FakeWire(), said), Way.TLS) as line:
        asked = sip.request("OPTIONS", line.uri, line.origin)
        assert line.send(asked.data)
        assert sip.status(line.receive(1)) == 100
        assert line.receive(1).endswith(b"\r\n\r\nabc")
        assert line.receive(1) == b""


def test_what_is_left_of_a_broken_message_is_given_once() -> None:
    wire = over_tls(FakeWire(), lambda data: [b"SIP/2.0 200 OK\r\nhalf"])

    with opened(target(sip_tls=5061), wire, Way.TLS) as line:
        line.send(b"x")
        assert line.receive(1) == b"SIP/2.0 200 OK\r\nhalf"
        assert line.receive(1) == b""


def test_a_message_that_never_ends_is_left() -> None:
    head = b"SIP/2.0 200 OK\r\nContent-Length: 999999\r\n\r\n"
    wire = over_tls(FakeWire(), lambda data: [head, *[b"x" * 40_000] * 9])

    with opened(target(sip_tls=5061), wire, Way.TLS) as line:
        line.send(b"x")
        assert len(line.receive(1)) < 130_000


def test_the_final_answer_is_waited_for() -> None:
    wire = FakeWire()
    wire.over_udp = lambda data, address, port: (
        answer(data, "100 Trying"),
        b"SIP/2.0 200 OK\r\nCall-ID: of another\r\n\r\n",
        answer(data, "403 No"),
    )

    with opened(target(), wire, Way.UDP) as line:
        asked = sip.request("OPTIONS", line.uri, line.origin)
        line.send(asked.data)
        assert sip.status(reply(line, asked, 1)) == 403


def test_a_target_that_talks_without_end_is_left() -> None:
    wire = FakeWire()
    wire.over_udp = lambda data, address, port: (b"SIP/2.0 200 OK\r\n\r\n",) * 1_000

    with opened(target(), wire, Way.UDP) as line:
        assert good_status(line) == 0
        assert len(wire.lines[0].inbox) > 900


def test_a_good_question_gets_its_status() -> None:
    with opened(target(), FakeWire(over_udp=says("200 OK")), Way.UDP) as line:
        assert good_status(line) == 200


def test_where_tls_is_refused_there_is_no_status() -> None:
    with opened(target(sip_tls=5061), FakeWire(), Way.TLS) as line:
        assert good_status(line) == 0


def test_the_second_address_speaks_for_itself() -> None:
    wire = FakeWire(over_udp=says("200 OK"))

    with opened(target(), wire, Way.UDP, second=True) as line:
        assert good_status(line) == 200
    assert f"Via: SIP/2.0/UDP {SECOND}:".encode() in wire.sent[0][1]
