"""
What a detector is: it looks on while a capture is read, then says what that proves.

A detector is one module in `ng911risk.lab.captures.detectors`: ``DETECTOR`` says what it is,
``Seen`` looks on and keeps counts within bounds, ``judge`` is pure: it reads what was seen.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any, Final, Protocol

from ng911risk.lab.captures.decode import Place
from ng911risk.lab.captures.watch import Watch
from ng911risk.model.evidence import Verdict
from ng911risk.model.lab import LabZone

CITED_MAX: Final = 5
"""Most frames that one finding cites."""

ENDS_MAX: Final = 64
"""Most addresses that one finding names; one more may slip in with its partner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """What is looked for, and what it bears on."""

    id: str
    """For instance CAP-01; the module is called ``cap_01_...``."""

    title: str
    """What it tells, as a question that a person asks."""

    mitigation: str
    """Control it bears on: file name, without .yaml, in mitigations/."""

    verifies: bool = False
    """
    Whether a pass shows that the control works. False: it shows a part of it only, so that it can
    refute the control, but never verify it.
    """

    refutes: bool = True
    """
    Whether a failure shows that the control does not work. False: it is a shortcoming that does
    not undo the rest of the control.
    """

    vectors: tuple[str, ...]
    """Threat vectors: file names, without .yaml, in threat_catalog/."""

    clause: str = ""
    """Clause of NENA-STA-010.3 (i3) it bears on; empty: none."""


@dataclass(slots=True)
class Tell:
    """How often something was seen, and where first."""

    count: int = 0
    frames: list[int] = field(default_factory=list)
    ends: dict[str, None] = field(default_factory=dict)
    """Addresses it went from and to, at most `ENDS_MAX`."""

    def add(self, place: Place) -> None:
        """Count it once more."""
        self.add_frame(place.frame)
        if len(self.ends) < ENDS_MAX:
            self.ends[place.source] = self.ends[place.target] = None

    def pair(self, before: Place, after: Place) -> None:
        """Count once what two frames show together."""
        self.add(before)
        self.add(after)
        self.count -= 1

    def add_frame(self, frame: int) -> None:
        """Count a frame that has no addresses."""
        self.count += 1
        if len(self.frames) < CITED_MAX and frame not in self.frames:
            self.frames.append(frame)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What follows from what was seen."""

    verdict: Verdict
    observed: str
    near_miss: str = ""
    """``It would pass if ...``; empty only if it did."""

    frames: tuple[int, ...] = ()
    """Frames that show it, at most `CITED_MAX`."""

    ends: tuple[str, ...] = ()
    """Addresses it was seen at."""


class DetectorModule(Protocol):
    """What a module in `ng911risk.lab.captures.detectors` offers."""

    DETECTOR: Detector
    Seen: type[Watch]

    def judge(self, seen: Any, zone: LabZone | None) -> Judged:  # noqa: ANN401 - each its own
        """
        Say what follows from what was seen: the same, the same.

        Args:
            seen: After the end of the capture; it is not changed.
            zone: The side that was captured; None: nobody said.
        """
        ...


def passed(observed: str, *tells: Tell) -> Judged:
    """The control works where it was seen."""
    return _judged(Verdict.EFFECTIVE, observed, "", tells)


def failed(observed: str, near_miss: str, *tells: Tell) -> Judged:
    """The control does not work where it was seen."""
    return _judged(Verdict.NOT_EFFECTIVE, observed, near_miss, tells)


def unclear(observed: str, near_miss: str, *tells: Tell) -> Judged:
    """What was seen proves nothing either way."""
    return _judged(Verdict.INCONCLUSIVE, observed, near_miss, tells)


def exposed(observed: str, near_miss: str, zone: LabZone | None, *tells: Tell) -> Judged:
    """Something went in the clear: a failure inside, while i3 has a border take it outside."""
    if zone is LabZone.EXTERNAL:
        return unclear(
            f"{observed} i3 obliges a border to take this from outside.",
            "It would count if the capture was made inside; there it has to be protected.",
            *tells,
        )
    if zone is None:
        return unclear(
            f"{observed} Whether that is a failure depends on the side: outside a border has to"
            " take it, inside it must not be.",
            f"Say where it was captured with --zone. {near_miss}",
            *tells,
        )
    return failed(observed, near_miss, *tells)


def many(number: int, one: str) -> str:
    """``1 call``, ``3 calls``."""
    return f"{number:,} {one if number == 1 else one + 's'}"


def is_loopback(address: str) -> bool:
    """Whether what is sent to an address stays inside its machine."""
    return address.startswith("127.") or address == "::1"


def is_own(address: str) -> bool:
    """Whether an address belongs to a private network, not to the Internet."""
    return not ip_address(address).is_global


@cache
def all_detectors() -> Mapping[str, DetectorModule]:
    """Every detector by its id, in the order of the ids."""
    room = importlib.import_module("ng911risk.lab.captures.detectors")
    modules: list[Any] = [
        importlib.import_module(f"{room.__name__}.{module.name}")
        for module in pkgutil.iter_modules(room.__path__)
    ]
    return MappingProxyType({one.DETECTOR.id: one for one in modules})


def _judged(verdict: Verdict, observed: str, near_miss: str, tells: tuple[Tell, ...]) -> Judged:
    frames = sorted({frame for tell in tells for frame in tell.frames})
    return Judged(
        verdict=verdict,
        observed=observed,
        near_miss=near_miss,
        frames=tuple(frames[:CITED_MAX]),
        ends=tuple(sorted({end for tell in tells for end in tell.ends})[:ENDS_MAX]),
    )
