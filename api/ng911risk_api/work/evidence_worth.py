"""What evidence has moved, and which proof would be worth most: asked of the worlds themselves."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from ng911risk.engine.controls import left_by, overall_status
from ng911risk.engine.run import Run
from ng911risk.engine.whatif import WhatIf, mitigation, tried
from ng911risk.model.evidence import Evidence, Standing
from ng911risk.model.scales import Status
from ng911risk_api.work.evidence_lines import Effect, EvidenceLine, declared
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
    """What one record has done to the expected harm."""

    record: str
    """Id of the record."""
    share: float
    """Change of the harm as a share of what it would be without it; negative is better."""

    @property
    def matters(self) -> bool:
        """Whether it is worth a word."""
        return abs(self.share) >= _LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What evidence has moved, and what would be worth collecting."""

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
    """What each record that counts has moved; those that were not asked are left out."""
    if result.opened is None:
        return ()
    run, until = result.opened.run, time.monotonic() + _SECONDS
    counting = [one for one in lines if one.effect in (Effect.VERIFIED, Effect.REFUTED)]
    changes = [without_evidence(run, one.record.evidence) for one in counting]
    with result.lock:
        harms = list(_harms(run, changes, until))
    return tuple(
        Moved(record=line.record.id, share=now / without - 1.0 if without > 0.0 else 0.0)
        for line, (now, without) in zip(counting, harms, strict=False)
    )


def without_evidence(run: Run, evidence: Evidence) -> WhatIf:
    """The same site, were there no evidence about one mitigation in its places."""
    status = declared(evidence, run.inventory)
    if not evidence.scope:
        return mitigation(evidence.mitigation, status)
    places = set(evidence.scope)
    coins = {
        coin: left_by(use.effect, status).likely
        for coin, use in run.built.control_uses.items()
        if use.mitigation == evidence.mitigation and use.scope in places
    }
    return WhatIf(said={}, coins=coins)


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
