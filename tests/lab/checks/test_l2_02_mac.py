"""L2-02: unknown hardware addresses."""

from __future__ import annotations

from ng911risk.lab.checks import l2_02_mac as check
from ng911risk.model.evidence import Verdict
from tests.lab.fake_switch import OWN_MAC, FakeSwitch, switch_target


def is_odd(frame: bytes) -> bool:
    return frame[6:12] != OWN_MAC


def looked(switch: FakeSwitch) -> check.Facts:
    return check.look(switch_target(), switch.wire)


def test_a_bare_switch_lets_all_of_them_pass() -> None:
    facts = looked(FakeSwitch())

    said = check.judge(switch_target(), facts)

    assert facts.crossed == facts.sent == 5
    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert "port security" in said.near_miss


def test_a_switch_that_drops_them_is_effective() -> None:
    facts = looked(FakeSwitch(drops=is_odd))

    assert facts.crossed == 0
    assert facts.after
    assert check.judge(switch_target(), facts).verdict is Verdict.EFFECTIVE


def test_a_switch_that_closes_the_port_is_effective() -> None:
    facts = looked(FakeSwitch(closes_on=is_odd))

    assert facts.closed
    assert check.judge(switch_target(), facts).verdict is Verdict.EFFECTIVE


def test_a_switch_that_dies_of_them_proves_nothing() -> None:
    facts = looked(FakeSwitch(fails_on=is_odd))

    assert check.judge(switch_target(), facts).verdict is Verdict.INCONCLUSIVE


def test_a_dead_switch_proves_nothing_and_the_bound_holds() -> None:
    switch = FakeSwitch(works=False)

    facts = looked(switch)

    assert check.judge(switch_target(), facts).verdict is Verdict.INCONCLUSIVE
    assert len(switch.wire.frames_sent) == check.CHECK.max_packets
    assert switch.wire.waited < check.CHECK.max_seconds


def test_a_limit_that_is_too_wide_is_not_effective() -> None:
    taken: set[bytes] = set()

    def beyond_the_second(frame: bytes) -> bool:
        taken.update({frame[6:12]} if is_odd(frame) and len(taken) < 2 else ())
        return is_odd(frame) and frame[6:12] not in taken

    facts = looked(FakeSwitch(drops=beyond_the_second))

    said = check.judge(switch_target(), facts)

    assert said.verdict is Verdict.NOT_EFFECTIVE
    assert said.observed.startswith("2 of 5")
    assert "limit" in said.observed
