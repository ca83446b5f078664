"""One test call, which always ends."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import Refused
from ng911risk.lab.exchanges.calls import CALL_PACKETS, placed_call
from ng911risk.lab.messages import sip
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import (
    CONTACT,
    answering,
    by_method,
    method,
    methods,
    over_tls,
    reply,
)


def test_a_call_that_is_answered_is_hung_up() -> None:
    wire = answering("180 Ringing", "200 OK")

    with placed_call(target(), wire) as call:
        call.place()
        assert call.is_up

    assert methods(wire) == ["INVITE", "ACK", "BYE"]
    assert (call.facts.status, call.facts.rang, call.facts.ended) == (200, True, True)
    assert wire.sent[0][1].startswith(b"INVITE urn:service:test.sos ")


def test_a_call_that_is_refused_is_acknowledged() -> None:
    wire = answering("404 No")

    with placed_call(target(test_call="sip:test@lab"), wire) as call:
        call.place()

    assert methods(wire) == ["INVITE", "ACK"]
    assert wire.sent[0][1].startswith(b"INVITE sip:test@lab ")
    assert (call.facts.status, call.facts.rang, call.facts.ended) == (404, False, True)


def test_a_call_that_nobody_answers_is_cancelled() -> None:
    wire = answering("180 Ringing")

    with placed_call(target(), wire) as call:
        call.place()

    assert methods(wire) == ["INVITE", "CANCEL"]
    assert call.facts.status == 0


def test_silence_is_asked_once_more_and_then_cancelled() -> None:
    wire = FakeWire()

    with placed_call(target(), wire) as call:
        call.place()

    assert methods(wire) == ["INVITE", "INVITE", "CANCEL"]
    assert wire.packets <= CALL_PACKETS


def test_a_call_that_is_answered_while_it_is_cancelled_is_hung_up() -> None:
    invites: list[bytes] = []

    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        if method(data) == "INVITE":
            invites.append(data)
        if method(data) == "CANCEL":
            return (reply(invites[0], "200 OK", CONTACT),)
        return (reply(data, "200 OK"),) if method(data) == "BYE" else ()

    wire = FakeWire(over_udp=over_udp)
    with placed_call(target(), wire) as call:
        call.place()

    assert methods(wire)[-3:] == ["CANCEL", "ACK", "BYE"]
    assert call.facts.ended


def test_whatever_happens_the_call_ends() -> None:
    wire = answering("200 OK")

    def interrupted() -> None:
        with placed_call(target(), wire) as call:
            call.place()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert methods(wire)[-1] == "BYE"


def test_where_nobody_on_the_way_wants_to_see_the_end_it_goes_to_the_other_end_itself() -> None:
    wire = answering("200 OK", bye="404 Not here")

    with placed_call(target(), wire) as call:
        call.place()

    assert methods(wire) == ["INVITE", "ACK", "BYE", "ACK", "BYE"]
    assert {(address, port) for _, _, address, port in wire.sent[-2:]} == {("10.91.0.40", 5062)}
    assert not call.facts.ended
    assert wire.packets <= CALL_PACKETS


@pytest.mark.parametrize(
    "more", [("Record-Route: <sip:10.91.0.30;lr>", CONTACT), ("Contact: <sip:psap@far.lab>",)]
)
def test_what_follows_stays_on_the_way_that_was_recorded(more: tuple[str, ...]) -> None:
    wire = answering("200 OK", bye="", more=more)

    with placed_call(target(), wire) as call:
        call.place()

    assert methods(wire) == ["INVITE", "ACK", "BYE"]
    assert not call.facts.ended


def test_a_call_for_a_real_service_is_refused() -> None:
    wire = FakeWire()

    def called() -> None:
        with placed_call(target(test_call="urn:service:sos"), wire) as call:
            call.place()

    with pytest.raises(Refused, match="urn:service:sos"):
        called()
    assert wire.sent == []


def test_over_tls_a_call_has_the_same_end() -> None:
    wire = over_tls(
        FakeWire(),
        lambda data: [reply(data, "200 OK")] if method(data) in ("INVITE", "BYE") else [],
    )

    with placed_call(target(sip_tls=5061), wire) as call:
        call.place()

    assert methods(wire) == ["INVITE", "ACK", "BYE"]
    assert (call.facts.way, call.facts.ended) == ("TLS", True)
    assert wire.packets <= CALL_PACKETS


def test_messages_of_other_calls_are_left() -> None:
    wire = FakeWire(over_udp=by_method(INVITE="200 OK"))
    said = wire.over_udp
    wire.over_udp = lambda data, address, port: tuple(
        one.replace(sip.header(data, "Call-ID").encode(), b"another")
        for one in said(data, address, port)
    )

    with placed_call(target(), wire) as call:
        call.place()

    assert call.facts.status == 0
