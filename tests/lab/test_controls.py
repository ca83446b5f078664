"""Positive controls: silence proves nothing by itself."""

from __future__ import annotations

import pytest

from ng911risk.lab import controls
from ng911risk.lab.check import Answer, ClientIdentity, Target
from ng911risk.lab.messages import http, lost, sip
from tests.lab.element import Element, context, http_answer, sip_answer
from tests.lab.fake_wire import FakeWire, Late, target
from tests.lab.sip_stand_in import over_tls, reply, says
from tests.lab.web_element import Front, ecrf

KNOWN = frozenset({ClientIdentity.OWN})


def sip_element(*, clear: bool = False, secure: bool = False) -> Element:
    return Element(
        clear=frozenset({5060} if clear else ()),
        secure={5061: context()} if secure else {},
        says=lambda data, client: sip_answer("200 OK" if client else "403 No", data),
    )


@pytest.mark.parametrize(
    ("clear", "secure", "sip_tls", "alive"),
    [
        (True, False, None, True),
        (True, False, 5061, False),
        (False, True, 5061, True),
        (False, False, None, False),
    ],
)
def test_sip_lives_where_it_is_meant_to_serve(
    clear: bool,
    secure: bool,
    sip_tls: int | None,
    alive: bool,
) -> None:
    wire = sip_element(clear=clear, secure=secure).wire()

    assert controls.sip_alive(target(sip_tls=sip_tls), wire) is alive
    assert wire.packets <= controls.SIP_PACKETS


def test_an_answer_to_somebody_else_is_none() -> None:
    wire = FakeWire(over_udp=lambda data, address, port: (b"SIP/2.0 200 OK\r\nCall-ID: x\r\n\r\n",))

    assert controls.sip_status_udp(target(), wire) == 0


def test_strangers_who_talk_without_end_are_left() -> None:
    wire = FakeWire(over_udp=lambda data, address, port: (b"SIP/2.0 200 OK\r\n\r\n",) * 1_000)

    assert not controls.sip_alive(target(), wire)


def test_a_web_service_lives_only_for_who_it_serves() -> None:
    at = Front(only=KNOWN).element()

    assert controls.web_alive(ecrf(), at.wire())
    assert not controls.web_alive(ecrf(), at.wire(has_client_certificate=False))
    assert not controls.web_alive(ecrf(), Element().wire())


def test_one_exchange_stays_within_its_packets_and_its_pace() -> None:
    wire = Front().element().wire()

    controls.web_says(ecrf(), wire, lost.good(ecrf().about.kind), ClientIdentity.NONE)

    assert wire.packets <= controls.WEB_PACKETS
    assert wire.waited == 0.5


def test_an_answer_in_pieces_is_put_together() -> None:
    whole = http_answer(200, "found")
    wire = FakeWire(over_stream=lambda stream, data: [whole[:20], whole[20:]])
    wire.connects = Front().element().wire().connects
    with wire.tcp("10.91.0.30", 80) as line:
        line.answer, line.wire = Answer.CONNECTED, wire

        said = controls.web_ask(ecrf(), line, lost.Question(method="GET"))

    assert (said.status, said.body) == (200, b"found")


def test_an_endless_answer_ends() -> None:
    endless = [b"HTTP/1.1 200 OK\r\n\r\n", *([b"x" * 60_000] * 9)]
    wire = FakeWire(over_stream=lambda stream, data: endless)
    wire.connects = Front().element().wire().connects
    with wire.tcp("10.91.0.30", 80) as line:
        line.answer, line.wire = Answer.CONNECTED, wire

        said = controls.web_ask(ecrf(), line, lost.Question(method="GET"))

    assert http.LARGEST_ANSWER <= len(said.body) < 2 * http.LARGEST_ANSWER


@pytest.mark.parametrize(
    ("at", "about", "alive"),
    [
        (sip_element(clear=True), target(), True),
        (sip_element(secure=True), target(), False),
        (Front().element(clear=True), ecrf(), True),
        (Front(only=frozenset()).element(clear=True), ecrf(), True),
        (Front().element(), ecrf(), False),
        (Front().element(clear=True), ecrf(http=None), False),
    ],
)
def test_any_answer_in_the_clear_is_a_sign_of_life(
    at: Element,
    about: Target,
    alive: bool,
) -> None:
    wire = at.wire()

    assert controls.clear_alive(about, wire) is alive
    assert wire.packets <= controls.CLEAR_PACKETS


ORIGIN = sip.Origin(address="10.91.0.10", port=5060)


def test_the_final_answer_is_waited_for_longer_once_it_is_on_its_way() -> None:
    asked = sip.request("OPTIONS", "sip:a", ORIGIN)
    given = [reply(asked.data, "100 Trying"), b"SIP/2.0 200 OK\r\nCall-ID: x\r\n\r\n"]
    given.append(reply(asked.data, "403 No"))
    waits: list[float] = []

    def receive(seconds: float) -> bytes:
        waits.append(seconds)
        return given.pop(0) if given else b""

    assert sip.status(controls.awaited(receive, asked, 1.5)) == 403
    assert waits == [1.5, controls.PATIENCE_S, controls.PATIENCE_S]


def test_who_says_without_end_that_it_is_on_its_way_is_left() -> None:
    asked = sip.request("OPTIONS", "sip:a", ORIGIN)
    reads = 0

    def receive(seconds: float) -> bytes:
        nonlocal reads
        reads += 1
        return reply(asked.data, "100 Trying")

    assert sip.status(controls.awaited(receive, asked, 1.5)) == 100
    assert reads < 10


def test_what_is_only_on_its_way_is_no_sign_of_life() -> None:
    udp = FakeWire(over_udp=says("100 Trying"))
    tls = over_tls(FakeWire(), lambda data: [reply(data, "183 Progress")])

    assert controls.sip_status_udp(target(), udp) == 100
    assert not controls.sip_alive(target(), udp)
    assert not controls.clear_alive(target(), udp)
    assert not controls.sip_alive(target(sip_tls=5061), tls)


def test_over_tls_an_answer_to_somebody_else_is_none_and_a_close_is_told() -> None:
    wire = over_tls(FakeWire(), lambda data: [b"SIP/2.0 200 OK\r\nCall-ID: x\r\n\r\n"])

    said = controls.sip_said_tls(target(sip_tls=5061), wire, ClientIdentity.OWN)

    assert said == controls.Said(status=0, closed=False)
    at = sip_element(secure=True)
    at.says = lambda data, client: b""
    said = controls.sip_said_tls(target(sip_tls=5061), at.wire(), ClientIdentity.NONE)
    assert said == controls.Said(status=0, closed=True)


def test_an_answer_that_comes_too_late_is_not_waited_for() -> None:
    wire = FakeWire(over_udp=lambda data, address, port: (Late.of(reply(data, "200 OK"), 3.0),))

    assert controls.sip_status_udp(target(), wire) == 0
    assert controls.sip_status_udp(target(), wire, controls.PATIENCE_S) == 200
