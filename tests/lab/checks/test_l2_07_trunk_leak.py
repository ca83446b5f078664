"""L2-07: what the switch says at a port for one machine."""

from __future__ import annotations

import pytest

from ng911risk.lab.check import SeenFrame
from ng911risk.lab.checks import l2_07_trunk_leak as check
from tests.lab.fake_switch import switch_target
from tests.lab.fake_wire import FakeWire

LLDP = bytes.fromhex("0180c200000e02000000aa0288cc0207")
CHATTER = bytes.fromhex("ffffffffffff02000000aa030806")


def facts(*protocols: str, **changed: object) -> check.Facts:
    good: dict[str, object] = {"seconds": 66.0, "heard_early": 3, "heard_late": 3}
    return check.Facts(protocols=protocols, **(good | changed))  # type: ignore[arg-type]  # as a test wants


@pytest.mark.parametrize(
    ("seen", "verdict", "words"),
    [
        (facts(), "effective", "About VTP it says nothing"),
        (facts(seconds=300.0), "effective", "Nor VTP."),
        (facts("CDP"), "not-effective", "sent CDP to"),
        (facts("DTP"), "not-effective", "trunk"),
        (facts("LLDP", "STP", "VTP"), "not-effective", "LLDP and VTP"),
        (facts("LLDP", seconds=3.0, heard_late=0), "not-effective", "LLDP"),
        (facts("STP"), "inconclusive", "Only spanning tree"),
        (facts(seconds=65.0), "inconclusive", "65 seconds only"),
        (facts(heard_early=0), "inconclusive", "port may be closed"),
        (facts(heard_late=0), "inconclusive", "port may be closed"),
    ],
)
def test_silence_counts_after_long_enough_on_a_living_port(
    seen: check.Facts, verdict: str, words: str
) -> None:
    said = check.judge(switch_target(), seen)

    assert said.verdict == verdict
    assert words in said.observed
    assert bool(said.near_miss) == (verdict != "effective")


def listening(*, at: dict[int, SeenFrame], always: bool = True) -> FakeWire:
    """A port where each listening brings a frame of another machine, and some of them more."""
    steps = iter(range(1_000))

    def heard(sent: list[tuple[bytes, bool]]) -> tuple[SeenFrame, ...]:
        step = next(steps)
        talk = (SeenFrame(data=CHATTER, port=0, after=0.1),) if always else ()
        return talk + ((at[step],) if step in at else ())

    return FakeWire(over_frames=heard)


def test_a_switch_that_speaks_after_a_minute_is_heard() -> None:
    wire = listening(at={20: SeenFrame(data=LLDP, port=0, after=0.1)})

    seen = check.look(switch_target(), wire)

    assert seen.protocols == ("LLDP",)


def test_what_comes_in_at_the_observer_is_not_about_this_port() -> None:
    wire = listening(at={2: SeenFrame(data=LLDP, port=1, after=0.1)})

    assert check.look(switch_target(), wire).protocols == ()


def test_it_listens_longer_than_a_minute_and_says_nothing() -> None:
    wire = listening(at={})

    seen = check.look(switch_target(), wire)

    assert seen == check.Facts(seconds=66.0, protocols=(), heard_early=11, heard_late=11)
    assert wire.waited == 66.0 < check.CHECK.max_seconds
    assert len(wire.frames_sent) == check.CHECK.max_packets == 0


def test_a_dead_switch_proves_nothing() -> None:
    seen = check.look(switch_target(), listening(at={}, always=False))

    assert check.judge(switch_target(), seen).verdict == "inconclusive"
