"""L2-05: frames with the tag of another virtual network."""

from __future__ import annotations

from ng911risk.lab.check import Judgement, LabCheck, Target, Wire
from ng911risk.lab.exchanges.crossings import CONTROL_PACKETS, Crossing, Words, judged, look_across
from ng911risk.lab.messages import frames
from ng911risk.model.kinds import AssetKind

CHECK = LabCheck(
    id="L2-05",
    title="Does the port refuse frames that carry the tag of another network?",
    sends=(
        "4 frames with nothing in them: 2 with one 802.1Q tag, 2 with two",
        "before and after: 1 or 2 good frames, 1 or 2 ARP requests from the second port",
    ),
    max_packets=4 + CONTROL_PACKETS,
    max_seconds=12.0,
    needs=(),
    kinds=frozenset({AssetKind.NETWORK}),
    two_ports=True,
    precondition="Both ports are access ports of one network that is neither VLAN 911 nor 912.",
    mitigation="zone-segmentation",
    vectors=("lateral-movement-from-county", "removable-media-rogue-device"),
)

Facts = Crossing

_WORDS = Words(
    tried="frames with a foreign tag",
    passes_if="the port dropped frames with a tag (an access port)",
    limit="A trunk would have taken them elsewhere: look at L2-07, or at how the port is set up.",
)


def look(target: Target, wire: Wire) -> Facts:
    """Send one tag and two, twice each."""
    with wire.frames() as line:
        return look_across(
            target, line, tuple(frames.tagged(line.mac, tags) for tags in (1, 2, 1, 2))
        )


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check has both
    """What came out here could have come out in another network."""
    return judged(facts, _WORDS)
