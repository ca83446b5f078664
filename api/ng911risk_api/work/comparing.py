"""
Sealed assessments beside each other, worked out beside the requests.

What is sealed never changes, so what was worked out is kept by the hashes of the seals. Who
may see it is asked before; nothing here asks again, and nothing here is ever out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from ng911risk.editing.differences import Change, differences
from ng911risk.engine.changes import (
    AnswerChange,
    EvidenceChange,
    FeedChange,
    FindingChange,
    PathChange,
    answer_changes,
    evidence_changes,
    feed_changes,
    finding_changes,
    names_of,
    path_changes,
)
from ng911risk.engine.history import History, why_it_moved
from ng911risk.engine.history_inputs import Inputs
from ng911risk.engine.site_row import site_row
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import Odds, RiskReport
from ng911risk.model.scales import Band
from ng911risk.store import Assessment, AssessmentHead, require_seal
from ng911risk_api.parts import Parts
from ng911risk_api.work.kept import Asked, Kept

_POINTS_KEPT: Final = 2_000
_COMPARED_KEPT: Final = 100

Load = Callable[[str], Assessment]
"""Gives a sealed assessment by its id, within the scope of whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One sealed assessment in the numbers that are drawn."""

    headline: Odds
    hours: Band
    calls: Band
    harm: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two sealed assessments, what moved the result, and what differs."""

    history: History
    answers: tuple[AnswerChange, ...]
    inventory: tuple[Change, ...]
    evidence: tuple[EvidenceChange, ...]
    feeds: tuple[FeedChange, ...]
    findings: tuple[FindingChange, ...]
    paths: tuple[PathChange, ...]


class Comparer:
    """Reads and compares sealed assessments, one after the other, in a thread of its own."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="comparer")
        self._points: Kept[Point] = Kept(self._pool, _POINTS_KEPT)
        self._compared: Kept[Compared] = Kept(self._pool, _COMPARED_KEPT)

    def points(self, heads: Iterable[AssessmentHead], load: Load) -> dict[str, Asked[Point]]:
        """Numbers of each assessment, by its id."""
        return {
            head.id: self._points.ask(
                (head.id, head.content_hash), partial(_loaded_point, load, head.id)
            )
            for head in heads
        }

    def compared(self, old: AssessmentHead, new: AssessmentHead, load: Load) -> Asked[Compared]:
        """Two assessments of one site."""
        key = (old.id, old.content_hash, new.id, new.content_hash)
        return self._compared.ask(key, lambda: compare(load(old.id), load(new.id), self._parts))

    def wait(self) -> None:
        """Return once everything asked so far is worked out; for tests."""
        self._pool.submit(int).result()

    def close(self) -> None:
        """Stop; what is being worked out is thrown away."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _loaded_point(load: Load, name: str) -> Point:
    return point(load(name))


def point(assessment: Assessment) -> Point:
    """
    Numbers of one assessment.

    Raises:
        SealBrokenError: It no longer matches its seal.
    """
    row = site_row(require_seal(assessment).report)
    return Point(headline=row.headline, hours=row.hours_lost, calls=row.calls, harm=row.harm)


def compare(old: Assessment, new: Assessment, parts: Parts) -> Compared:
    """
    Two assessments of one site, the older first.

    Raises:
        SealBrokenError: One no longer matches its seal.
    """
    catalog = parts.catalog
    reports = require_seal(old).report, require_seal(new).report
    before, after = (_inputs(one, report) for one, report in zip((old, new), reports, strict=True))
    names = names_of(before.inventory) | names_of(after.inventory)
    return Compared(
        history=why_it_moved(before, after, catalog),
        answers=answer_changes(before.inventory, after.inventory, catalog),
        inventory=differences(_bare(before.inventory), _bare(after.inventory)),
        evidence=evidence_changes(before.evidence, after.evidence, names, catalog),
        feeds=feed_changes(before.intelligence, after.intelligence),
        findings=finding_changes(*reports),
        paths=path_changes(*reports),
    )


def _inputs(assessment: Assessment, report: RiskReport) -> Inputs:
    return Inputs(
        inventory=assessment.inventory,
        evidence=assessment.evidence,
        at=assessment.head.made_at,
        seed=assessment.head.seed,
        harm=report.harm.likely,
        intelligence=assessment.intelligence,
    )


def _bare(inventory: Inventory) -> Inventory:
    """Without answers, which have a list of their own."""
    assets = tuple(replace(one, weaknesses=()) for one in inventory.assets)
    return replace(inventory, controls=(), assumed=(), assets=assets)
