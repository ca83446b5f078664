"""L2-05: foreign tags."""

from __future__ import annotations

from ng911risk.lab.check import SeenFrame
from ng911risk.lab.checks import l2_05_tag as check
from ng911risk.model.evidence import Verdict
from tests.lab.crossings import Crossings
from tests.lab.fake_switch import FakeSwitch, switch_target


def is_odd(frame: bytes) -> bool:
    return frame[12:14] == b"\x81\x00"


def looked(switch: FakeSwitch) -> check.Facts:
    return check.look(switch_target(), switch.wire)


class TestForeignTags(Crossings):
    check = check
    is_odd = staticmethod(is_odd)
    frames = 4
    stopped_by = "dropped frames with a tag"


def test_a_switch_that_takes_the_tags_off_and_passes_the_frame_on_is_not_effective() -> None:
    switch = FakeSwitch()
    through = switch.pass_on
    switch.wire.over_frames = lambda sent: tuple(
        SeenFrame(data=one.data[:12] + one.data[16:], port=1, after=0.0)
        if is_odd(one.data)
        else one
        for one in through(sent)
    )

    assert check.judge(switch_target(), looked(switch)).verdict is Verdict.NOT_EFFECTIVE


def test_a_pass_says_that_a_trunk_would_pass_too() -> None:
    said = check.judge(switch_target(), looked(FakeSwitch(drops=is_odd)))

    assert "trunk" in said.observed
