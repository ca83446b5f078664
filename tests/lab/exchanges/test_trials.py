"""Malformed messages, with a good one before and after each."""

from __future__ import annotations

from ng911risk.lab.exchanges.trials import TRIAL_PACKETS, tried
from ng911risk.lab.messages.malformed import NAMES_MAX
from tests.lab.fake_wire import FakeWire, Late, target
from tests.lab.sip_stand_in import Fragile, over_tls, reply, says


def test_all_are_sent_each_way_and_their_answers_noted() -> None:
    wire = over_tls(
        FakeWire(over_udp=says("403 TLS required")), lambda data: [reply(data, "200 OK")]
    )

    seen = tried(target(sip_tls=5061), wire)

    assert (seen.answering, seen.good) == (("UDP", "TLS"), ("TLS",))
    assert len(seen.outcomes) == 2 * NAMES_MAX
    assert {one.status for one in seen.outcomes if one.way == "UDP"} == {403}
    assert (seen.lost_after, seen.banned, seen.back) == ("", False, False)
    assert wire.packets <= TRIAL_PACKETS


def test_a_way_that_is_silent_from_the_start_is_not_tried() -> None:
    wire = over_tls(FakeWire(), lambda data: [reply(data, "200 OK")])

    seen = tried(target(sip_tls=5061), wire)

    assert seen.answering == ("TLS",)
    assert len(seen.outcomes) == NAMES_MAX


def test_a_target_that_stops_is_noticed_after_the_message() -> None:
    wire = FakeWire(over_udp=Fragile().over_udp)

    seen = tried(target(), wire)

    assert (seen.lost_after, seen.banned, seen.back) == ("length-negative", False, False)
    assert len(seen.outcomes) == 3


def test_a_ban_of_the_sender_is_told_from_a_target_that_is_down() -> None:
    seen = tried(target(), FakeWire(over_udp=Fragile(bans=True).over_udp))

    assert (seen.lost_after, seen.banned) == ("length-negative", True)


def test_a_target_that_comes_back_is_noticed() -> None:
    seen = tried(target(), FakeWire(over_udp=Fragile(back_after=4).over_udp))

    assert (seen.lost_after, seen.back) == ("length-negative", True)


def test_a_dead_target_gets_no_malformed_message() -> None:
    wire = FakeWire()

    assert tried(target(sip_tls=5061), wire).answering == ()
    assert len(wire.sent) <= 2


def test_its_bound_holds_for_a_target_that_is_lost_with_the_last_message() -> None:
    seen = 0

    def over_stream(data: bytes) -> list[bytes]:
        nonlocal seen
        seen += 1
        return [reply(data, "200 OK")] if seen < 2 * NAMES_MAX else []

    wire = over_tls(FakeWire(over_udp=says("200 OK")), over_stream)

    assert tried(target(sip_tls=5061), wire).lost_after
    assert wire.packets <= TRIAL_PACKETS


def test_a_repeat_of_the_good_answer_is_none_to_the_malformed_message() -> None:
    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        good = b"\r\nCSeq: 1 OPTIONS\r\nUser-Agent" in data and b"Max-Forwards: 70\r\nFrom" in data
        return (reply(data, "200 OK"),) * 2 if good and b"\r\nContent-Length: 0" in data else ()

    statuses = {
        one.name: one.status for one in tried(target(), FakeWire(over_udp=over_udp)).outcomes
    }

    assert statuses["version-seven"] == 200  # it is told from the good one by its Call-ID
    assert statuses["length-negative"] == 0


def test_an_answer_that_is_on_its_way_is_waited_for() -> None:
    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        late = 2.5 if b"Content-Length: -" in data else 0.0
        return (reply(data, "100 Trying"), Late.of(reply(data, "400 No"), late))

    seen = tried(target(), FakeWire(over_udp=over_udp))

    assert {one.status for one in seen.outcomes if one.name == "length-negative"} == {400}
