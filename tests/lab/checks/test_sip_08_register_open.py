"""SIP-08: registration without credentials."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import sip_08_register_open as check
from ng911risk.lab.exchanges.questions import Heard, Said
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, Late, target
from tests.lab.sip_stand_in import by_method, over_tls, reply

BOTH = target(sip_tls=5061)


def udp(status: int, *, alive: bool | None = None) -> check.Facts:
    return check.Facts(heard=Heard(said=(Said(way="UDP", status=status),), alive=alive))


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (udp(200), Verdict.NOT_EFFECTIVE),
        (udp(202), Verdict.NOT_EFFECTIVE),
        (udp(401), Verdict.EFFECTIVE),
        (udp(503), Verdict.INCONCLUSIVE),
        (udp(100), Verdict.INCONCLUSIVE),
        (udp(0, alive=True), Verdict.EFFECTIVE),
        (udp(0, alive=False), Verdict.INCONCLUSIVE),
    ],
)
def test_each_answer_has_its_verdict(facts: check.Facts, verdict: Verdict) -> None:
    said = check.judge(target(), facts)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_it_asks_for_nobody_and_changes_nothing() -> None:
    wire = FakeWire(over_udp=by_method(REGISTER="200 OK"))

    facts = check.look(target(), wire)

    assert check.judge(target(), facts).verdict is Verdict.NOT_EFFECTIVE
    assert b"\r\nContact" not in wire.sent[0][1]
    assert b"To: <sip:assessor-" in wire.sent[0][1]


def test_a_yes_over_tls_counts_although_udp_refuses() -> None:
    wire = over_tls(
        FakeWire(over_udp=by_method(REGISTER="403 No")), lambda data: [reply(data, "200 OK")]
    )

    said = check.judge(BOTH, check.look(BOTH, wire))

    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert "403 over UDP, 200 over TLS" in said.observed


def test_a_dead_target_shows_nothing() -> None:
    assert check.judge(BOTH, check.look(BOTH, FakeWire())).verdict is Verdict.INCONCLUSIVE


def test_silence_stays_within_the_bound() -> None:
    def said(data: bytes) -> list[bytes]:
        return [reply(data, "200 OK")] if data.startswith(b"OPTIONS") else []

    wire = over_tls(FakeWire(), said)

    assert check.judge(BOTH, check.look(BOTH, wire)).verdict is Verdict.EFFECTIVE
    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds


def test_a_yes_that_is_announced_and_comes_late_counts() -> None:
    wire = FakeWire()
    wire.over_udp = lambda data, address, port: (
        reply(data, "100 Trying"),
        Late.of(reply(data, "200 OK"), 4.0),
    )

    assert check.judge(target(), check.look(target(), wire)).verdict is Verdict.NOT_EFFECTIVE
