"""
What differs between two assessments of one site: answers, evidence, feeds, findings, paths.

Words of the catalogue at hand; nothing is weighed here (engine.history does that).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from ng911risk.model.catalog import Catalog
from ng911risk.model.evidence import Evidence, Verdict
from ng911risk.model.intelligence import Feed, Intelligence
from ng911risk.model.inventory import Inventory
from ng911risk.model.report import AttackPath, Finding, Odds, RiskReport
from ng911risk.model.scales import Level, Status

SITE: Final = "the whole site"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChange:
    """One answer that was given, changed or taken back."""

    title: str
    """What was asked, in words of the catalogue."""

    where: str
    """What it is about: the whole site, a zone, an owner or a system."""

    before: str
    after: str
    said_by: str
    """Who said the newer."""

    on: date | None
    """When they did, if the answer says so."""


class Turn(StrEnum):
    """How a finding or a path stands against the earlier report."""

    NEW = "new"
    WORSE = "worse"
    BETTER = "better"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """A finding that came, went, or has another risk."""

    turn: Turn
    title: str
    before: Level | None
    """Its risk; None where it was not found."""
    after: Level | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathChange:
    """An attack path that came, went, or is likelier or rarer than luck explains."""

    turn: Turn
    title: str
    """From where to what, in words."""
    before: Odds | None
    after: Odds | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedChange:
    """A feed of others that came, went, or is another file."""

    name: str
    """What people call it."""
    before: Feed | None
    after: Feed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceChange:
    """An observation that only one of the two assessments rests on."""

    came: bool
    """False: it is no longer counted."""
    title: str
    where: str
    verdict: Verdict
    method: str
    on: date
    reviewer: str


def answer_changes(old: Inventory, new: Inventory, catalog: Catalog) -> tuple[AnswerChange, ...]:
    """Every answer that differs, by what is asked."""
    labels = _labels(old) | _labels(new)
    before, after = _answers(old), _answers(new)
    found = []
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if (was.status if was else None) != (now.status if now else None):
            found.append(_answer_change(key, was, now, labels, catalog))
    return tuple(sorted(found, key=lambda one: (one.title, one.where)))


def evidence_changes(
    old: tuple[Evidence, ...],
    new: tuple[Evidence, ...],
    labels: Mapping[str, str],
    catalog: Catalog,
) -> tuple[EvidenceChange, ...]:
    """
    Observations of one side only, the newest first.

    Args:
        old: What the earlier report rests on.
        new: What the later one does.
        labels: Id of an asset, zone or owner -> name.
        catalog: For the titles.
    """
    sides = ((True, new, old), (False, old, new))
    found = [
        EvidenceChange(
            came=came,
            title=_title(one.mitigation, catalog),
            where=_where(one.scope, labels),
            verdict=one.verdict,
            method=one.method,
            on=one.on,
            reviewer=one.reviewer,
        )
        for came, those, others in sides
        for one in those
        if one not in others
    ]
    return tuple(sorted(found, key=lambda one: (-one.on.toordinal(), one.title, one.came)))


def feed_changes(old: Intelligence, new: Intelligence) -> tuple[FeedChange, ...]:
    """Feeds that only one of the two assessments was held against, or an older file, by name."""
    before = {one.name: one for one in old.feeds}
    after = {one.name: one for one in new.feeds}
    return tuple(
        FeedChange(name=name, before=before.get(name), after=after.get(name))
        for name in sorted(before.keys() | after.keys())
        if name not in before or name not in after or before[name].digest != after[name].digest
    )


def finding_changes(old: RiskReport, new: RiskReport) -> tuple[FindingChange, ...]:
    """Findings by their identity, which survives a new assessment; new and worse ones first."""
    before = {one.id: one for one in old.findings}
    after = {one.id: one for one in new.findings}
    found = [
        FindingChange(
            turn=turn,
            title=(after.get(name) or before[name]).title,
            before=before[name].risk if name in before else None,
            after=after[name].risk if name in after else None,
        )
        for name in {**after, **before}
        if (turn := _risk_turn(before.get(name), after.get(name))) is not None
    ]
    return tuple(sorted(found, key=_finding_order))


def path_changes(old: RiskReport, new: RiskReport) -> tuple[PathChange, ...]:
    """Paths by their identity; left out is what differs by no more than the luck of the draw."""
    before = {one.id: one for one in old.paths}
    after = {one.id: one for one in new.paths}
    found = [
        PathChange(
            turn=turn,
            title=_path_title(after.get(name) or before[name]),
            before=before[name].odds if name in before else None,
            after=after[name].odds if name in after else None,
        )
        for name in {**after, **before}
        if (turn := _odds_turn(before.get(name), after.get(name))) is not None
    ]
    return tuple(sorted(found, key=lambda one: list(Turn).index(one.turn)))


def names_of(inventory: Inventory) -> dict[str, str]:
    """Id of every asset, zone and owner -> its name for people."""
    return _labels(inventory)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    status: Status
    said_by: str
    on: date | None


_Key = tuple[str, str, str]
"""Kind (mitigation or weakness), name, and what it is about."""


def _answers(inventory: Inventory) -> dict[_Key, _Said]:
    return dict(_all_answers(inventory))


def _all_answers(inventory: Inventory) -> Iterator[tuple[_Key, _Said]]:
    for one in inventory.controls:
        said = _Said(status=one.status, said_by=one.said_by, on=one.on)
        for name in one.scope or ("",):
            yield ("mitigation", one.mitigation, name), said
    for asset in inventory.assets:
        for known in asset.weaknesses:
            said = _Said(status=known.status, said_by=known.said_by, on=None)
            yield ("weakness", known.name, asset.id), said


_CONTROL_WORDS: Final = {
    Status.YES: "in place",
    Status.PARTLY: "partly in place",
    Status.NO: "not in place",
    Status.UNKNOWN: "nobody knows",
}
_WEAK_WORDS: Final = {
    Status.YES: "the weakness is there",
    Status.PARTLY: "the weakness is partly there",
    Status.NO: "the weakness is not there",
    Status.UNKNOWN: "nobody knows",
}


def _answer_change(
    key: _Key,
    was: _Said | None,
    now: _Said | None,
    labels: Mapping[str, str],
    catalog: Catalog,
) -> AnswerChange:
    kind, name, about = key
    words = _CONTROL_WORDS if kind == "mitigation" else _WEAK_WORDS
    newest = now or was
    return AnswerChange(
        title=_title(name, catalog),
        where=_where((about,) if about else (), labels),
        before=words[was.status] if was else "no answer",
        after=words[now.status] if now else "no answer",
        said_by=newest.said_by if newest else "",
        on=newest.on if newest else None,
    )


def _title(name: str, catalog: Catalog) -> str:
    """Title of a mitigation or weakness; its own name where the catalogue has it no more."""
    if name in catalog.mitigations:
        return catalog.mitigations[name].title
    if name in catalog.weaknesses:
        return catalog.weaknesses[name].title
    return name.replace("-", " ")


def _where(scope: tuple[str, ...], labels: Mapping[str, str]) -> str:
    return ", ".join(labels.get(name, name) for name in scope) or SITE


def _labels(inventory: Inventory) -> dict[str, str]:
    named = {one.id: one.name or one.id for one in inventory.zones}
    named |= {one.id: one.name or one.id for one in inventory.owners}
    return named | {one.id: one.label for one in inventory.assets}


def _risk_turn(was: Finding | None, now: Finding | None) -> Turn | None:
    if was is None or now is None:
        return Turn.NEW if was is None else Turn.GONE
    if was.risk == now.risk:
        return None
    return Turn.WORSE if was.risk < now.risk else Turn.BETTER


def _odds_turn(was: AttackPath | None, now: AttackPath | None) -> Turn | None:
    if was is None or now is None:
        return Turn.NEW if was is None else Turn.GONE
    if _least(now.odds) > _most(was.odds):
        return Turn.WORSE
    return Turn.BETTER if _most(now.odds) < _least(was.odds) else None


def _least(odds: Odds) -> float:
    return odds.sampling.rate_low if odds.sampling else odds.rate.likely


def _most(odds: Odds) -> float:
    return odds.sampling.rate_high if odds.sampling else odds.rate.likely


def _finding_order(one: FindingChange) -> tuple[int, int, str]:
    """New and worse ones first, and of each the riskiest."""
    risk = one.after or one.before
    return list(Turn).index(one.turn), -(risk.rank if risk else 0), one.title


def _path_title(path: AttackPath) -> str:
    stops = [stop.label for stop in path.stops]
    by = stops[:1] + (stops[-1:] if len(stops) > 1 else [])
    return f"{path.actor_title}, by {' to '.join(by)}: {path.outcome}"
