"""L2-04: an IPv6 router advertisement from a port where no router stands."""

from __future__ import annotations

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.exchanges.crossings import CONTROL_PACKETS, Crossing, Words, judged, look_across
from ng911risk.lab.messages import frames
from ng911risk.model.kinds import AssetKind

CHECK = LabCheck(
    id="L2-04",
    title="Does the switch stop a false IPv6 router?",
    sends=(
        "2 IPv6 router advertisements with lifetime 0 and no prefix",
        "before and after: 1 or 2 good frames, 1 or 2 ARP requests from the second port",
    ),
    max_packets=2 + CONTROL_PACKETS,
    max_seconds=12.0,
    needs=(),
    kinds=frozenset({AssetKind.NETWORK}),
    two_ports=True,
    precondition="Both ports are access ports of one network.",
    mitigation="removable-media-control",
    refutes=False,
    vectors=("removable-media-rogue-device", "eavesdropping"),
)

Facts = Crossing

_WORDS = Words(
    tried="router advertisements",
    passes_if="the switch dropped router advertisements from this port (RA guard)",
)


def look(target: Target, wire: Wire) -> Facts:
    """Say twice that here is no router."""
    with wire.frames() as line:
        return look_across(
            target, line, tuple(frames.router_advertisement(line.mac) for _ in range(2))
        )


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check has both
    """What the switch let pass could have turned traffic this way, IPv6 in use or not."""
    return judged(facts, _WORDS)
