"""CAP-13: what the switch says about itself where the capture was made."""

from __future__ import annotations

from typing import Final

from ng911risk.lab.captures.detector import Detector, Judged, Tell, failed, passed, unclear
from ng911risk.lab.captures.rtp import Media
from ng911risk.lab.captures.watch import Span, Watch
from ng911risk.model.lab import LabZone

LISTEN_S: Final = 66.0
"""CDP speaks every 60 s, LLDP and DTP every 30 s: whoever listened shorter heard nothing yet."""

DETECTOR = Detector(
    id="CAP-13",
    title="Does the switch talk as if another switch stood there?",
    mitigation="zone-segmentation",
    refutes=False,
    vectors=("lateral-movement-from-county", "removable-media-rogue-device"),
)

_PASSES = (
    "It would pass if the port was a fixed access port (no DTP, no VTP), with CDP and LLDP off"
    " where no telephone needs them."
)
_WHERE = "This holds if the capture was made at a port for machines, not at one between switches."


class Seen(Watch):
    """Frames of each protocol of switches."""

    def __init__(self) -> None:
        self.protocols: dict[str, Tell] = {}
        self.seconds = 0.0
        self.others = 0

    def neighbour(self, protocol: str, frame: int) -> None:
        """Count a frame."""
        self.protocols.setdefault(protocol, Tell()).add_frame(frame)

    def end(self, media: Media, span: Span) -> None:  # noqa: ARG002 - the same
        """Take how long it lasted, and whether it holds more than IP."""
        self.seconds, self.others = span.seconds, span.others


def judge(seen: Seen, zone: LabZone | None) -> Judged:  # noqa: ARG001 - the same on every side
    """Anything that helps to become a trunk: not effective. Long silence: effective."""
    said = {name: tell for name, tell in sorted(seen.protocols.items()) if name != "STP"}
    if said:
        return failed(
            f"The switch sent {' and '.join(said)}. {_WHERE}", f"{_PASSES}", *said.values()
        )
    if seen.protocols:
        return unclear(
            "Only spanning tree was heard. Most switches send it at every port; it does not make"
            " the port a trunk.",
            _PASSES,
            *seen.protocols.values(),
        )
    if seen.seconds < LISTEN_S:
        return unclear(
            f"Nothing was heard in {seen.seconds:.0f} seconds; CDP may stay silent for 60.",
            f"It would pass if nothing was heard for {LISTEN_S:.0f} seconds.",
        )
    if not seen.others:
        return unclear(
            "Nothing was heard, but no ARP either: the capture was filtered, or holds no Ethernet.",
            "It would pass if everything at the port was captured, and the switch stayed silent.",
        )
    return passed(
        f"No CDP, DTP, LLDP, VTP or spanning tree in {seen.seconds:,.0f} seconds. {_WHERE}"
    )
