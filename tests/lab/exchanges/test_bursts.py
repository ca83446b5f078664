"""A bounded burst, and the wait until all is well."""

from __future__ import annotations

import pytest

from ng911risk.lab.exchanges.bursts import (
    BURST_PACKETS,
    NO_BURST,
    QUESTIONS,
    RECOVERY_PACKETS,
    burst,
    recovered,
)
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import Limiter, over_tls, reply, says


def test_who_limits_nothing_serves_every_quarter() -> None:
    wire = FakeWire(over_udp=says("200 OK"))

    seen = burst(target(), wire)

    assert (seen.way, seen.quarters, seen.second) == ("UDP", (15, 15, 15, 15), -1)
    assert len(wire.sent) == QUESTIONS + 1
    assert wire.waited >= QUESTIONS / 40


def test_it_says_how_fast_the_scope_let_it_ask() -> None:
    slow = FakeWire(over_udp=says("200 OK"), packets_per_second=10)

    assert burst(target(), slow).per_second == 10
    assert burst(target(), FakeWire(over_udp=says("200 OK"))).per_second == 40


def test_a_limit_shows_in_the_quarters() -> None:
    seen = burst(target(), FakeWire(over_udp=Limiter(21).over_udp))

    assert seen.quarters == (15, 5, 0, 0)
    assert seen.limited == 0


def test_a_refusal_in_words_is_no_service() -> None:
    seen = burst(target(), FakeWire(over_udp=Limiter(16, "503 Busy").over_udp))

    assert (seen.quarters, seen.limited) == ((15, 0, 0, 0), 45)


@pytest.mark.parametrize(("together", "served"), [(False, 5), (True, 0)])
def test_the_second_source_is_counted_by_itself(together: bool, served: int) -> None:
    limiter = Limiter(21, together=together)

    assert burst(target(), FakeWire(over_udp=limiter.over_udp), second=True).second == served


def test_without_a_second_address_nobody_else_asks() -> None:
    wire = FakeWire(over_udp=says("200 OK"), second_address="")

    assert burst(target(), wire, second=True).second == -1


def test_it_goes_over_tls_where_udp_says_nothing() -> None:
    wire = over_tls(FakeWire(), lambda data: [reply(data, "200 OK")])

    seen = burst(target(sip_tls=5061), wire, second=True)

    assert (seen.way, seen.quarters, seen.second) == ("TLS", (15, 15, 15, 15), -1)
    assert wire.packets <= BURST_PACKETS


def test_a_dead_target_gets_no_burst() -> None:
    wire = FakeWire()

    assert burst(target(), wire) == NO_BURST
    assert len(wire.sent) == 1


def test_a_target_that_comes_back_is_not_waited_for_any_longer() -> None:
    wire = FakeWire(over_udp=says("200 OK"))

    assert recovered(target(), wire)
    assert wire.waited < 5


def test_a_target_that_stays_away_is_waited_for_a_minute() -> None:
    wire = over_tls(FakeWire(), lambda data: [])

    assert not recovered(target(sip_tls=5061), wire)
    assert 60 <= wire.waited < 90
    assert wire.packets <= RECOVERY_PACKETS


def test_the_second_source_asks_while_the_limit_holds() -> None:
    wire = FakeWire(over_udp=says("200 OK"))

    burst(target(), wire, second=True)

    senders = [wire.second_address.encode() in data for _, data, _, _ in wire.sent]
    assert sum(senders) == 5
    assert not any(senders[: QUESTIONS - QUESTIONS // 4])
