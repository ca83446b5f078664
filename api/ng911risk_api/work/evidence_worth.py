"""What evidence has moved, and which proof would be worth most: asked of the worlds themselves."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ng911risk.engine.controls import left_by, overall_status
from ng911risk.engine.run import Run
from ng911risk.engine.session import Session
from ng911risk.engine.whatif import WhatIf, mitigation
from ng911risk.model.evidence import Evidence, Standing
from ng911risk.model.scales import Status
from ng911risk_api.work.evidence_lines import Effect, EvidenceLine, declared
from ng911risk_api.work.workbench import Result

_SECONDS: Final = 2.0
"""Longest time for all questions together; what is left over is not asked."""

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
    asked = [name for name in _by_reach(run) if name in names]
    with result.lock:
        shares = dict(_shares(result, asked, until))
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
    if result.opened is None or result.session is None:
        return ()
    run, until = result.opened.run, time.monotonic() + _SECONDS
    found = []
    with result.lock:
        for line in lines:
            if line.effect not in (Effect.VERIFIED, Effect.REFUTED) or time.monotonic() > until:
                continue
            harm, without = _asked(result.session, without_evidence(run, line.record.evidence))
            share = harm / without - 1.0 if without > 0.0 else 0.0
            found.append(Moved(record=line.record.id, share=share))
    return tuple(found)


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


def _shares(result: Result, names: Iterable[str], until: float) -> Iterator[tuple[str, float]]:
    for name in names:
        if result.session is None or time.monotonic() > until:
            return
        harm, worse = _asked(result.session, mitigation(name, Status.NO))
        if harm > 0.0:
            yield name, worse / harm - 1.0


def _asked(session: Session, change: WhatIf) -> tuple[float, float]:
    """Harm as it is and after a change, from the first worlds: enough to say which matters more."""
    first = next(iter(session.answers(change)))
    return first.now.weighted, first.after.weighted


def _by_reach(run: Run) -> tuple[str, ...]:
    """Mitigations by how much chance their coins stop, so that the weightiest are asked first."""
    reach: dict[str, float] = {}
    for use in run.built.control_uses.values():
        reach[use.mitigation] = reach.get(use.mitigation, 0.0) + use.effect.likely
    return tuple(sorted(reach, key=lambda name: -reach[name]))
