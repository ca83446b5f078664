"""L2-01: an ARP answer for an address that is somebody else's."""

from __future__ import annotations

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.exchanges.crossings import CONTROL_PACKETS, Crossing, Words, judged, look_across
from ng911risk.lab.messages import frames
from ng911risk.model.kinds import AssetKind

CHECK = LabCheck(
    id="L2-01",
    title="Does the switch stop a machine that claims the address of another?",
    sends=(
        "3 ARP answers for unused addresses of 192.0.2.0/24, from the own hardware address",
        "before and after: 1 or 2 good frames, 1 or 2 ARP requests from the second port",
    ),
    max_packets=3 + CONTROL_PACKETS,
    max_seconds=12.0,
    needs=(),
    kinds=frozenset({AssetKind.NETWORK}),
    two_ports=True,
    precondition="Both ports are access ports of one network; no live machine uses 192.0.2.0/24.",
    mitigation="removable-media-control",
    refutes=False,
    vectors=("removable-media-rogue-device", "eavesdropping", "call-hijack-teardown"),
)

Facts = Crossing

_WORDS = Words(
    tried="ARP claims for addresses that are not ours",
    passes_if="the switch dropped ARP answers that fit no port (ARP inspection)",
)


def look(target: Target, wire: Wire) -> Facts:
    """Claim three addresses that nobody has."""
    with wire.frames() as line:
        return look_across(target, line, tuple(frames.address_claim(line.mac) for _ in range(3)))


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check has both
    """What the switch let pass would have moved somebody's calls here."""
    return judged(facts, _WORDS)
