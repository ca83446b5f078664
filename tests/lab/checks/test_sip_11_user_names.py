"""SIP-11: names that exist and names that do not."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import sip_11_user_names as check
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import method, over_tls, reply, says

KNOWN = target(known_user="known")


def asked(known: tuple[int, int], *unknown: int) -> check.Facts:
    one = check.Asked(way="UDP", method="OPTIONS", known=known, unknown=unknown)
    return check.Facts(asked=(one,))


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (asked((200, 200), 404, 404, 404), Verdict.NOT_EFFECTIVE),
        (asked((200, 200), 0, 0, 0), Verdict.NOT_EFFECTIVE),
        (asked((403, 403), 403, 403, 403), Verdict.EFFECTIVE),
        (asked((200, 200), 200, 404, 200), Verdict.INCONCLUSIVE),
        (asked((200, 0), 0, 0, 0), Verdict.INCONCLUSIVE),
        (asked((0, 0), 0, 0, 0), Verdict.INCONCLUSIVE),
        (check.Facts(asked=()), Verdict.INCONCLUSIVE),
    ],
)
def test_each_pattern_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(KNOWN, seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_a_way_that_tells_counts_more_than_one_that_does_not() -> None:
    same = check.Asked(way="UDP", method="OPTIONS", known=(403, 403), unknown=(403,))
    tells = check.Asked(way="TLS", method="REGISTER", known=(401, 401), unknown=(404,))

    said = check.judge(KNOWN, check.Facts(asked=(same, tells)))

    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert "REGISTER over TLS got 401" in said.observed


def test_names_that_exist_are_told_from_others() -> None:
    def over_udp(data: bytes, address: str, port: int) -> tuple[bytes, ...]:
        yes = b"sip:known@" in data or method(data) == "REGISTER"
        return (reply(data, "200 OK" if yes else "404 No"),)

    wire = FakeWire(over_udp=over_udp)

    assert check.judge(KNOWN, check.look(KNOWN, wire)).verdict is Verdict.NOT_EFFECTIVE
    assert len(wire.sent) == 14
    assert len({data for _, data, _, _ in wire.sent}) == 14


def test_the_same_answer_for_all_is_effective() -> None:
    seen = check.look(KNOWN, FakeWire(over_udp=says("403 No")))

    assert check.judge(KNOWN, seen).verdict is Verdict.EFFECTIVE


def test_a_dead_target_shows_nothing_and_the_bound_holds() -> None:
    both = target(known_user="known", sip_tls=5061)
    wire = over_tls(FakeWire(), lambda data: [reply(data, "100 Trying")])

    check.look(both, wire)

    assert wire.packets <= check.CHECK.max_packets
    assert wire.waited <= check.CHECK.max_seconds
    assert check.judge(both, check.look(both, FakeWire())).verdict is Verdict.INCONCLUSIVE
