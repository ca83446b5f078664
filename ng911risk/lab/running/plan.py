"""
A scope, the targets and the checks -> what would be done, in order, with every bound.

Pure: this is what a dry run prints, and what a run then does, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ng911risk.lab.check import CheckModule, LabCheck, Phase, Target
from ng911risk.lab.door.reach import Reach
from ng911risk.model.lab import LabScope, LabTarget

START_SECONDS: Final = 10.0
"""Time for the beacon and the start, beyond the checks."""

_ORDER: Final = tuple(Phase)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One check against one target."""

    check: LabCheck
    target: Target

    @property
    def packets(self) -> int:
        """Most packets it asks to send."""
        return self.check.max_packets


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A check that is not done on a target, and why."""

    check: str
    target: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run does, in its order."""

    steps: tuple[Step, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def packets(self) -> int:
        """Most packets of the whole run, before the scope cuts it off."""
        return sum(step.packets for step in self.steps)

    @property
    def seconds(self) -> float:
        """Longest time of the whole run."""
        return START_SECONDS + sum(step.check.max_seconds for step in self.steps)


def planned(
    scope: LabScope, targets: tuple[LabTarget, ...], checks: Mapping[str, CheckModule]
) -> Plan:
    """
    Every check that the scope allows, against every target that it fits.

    Quiet checks come first, those that may disturb others last; within that, target by target.
    """
    reach = Reach.of(scope)
    steps: list[Step] = []
    left_out: list[LeftOut] = []
    for about in targets:
        zone = reach.zone_of(about.address) if about.address else scope.networks[0].zone
        for name in scope.checks:
            check = checks[name].CHECK
            if zone is None:
                why: str | None = "its address is not in the scope"
            else:
                why = _why_not(check, Target(about=about, zone=zone), scope)
            if zone is None or why is not None:
                left_out.append(LeftOut(check=name, target=about.id, why=why or ""))
            else:
                steps.append(Step(check=check, target=Target(about=about, zone=zone)))
    steps.sort(key=lambda step: _ORDER.index(step.check.phase))  # stable: targets keep their order
    return Plan(steps=tuple(steps), left_out=tuple(left_out))


def _why_not(check: LabCheck, target: Target, scope: LabScope) -> str | None:
    return next(_reasons(check, target, scope), None)


def _reasons(check: LabCheck, target: Target, scope: LabScope) -> Iterator[str]:
    about = target.about
    if check.kinds and about.kind not in check.kinds:
        yield f"not meant for a {about.kind.title}"
    missing = [need for need in check.needs if not _says(about, need)]
    if missing:
        yield f"the target does not say: {', '.join(missing)}"
    if target.zone not in check.zones:
        yield f"says nothing on this side ({target.zone.value})"
    if check.places_call and scope.test_calls is None:
        yield "nobody agreed to test calls in this scope"
    if check.two_ports and not scope.observer:
        yield "needs a second network port (observer) in the scope"
    if check.max_packets > scope.packets_per_check:
        yield f"needs up to {check.max_packets} packets; the scope allows {scope.packets_per_check}"


def _says(about: LabTarget, need: str) -> bool:
    """Whether the target says one of the fields that a need names."""
    return any(getattr(about, name) not in (None, "", (), False) for name in need.split(" or "))
