"""L2-06: a port for one machine where somebody plays a switch."""

from __future__ import annotations

from ng911risk.lab.check import Judgement, LabCheck, Phase, Target, Wire
from ng911risk.lab.exchanges.crossings import (
    CONTROL_PACKETS,
    Crossing,
    Words,
    closed_port,
    look_across,
    unclear,
)
from ng911risk.lab.messages import frames
from ng911risk.model.evidence import Verdict
from ng911risk.model.kinds import AssetKind

CHECK = LabCheck(
    id="L2-06",
    title="Does the port close when somebody plays a switch there?",
    sends=(
        "2 spanning-tree messages of a bridge that cannot win (priority 0xF000)",
        "before and after: 1 or 2 good frames, 1 or 2 ARP requests from the second port",
    ),
    max_packets=2 + CONTROL_PACKETS,
    max_seconds=12.0,
    phase=Phase.PORT,
    needs=(),
    kinds=frozenset({AssetKind.NETWORK}),
    two_ports=True,
    precondition="Both ports are access ports of one network; somebody can open the port again;"
    " the address of the target answers ARP.",
    mitigation="removable-media-control",
    refutes=False,
    vectors=("removable-media-rogue-device", "eavesdropping"),
)

Facts = Crossing

_WORDS = Words(
    tried="spanning-tree messages",
    passes_if="the port closed as soon as a spanning-tree message comes in (BPDU guard)",
)


def look(target: Target, wire: Wire) -> Facts:
    """Say the same thing twice, as a bridge of the lowest rank."""
    with wire.frames() as line:
        return look_across(target, line, (frames.weak_bpdu(line.mac),) * 2)


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check has both
    """Closed while the switch lives: effective. Open, or handed on: not."""
    if facts.crossed:
        return _open("The switch handed a spanning-tree message on to another port.")
    if facts.closed:
        return closed_port(_WORDS)
    if facts.before and facts.after:
        return _open(
            "The port stayed open after a spanning-tree message. Whether a stronger one would"
            " have been refused (root guard) was not tried."
        )
    return unclear(facts)


def _open(observed: str) -> Judgement:
    return Judgement(
        verdict=Verdict.NOT_EFFECTIVE,
        observed=observed,
        near_miss=f"It would pass if {_WORDS.passes_if}.",
    )
