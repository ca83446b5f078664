"""SIP-10: messages of strangers passed on to any address."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import sip_10_open_relay as check
from ng911risk.lab.exchanges.questions import Heard, Said
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import by_method, over_tls, relaying, reply, says

BOTH = target(sip_tls=5061)


def facts(status: int, relayed: int = 0, *, alive: bool | None = None) -> check.Facts:
    return check.Facts(
        heard=Heard(said=(Said(way="UDP", status=status),), alive=alive), relayed=relayed
    )


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(200, 1), Verdict.NOT_EFFECTIVE),
        (facts(0, 1, alive=False), Verdict.NOT_EFFECTIVE),
        (facts(403), Verdict.EFFECTIVE),
        (facts(200), Verdict.EFFECTIVE),
        (facts(0, alive=True), Verdict.EFFECTIVE),
        (facts(0, alive=False), Verdict.INCONCLUSIVE),
    ],
)
def test_each_outcome_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(target(), seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_what_comes_around_is_noticed_and_answered() -> None:
    wire = relaying()

    seen = check.look(target(), wire)

    assert seen.relayed == 1
    assert check.judge(target(), seen).verdict is Verdict.NOT_EFFECTIVE
    assert wire.sent[-1][1].startswith(b"SIP/2.0 200 OK")
    assert wire.packets <= check.CHECK.max_packets


def test_a_refusal_is_effective() -> None:
    seen = check.look(target(), FakeWire(over_udp=says("403 No")))

    assert check.judge(target(), seen).verdict is Verdict.EFFECTIVE


def test_a_dead_target_shows_nothing() -> None:
    assert check.judge(BOTH, check.look(BOTH, FakeWire())).verdict is Verdict.INCONCLUSIVE


def test_silence_stays_within_the_bound() -> None:
    wire = over_tls(
        FakeWire(over_udp=by_method()),
        lambda data: [] if b"sip:assessor@" in data.split(b"\r\n")[0] else [reply(data, "200 OK")],
    )

    assert check.judge(BOTH, check.look(BOTH, wire)).verdict is Verdict.EFFECTIVE
    assert wire.packets <= check.CHECK.max_packets
