"""A question each way, and what silence is worth."""

from __future__ import annotations

from ng911risk.lab.exchanges.lines import Line
from ng911risk.lab.exchanges.questions import QUESTION_PACKETS, Said, heard, in_words
from ng911risk.lab.messages import sip
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import by_method, over_tls, reply, says


def register(line: Line) -> sip.Request:
    return sip.request("REGISTER", line.uri, line.origin)


def test_an_answer_ends_the_asking() -> None:
    wire = FakeWire(over_udp=says("403 No"))

    found = heard(target(), wire, register)

    assert found.said == (Said(way="UDP", status=403),)
    assert found.alive is None
    assert len(wire.sent) == 1


def test_it_is_asked_over_tls_as_well() -> None:
    wire = over_tls(FakeWire(), lambda data: [reply(data, "405 No", "Server: x/1.2")])

    found = heard(target(sip_tls=5061), wire, register)

    assert in_words(found.said) == "no answer over UDP, 405 over TLS"
    assert found.answered[0].software == "x/1.2"
    assert not found.accepted


def test_a_name_without_end_is_cut() -> None:
    wire = FakeWire(over_udp=says("200 OK", "Server: " + "x" * 5_000))

    assert len(heard(target(), wire, register).said[0].software) == 200


def test_silence_of_a_dead_target_is_not_asked_again() -> None:
    wire = FakeWire()

    assert heard(target(), wire, register).alive is False
    assert len(wire.sent) == 2


def test_who_has_seen_enough_does_not_ask_again() -> None:
    wire = FakeWire(over_udp=by_method(OPTIONS="200 OK"))

    assert heard(target(), wire, register, enough=lambda: True).alive is None
    assert len(wire.sent) == 1


def test_silence_counts_where_good_messages_are_answered_before_and_after() -> None:
    wire = FakeWire(over_udp=by_method(OPTIONS="200 OK"))

    assert heard(target(), wire, register).alive is True
    assert [data.split()[0] for _, data, _, _ in wire.sent] == [
        b"REGISTER", b"OPTIONS", b"REGISTER", b"OPTIONS",
    ]  # fmt: skip


def test_it_never_asks_for_more_packets_than_it_says() -> None:
    def said(data: bytes) -> list[bytes]:
        return [reply(data, "200 OK")] if data.startswith(b"OPTIONS") else []

    wire = over_tls(FakeWire(), said)

    assert heard(target(sip_tls=5061), wire, register).alive is True
    assert wire.packets <= QUESTION_PACKETS
