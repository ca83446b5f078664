"""L2-06: somebody plays a switch."""

from __future__ import annotations

import itertools

import pytest

from ng911risk.lab.check import Phase
from ng911risk.lab.checks import l2_06_bpdu as check
from ng911risk.model.evidence import Verdict
from tests.lab.fake_switch import FakeSwitch, switch_target


def is_bpdu(frame: bytes) -> bool:
    return frame[:6].hex() == "0180c2000000"


@pytest.mark.parametrize(
    ("switch", "verdict", "words"),
    [
        (FakeSwitch(), "not-effective", "handed a spanning-tree message on"),
        (FakeSwitch(drops=is_bpdu), "not-effective", "stayed open"),
        (FakeSwitch(closes_on=is_bpdu), "effective", "closed the port"),
        (FakeSwitch(closes_on=is_bpdu, answers=False), "inconclusive", "closed the port or failed"),
        (FakeSwitch(fails_on=is_bpdu), "inconclusive", "closed the port or failed"),
        (FakeSwitch(works=False), "inconclusive", "before the trial"),
        (FakeSwitch(port_open=False), "inconclusive", "the port is closed"),
    ],
)
def test_only_a_port_that_closes_on_a_living_switch_is_effective(
    switch: FakeSwitch, verdict: str, words: str
) -> None:
    facts = check.look(switch_target(), switch.wire)

    said = check.judge(switch_target(), facts)

    assert said.verdict == verdict
    assert words in said.observed
    assert bool(said.near_miss) == (verdict != "effective")
    assert len(switch.wire.frames_sent) <= check.CHECK.max_packets
    assert switch.wire.waited < check.CHECK.max_seconds


def test_it_runs_last_because_it_may_cost_the_port() -> None:
    assert check.CHECK.phase is Phase.PORT


def test_whatever_was_seen_there_is_a_verdict() -> None:
    yes_or_no = (True, False)
    for before, first, crossed, after, last in itertools.product(
        yes_or_no, yes_or_no, (0, 1), yes_or_no, yes_or_no
    ):
        facts = check.Facts(
            before=before,
            witness_before=first,
            sent=1,
            crossed=crossed,
            after=after,
            witness_after=last,
        )
        said = check.judge(switch_target(), facts)

        effective = before and first and last and not after and not crossed
        assert (said.verdict is Verdict.EFFECTIVE) == effective
        assert bool(said.near_miss) != effective
