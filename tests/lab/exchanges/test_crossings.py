"""What comes out at the second port of a switch, and what follows from it."""

from __future__ import annotations

import itertools

import pytest

from ng911risk.lab.exchanges.crossings import (
    CONTROL_PACKETS,
    Crossing,
    Words,
    judged,
    look_across,
)
from ng911risk.lab.messages import frames
from ng911risk.model.evidence import Verdict
from tests.lab.fake_switch import FakeSwitch, switch_target
from tests.lab.fake_wire import target

WORDS = Words(tried="odd frames", passes_if="it dropped them", limit="Elsewhere is not here.")


def facts(**changed: object) -> Crossing:
    good: dict[str, object] = {
        "before": True, "witness_before": True, "sent": 3, "crossed": 0,
        "after": True, "witness_after": True,
    }  # fmt: skip
    return Crossing(**(good | changed))  # type: ignore[arg-type]  # as a test wants


def look(switch: FakeSwitch) -> Crossing:
    with switch.wire.frames() as line:
        return look_across(switch_target(), line, (frames.stranger(), frames.stranger()))


def test_a_bare_switch_lets_everything_through() -> None:
    assert look(FakeSwitch()) == facts(sent=2, crossed=2)


def test_a_dead_switch_lets_nothing_through_and_is_asked_twice() -> None:
    switch = FakeSwitch(works=False)

    seen = look(switch)

    assert seen == Crossing(
        before=False, witness_before=False, sent=2, crossed=0, after=False, witness_after=False
    )
    assert len(switch.wire.frames_sent) == CONTROL_PACKETS + 2


def test_good_frames_are_sent_once_where_once_is_enough() -> None:
    switch = FakeSwitch()

    look(switch)

    assert len(switch.wire.frames_sent) == 2 * 2 + 2


def test_the_frame_that_must_come_through_bears_the_own_hardware_address() -> None:
    switch = FakeSwitch(works=False)

    look(switch)

    own = [frame[6:12].hex(":") for frame, observer in switch.wire.frames_sent if not observer]
    assert own[0] == switch.wire.frames().mac
    assert {frame[6:12].hex(":") for frame, observer in switch.wire.frames_sent if observer} == {
        switch.wire.frames().observer_mac
    }


def test_what_comes_in_at_the_first_port_is_no_crossing() -> None:
    switch = FakeSwitch()
    through = switch.pass_on
    switch.wire.over_frames = lambda sent: tuple(
        type(one)(data=one.data, port=0, after=one.after) for one in through(sent)
    )

    seen = look(switch)

    assert (seen.before, seen.crossed, seen.witness_before) == (False, 0, False)


@pytest.mark.parametrize("address", ["fd00::2", ""])
def test_a_target_without_an_ipv4_address_cannot_be_asked_by_arp(address: str) -> None:
    switch = FakeSwitch()
    about = target(address=address)

    with switch.wire.frames() as line:
        seen = look_across(about, line, (frames.stranger(),))

    assert not seen.witness_before
    assert not any(observer for _, observer in switch.wire.frames_sent)


@pytest.mark.parametrize(
    ("changed", "verdict", "words"),
    [
        ({}, "effective", "good frames did before and after. Elsewhere is not here."),
        ({"crossed": 1}, "not-effective", "1 of 3 odd frames came out"),
        ({"crossed": 3, "before": False}, "not-effective", "3 of 3"),
        ({"before": False}, "inconclusive", "did not come from one port to the other before"),
        ({"before": False, "after": False}, "inconclusive", "before the trial"),
        ({"after": False}, "effective", "closed the port"),
        ({"after": False, "witness_after": False}, "inconclusive", "no longer came through"),
        ({"after": False, "witness_before": False}, "inconclusive", "no longer came through"),
    ],
)
def test_silence_counts_between_two_good_frames_only(
    changed: dict[str, object], verdict: str, words: str
) -> None:
    said = judged(facts(**changed), WORDS)

    assert said.verdict == verdict
    assert words in said.observed


def test_every_combination_has_a_verdict_and_says_what_is_missing() -> None:
    for before, first, crossed, after, last in itertools.product(
        (True, False), (True, False), (0, 1, 3), (True, False), (True, False)
    ):
        said = judged(
            facts(
                before=before,
                witness_before=first,
                crossed=crossed,
                after=after,
                witness_after=last,
            ),
            WORDS,
        )

        assert said.observed
        assert bool(said.near_miss) == (said.verdict is not Verdict.EFFECTIVE)
        if said.verdict is Verdict.EFFECTIVE:
            assert before
            assert after or (first and last)
            assert not crossed
