"""L2-02: frames from hardware addresses that do not belong on the port."""

from __future__ import annotations

from dataclasses import replace

from ng911risk.lab.check import Judgement, LabCheck, Phase, Target, Wire
from ng911risk.lab.exchanges.crossings import CONTROL_PACKETS, Crossing, Words, judged, look_across
from ng911risk.lab.messages import frames
from ng911risk.model.kinds import AssetKind

CHECK = LabCheck(
    id="L2-02",
    title="Does the port refuse hardware addresses that it does not know?",
    sends=(
        "5 frames from 5 made-up hardware addresses, with nothing in them",
        "before and after: 1 or 2 good frames, 1 or 2 ARP requests from the second port",
    ),
    max_packets=5 + CONTROL_PACKETS,
    max_seconds=12.0,
    phase=Phase.PORT,
    needs=(),
    kinds=frozenset({AssetKind.NETWORK}),
    two_ports=True,
    precondition="Both ports are access ports of one network; somebody can open the port again.",
    mitigation="removable-media-control",
    vectors=("removable-media-rogue-device", "physical-intrusion-evacuation"),
)

Facts = Crossing

_WORDS = Words(
    tried="frames from unknown hardware addresses",
    passes_if="the port took no hardware address but its own (port security or sign-in)",
)


def look(target: Target, wire: Wire) -> Facts:
    """Send as five machines that do not exist."""
    with wire.frames() as line:
        return look_across(target, line, tuple(frames.stranger() for _ in range(5)))


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check has both
    """Every address beyond the own is one too many: a few that pass show too wide a limit."""
    said = judged(facts, _WORDS)
    if 0 < facts.crossed < facts.sent:
        wide = f"{said.observed} There seems to be a limit, but a wide one."
        return replace(said, observed=wide)
    return said
