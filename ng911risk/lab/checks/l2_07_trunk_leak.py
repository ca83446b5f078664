"""L2-07: what the switch says about itself at a port for one machine. Listens only."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.lab.check import Judgement, LabCheck, Phase, Target, Wire
from ng911risk.lab.messages import frames
from ng911risk.model.evidence import Verdict
from ng911risk.model.kinds import AssetKind

LISTEN_S = 66.0
"""CDP speaks every 60 s, LLDP and DTP every 30 s; 4 s gave a false pass (tests/lab_network)."""

VTP_S = 300.0
"""VTP sums up every 300 s: whoever listened shorter has not heard it."""

_STEP_S = 3.0
_NO_TRUNK = {"", "STP"}
"""What makes no trunk of a port."""

CHECK = LabCheck(
    id="L2-07",
    title="Does the switch talk to the port as if another switch stood there?",
    sends=("nothing: it listens for 66 seconds",),
    max_packets=0,
    max_seconds=LISTEN_S + 10.0,
    phase=Phase.PASSIVE,
    needs=(),
    kinds=frozenset({AssetKind.NETWORK}),
    precondition="The port is an access port; other machines of its network are switched on.",
    mitigation="zone-segmentation",
    refutes=False,
    vectors=("lateral-movement-from-county", "removable-media-rogue-device"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was heard at the port."""

    seconds: float
    """How long it listened."""

    protocols: tuple[str, ...]
    """Of CDP, DTP, LLDP, STP and VTP those that were heard, in the order of the alphabet."""

    heard_early: int
    """Frames of any kind in the first half."""

    heard_late: int
    """Frames of any kind in the second half."""


def look(target: Target, wire: Wire) -> Facts:  # noqa: ARG001 - every check has both
    """Listen at the port and say nothing; end as soon as more time can change nothing."""
    seen: set[str] = set()
    halves = [0, 0]
    steps, listened = round(LISTEN_S / _STEP_S), 0.0
    with wire.frames() as line:
        for step in range(steps):
            heard = [one.data for one in line.listen(_STEP_S) if one.port == 0]
            seen.update(map(frames.switch_protocol, heard))
            halves[2 * step >= steps] += len(heard)
            listened = (step + 1) * _STEP_S
            if seen - _NO_TRUNK or (2 * (step + 1) >= steps and not halves[0]):
                break
    return Facts(
        seconds=listened,
        protocols=tuple(sorted(seen - {""})),
        heard_early=halves[0],
        heard_late=halves[1],
    )


def judge(target: Target, facts: Facts) -> Judgement:  # noqa: ARG001 - every check has both
    """Anything that helps to become a trunk: not effective. Silence counts on a living port."""
    if said := [one for one in facts.protocols if one != "STP"]:
        return _leaks(" and ".join(said))
    if not (facts.heard_early and (facts.heard_late or facts.seconds < LISTEN_S)):
        return _unclear(
            "Nothing came in at all for half of the time: the port may be closed.",
            "if other machines were heard throughout, and the switch was not",
        )
    if facts.seconds < LISTEN_S:
        return _unclear(
            f"Listened for {facts.seconds:.0f} seconds only; CDP may stay silent for 60.",
            f"if nothing was heard for {LISTEN_S:.0f} seconds",
        )
    if facts.protocols:
        return _unclear(
            "Only spanning tree was heard. It names the switch, and most switches send it at"
            " every port; it does not make the port a trunk.",
            "if it was not sent at ports for machines; do not switch spanning tree off for that",
        )
    return Judgement(
        verdict=Verdict.EFFECTIVE,
        observed=f"No CDP, DTP, LLDP or spanning tree in {facts.seconds:.0f} seconds, while other"
        " machines were heard." + _about_vtp(facts.seconds),
    )


def _leaks(said: str) -> Judgement:
    return Judgement(
        verdict=Verdict.NOT_EFFECTIVE,
        observed=f"The switch sent {said} to a port for one machine: it tells what it is, or"
        " offers to become a trunk.",
        near_miss="It would pass if the port was a fixed access port (no DTP, no VTP), with CDP"
        " and LLDP off where no telephone needs them.",
    )


def _unclear(observed: str, passes_if: str) -> Judgement:
    return Judgement(
        verdict=Verdict.INCONCLUSIVE, observed=observed, near_miss=f"It would pass {passes_if}."
    )


def _about_vtp(seconds: float) -> str:
    if seconds >= VTP_S:
        return " Nor VTP."
    return f" About VTP it says nothing: that needs {VTP_S:.0f} seconds."
