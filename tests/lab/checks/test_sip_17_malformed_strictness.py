"""SIP-17: malformed messages that are taken for good ones."""

from __future__ import annotations

import pytest

from ng911risk.lab.checks import sip_17_malformed_strictness as check
from ng911risk.lab.exchanges.trials import Outcome, Trial
from ng911risk.model.evidence import Verdict
from tests.lab.fake_wire import FakeWire, target
from tests.lab.sip_stand_in import over_tls, reply, says

UDP = ("UDP",)


def facts(*outcomes: tuple[str, int], good: tuple[str, ...] = UDP, lost: str = "") -> check.Facts:
    seen = tuple(Outcome(way="UDP", name=name, status=status) for name, status in outcomes)
    return check.Facts(trial=Trial(good=good, answering=UDP, outcomes=seen, lost_after=lost))


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (facts(("length-negative", 200)), Verdict.NOT_EFFECTIVE),
        (facts(("length-negative", 200), lost="empty"), Verdict.NOT_EFFECTIVE),
        (facts(("length-negative", 400), ("odd-space", 200)), Verdict.EFFECTIVE),
        (facts(("length-negative", 0)), Verdict.EFFECTIVE),
        (facts(("length-negative", 403), good=()), Verdict.INCONCLUSIVE),
        (facts(("length-negative", 400), lost="empty"), Verdict.INCONCLUSIVE),
        (check.Facts(trial=Trial(good=(), answering=(), outcomes=())), Verdict.INCONCLUSIVE),
    ],
)
def test_each_outcome_has_its_verdict(seen: check.Facts, verdict: Verdict) -> None:
    said = check.judge(target(), seen)

    assert said.verdict is verdict
    assert bool(said.near_miss) is (verdict is not Verdict.EFFECTIVE)


def test_what_takes_everything_is_told_with_names() -> None:
    said = check.judge(target(), check.look(target(), FakeWire(over_udp=says("200 OK"))))

    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert "length-negative" in said.observed
    assert "odd-space" not in said.observed


def test_what_refuses_everything_alike_shows_nothing() -> None:
    seen = check.look(target(), FakeWire(over_udp=says("403 TLS required")))

    assert check.judge(target(), seen).verdict is Verdict.INCONCLUSIVE


def test_what_is_refused_over_tls_where_good_ones_are_taken_is_effective() -> None:
    both = target(sip_tls=5061)

    def said(data: bytes) -> list[bytes]:
        good = b"CSeq: 1 OPTIONS" in data and data.startswith(
            b"OPTIONS sip:10.91.0.30:5061 SIP/2.0"
        )
        spoiled = (b"9999", b"-999", b"no end", b"Call-ID: " * 2)
        ok = good and not any(part in data for part in spoiled)
        return [reply(data, "200 OK" if ok else "400 Bad")]

    wire = over_tls(FakeWire(over_udp=says("403 TLS required")), said)

    assert check.judge(both, check.look(both, wire)).verdict is Verdict.EFFECTIVE
    assert wire.packets <= check.CHECK.max_packets


def test_a_dead_target_shows_nothing() -> None:
    assert check.judge(target(), check.look(target(), FakeWire())).verdict is Verdict.INCONCLUSIVE
