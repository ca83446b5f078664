"""
What holds for every check of a switch that sends odd frames through it: tests to inherit.

A test file names its check, what is odd about its frames, how many there are, and what would have
stopped them; it adds what is special about it.
"""

from __future__ import annotations

from typing import Any

from ng911risk.model.evidence import Verdict
from tests.lab.fake_switch import FakeSwitch, switch_target


class Crossings:
    check: Any
    """Module of the check."""

    frames: int
    """How many of them it sends."""

    stopped_by: str
    """What the near miss names."""

    @staticmethod
    def is_odd(frame: bytes) -> bool:
        """Whether a frame is one of those that should not pass."""
        raise NotImplementedError

    def looked(self, switch: FakeSwitch) -> Any:  # noqa: ANN401 - each has its own facts
        return self.check.look(switch_target(), switch.wire)

    def judged(self, facts: Any) -> Any:  # noqa: ANN401 - the same
        return self.check.judge(switch_target(), facts)

    def test_a_bare_switch_lets_all_of_them_pass(self) -> None:
        facts = self.looked(FakeSwitch())

        said = self.judged(facts)

        assert facts.crossed == facts.sent == self.frames
        assert said.verdict is Verdict.NOT_EFFECTIVE
        assert self.stopped_by in said.near_miss

    def test_a_switch_that_drops_them_is_effective(self) -> None:
        facts = self.looked(FakeSwitch(drops=self.is_odd))

        assert facts.crossed == 0
        assert facts.after
        assert self.judged(facts).verdict is Verdict.EFFECTIVE

    def test_a_switch_that_closes_the_port_is_effective(self) -> None:
        facts = self.looked(FakeSwitch(closes_on=self.is_odd))

        assert facts.closed
        assert self.judged(facts).verdict is Verdict.EFFECTIVE

    def test_a_switch_that_dies_of_them_proves_nothing(self) -> None:
        facts = self.looked(FakeSwitch(fails_on=self.is_odd))

        assert self.judged(facts).verdict is Verdict.INCONCLUSIVE

    def test_a_dead_switch_proves_nothing_and_the_bound_holds(self) -> None:
        switch = FakeSwitch(works=False)

        facts = self.looked(switch)

        assert self.judged(facts).verdict is Verdict.INCONCLUSIVE
        assert len(switch.wire.frames_sent) == self.check.CHECK.max_packets
        assert switch.wire.waited < self.check.CHECK.max_seconds
