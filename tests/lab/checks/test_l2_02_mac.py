"""L2-02: unknown hardware addresses."""

from __future__ import annotations

from ng911risk.lab.checks import l2_02_mac as check
from ng911risk.model.evidence import Verdict
from tests.lab.crossings import Crossings
from tests.lab.fake_switch import OWN_MAC, FakeSwitch, switch_target


def is_odd(frame: bytes) -> bool:
    return frame[6:12] != OWN_MAC


def looked(switch: FakeSwitch) -> check.Facts:
    return check.look(switch_target(), switch.wire)


class TestUnknownAddresses(Crossings):
    check = check
    is_odd = staticmethod(is_odd)
    frames = 5
    stopped_by = "port security"


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
