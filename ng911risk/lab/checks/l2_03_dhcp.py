"""L2-03: a DHCP offer from a port where no DHCP server stands."""

from __future__ import annotations

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.exchanges.crossings import CONTROL_PACKETS, Crossing, Words, judged, look_across
from ng911risk.lab.messages import frames
from ng911risk.model.kinds import AssetKind

CHECK = LabCheck(
    id="L2-03",
    title="Does the switch stop a false DHCP server?",
    sends=(
        "2 DHCP offers that nobody asked for, to clients that do not exist",
        "before and after: 1 or 2 good frames, 1 or 2 ARP requests from the second port",
    ),
    max_packets=2 + CONTROL_PACKETS,
    max_seconds=12.0,
    needs=(),
    kinds=frozenset({AssetKind.NETWORK}),
    two_ports=True,
    precondition="Both ports are access ports of one network; no live machine uses 192.0.2.0/24.",
    mitigation="removable-media-control",
    refutes=False,
    vectors=("removable-media-rogue-device", "naming-and-time-attack"),
)

Facts = Crossing

_WORDS = Words(
    tried="DHCP offers",
    passes_if="the switch dropped answers of DHCP servers from this port (DHCP snooping)",
)


def look(target: Target, wire: Wire) -> Facts:
    """Offer an address twice to nobody."""
    with wire.frames() as line:
        return look_across(
            target, line, tuple(frames.dhcp_offer(line.mac, wire.address) for _ in range(2))
        )


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check has both
    """What the switch let pass could have told telephones where to go."""
    return judged(facts, _WORDS)
