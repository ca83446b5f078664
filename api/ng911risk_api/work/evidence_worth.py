"""What evidence has moved, and which proof would be worth most: asked of the worlds themselves."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from ng911risk.engine.changes import names_of
from ng911risk.engine.controls import Controls, controls_of, left_by, overall_status
from ng911risk.engine.evidence_effects import places_of
from ng911risk.engine.run import Run
from ng911risk.engine.whatif import WhatIf, mitigation, tried
from ng911risk.model.evidence import Evidence, Standing, Verdict
from ng911risk.model.scales import Status
from ng911risk_api.work.evidence_lines import SITE, Effect, EvidenceLine
from ng911risk_api.work.kept import Asked, Kept
from ng911risk_api.work.workbench import Result

_SECONDS: Final = 20.0
"""Longest time for all questions of one kind together; what is left over is not asked."""

_KEPT: Final = 100

_AT_ONCE: Final = 4
"""Questions that are asked of the worlds together."""

_LEAST: Final = 0.005
"""A change below this share of the harm is no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Proof that could be collected about something that is only declared."""

    mitigation: str
    title: str
    accepted: tuple[str, ...]
    """What an auditor accepts."""
    status: Status
    """What was answered: yes or partly."""
    share: float | None
    """Share of today's harm that comes on top if the answer is wrong; None if not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What all evidence about one control at one place has done to the expected harm."""

    title: str
    """Of the mitigation, for people."""
    where: str
    """Name of the asset, zone or owner; empty for the whole site."""
    refuted: bool
    """Whether the newest record says that it does not work."""
    records: int
    """How many say so."""
    agrees: bool
    """Whether that is what was answered."""
    share: float
    """Change of the harm as a share of what it would be as answered; negative is better."""

    @property
    def matters(self) -> bool:
        """Whether it is worth a word."""
        return abs(self.share) >= _LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What evidence has moved, what refutes first, and what would be worth collecting."""

    moved: tuple[Moved, ...]
    proofs: tuple[Proof, ...]


class Weigher:
    """Asks these questions of one result after the other, in a thread of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="weigher")
        self._known: Kept[Worth] = Kept(self._pool, _KEPT)

    def worth(self, result: Result, lines: Sequence[EvidenceLine]) -> Asked[Worth]:
        """Return what `lines` have moved in `result`, or have it worked out."""
        key = (result.draft.key, *(line.record.id for line in lines))
        return self._known.ask(
            key, lambda: Worth(moved=moved_by(result, lines), proofs=proofs_of(result))
        )

    def wait(self) -> None:
        """Return once everything asked so far is worked out; for tests."""
        self._pool.submit(int).result()

    def close(self) -> None:
        """Stop; what is being worked out is thrown away."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def proofs_of(result: Result) -> tuple[Proof, ...]:
    """Everything in place that nobody has proven, what would hurt most if it were not so first."""
    if result.opened is None:
        return ()
    run, until = result.opened.run, time.monotonic() + _SECONDS
    names = [
        name
        for name, answers in sorted(run.controls.by_mitigation.items())
        if name in run.catalog.mitigations
        and overall_status(name, run.controls) in (Status.YES, Status.PARTLY)
        and not any(one.standing is Standing.VERIFIED for one in answers.values())
    ]
    reach = _reach(run)
    asked = sorted(names, key=lambda name: -reach.get(name, math.inf))
    with result.lock:
        harms = list(_harms(run, [mitigation(name, Status.NO) for name in asked], until))
    shares = {
        name: worse / now - 1.0
        for name, (now, worse) in zip(asked, harms, strict=False)
        if now > 0.0
    }
    made = [
        Proof(
            mitigation=name,
            title=run.catalog.mitigations[name].title,
            accepted=tuple(one.strip() for one in run.catalog.mitigations[name].evidence),
            status=overall_status(name, run.controls),
            share=shares.get(name),
        )
        for name in names
    ]
    return tuple(sorted(made, key=lambda one: (-(one.share or 0.0), one.title)))


def moved_by(result: Result, lines: Sequence[EvidenceLine]) -> tuple[Moved, ...]:
    """What the evidence about each control and place has moved; what was not asked is left out."""
    if result.opened is None:
        return ()
    run, until = result.opened.run, time.monotonic() + _SECONDS
    found = sorted(_places(lines).items(), key=lambda pair: pair[1][0].verdict is Verdict.EFFECTIVE)
    known, labels = controls_of(run.inventory, run.catalog), names_of(run.inventory)
    statuses = [_answered(run, known, *place) for place, _ in found]
    changes = [
        as_answered(run, *place, status) for (place, _), status in zip(found, statuses, strict=True)
    ]
    with result.lock:
        harms = list(_harms(run, changes, until))
    made = (
        Moved(
            title=run.catalog.mitigations[name].title,
            where=labels.get(place, place),
            refuted=records[0].verdict is Verdict.NOT_EFFECTIVE,
            records=sum(one.verdict is records[0].verdict for one in records),
            agrees=status is (Status.YES if records[0].verdict is Verdict.EFFECTIVE else Status.NO),
            share=now / then - 1.0 if then > 0.0 else 0.0,
        )
        for ((name, place), records), status, (now, then) in zip(
            found, statuses, harms, strict=False
        )
    )
    return tuple(sorted(made, key=lambda one: (not one.refuted, -abs(one.share))))


def _places(lines: Sequence[EvidenceLine]) -> dict[tuple[str, str], tuple[Evidence, ...]]:
    counting = (
        line.record
        for line in lines
        if line.effect in (Effect.VERIFIED, Effect.REFUTED, Effect.OVERRIDDEN)
    )
    return places_of([one.evidence for one in sorted(counting, key=lambda one: (one.at, one.id))])


def _answered(run: Run, known: Controls, name: str, place: str) -> Status:
    """What was answered for a place: its own answer, else what holds on the asset or the site."""
    own = known.by_mitigation.get(name, {}).get(place)
    assets = {one.id: one for one in run.inventory.assets}
    return (own or known.on(name, assets.get(place))).status


def as_answered(run: Run, name: str, place: str, status: Status) -> WhatIf:
    """The same site with `status` for one mitigation where the evidence of one place decides."""
    uses = {coin: use for coin, use in run.built.control_uses.items() if use.mitigation == name}
    if place:
        return WhatIf(
            said={},
            coins={
                coin: left_by(use.effect, status).likely
                for coin, use in uses.items()
                if use.scope == place
            },
        )
    apart = {
        coin: left_by(use.effect, use.status).likely
        for coin, use in uses.items()
        if use.scope != SITE
    }
    return WhatIf(said={name: status}, coins=apart)


def _harms(run: Run, changes: Sequence[WhatIf], until: float) -> Iterator[tuple[float, float]]:
    """
    Yield the harm as it is and after each change, a few at a time until the time is over.

    All worlds are asked: the first thousand of a session show the worst cases too rarely
    to say which of two rare things matters more.
    """
    for start in range(0, len(changes), _AT_ONCE):
        if time.monotonic() > until:
            return
        now, after = tried(run, changes[start : start + _AT_ONCE], "likely")
        yield from ((now.weighted, one.weighted) for one in after)


def _reach(run: Run) -> dict[str, float]:
    """
    How much chance the coins of each mitigation stop: the weightiest are asked first.

    What keeps a service going by other means has no coin; it is asked before all others.
    """
    reach: dict[str, float] = {}
    for use in run.built.control_uses.values():
        reach[use.mitigation] = reach.get(use.mitigation, 0.0) + use.effect.likely
    return reach
