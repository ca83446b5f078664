"""
What ticking some measures leads to, as one page shows it.

The figures as things stand are those of the report; what the measures change is
taken from the worlds that answered, as a share. So nothing ticked is exactly the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ng911risk.engine.scoring import chance_in_a_year
from ng911risk.engine.session import Answer
from ng911risk.engine.whatif import Result
from ng911risk.exporters import words
from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.report import Action, AttackPath, RiskReport

GONE = "all but gone"
_CALLS = (ServiceKind.RECEIVE, ServiceKind.ANSWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """Odds in a year of trouble with one service."""

    service: ServiceKind
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PathLine:
    """What becomes of one attack path."""

    number: int
    """In the order of the report, from 1."""

    outcome: str
    way: str
    """Who, from where to where."""

    before: str
    after: str
    """Odds, or that it is all but gone."""

    share: float
    """Of its odds that is left, 0 to 1."""

    @property
    def changes(self) -> bool:
        """Whether anybody would notice."""
        return self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What some measures together cost and change."""

    actions: tuple[Action, ...]
    hours_before: float
    """Expected hours a year of trouble, all services added."""

    hours_after: float
    calls_before: float
    """Emergency calls a year that nobody answers."""

    calls_after: float
    removed: float
    """Share of the expected harm that goes, 0 to 1."""

    dollars_low: int
    dollars_high: int
    days_low: float
    days_high: float
    owners: tuple[tuple[OwnerClass, int], ...]
    services: tuple[ServiceLine, ...]
    paths: tuple[PathLine, ...]
    worlds: int
    whole: bool

    @property
    def gone(self) -> int:
        """Paths that are all but gone."""
        return sum(one.after == GONE for one in self.paths)

    @property
    def lower(self) -> int:
        """Paths that become less likely, and are still there."""
        return sum(one.changes and one.after != GONE for one in self.paths)

    @property
    def changed(self) -> tuple[PathLine, ...]:
        """Paths that change, those that lose the most first."""
        return tuple(sorted((one for one in self.paths if one.changes), key=lambda one: one.share))

    @property
    def same(self) -> tuple[PathLine, ...]:
        """Paths that stay as they are."""
        return tuple(one for one in self.paths if not one.changes)


def consequences(report: RiskReport, actions: Sequence[Action], answer: Answer) -> Consequences:
    """
    Put an answer beside the report.

    Args:
        report: As things stand.
        actions: The measures that were ticked.
        answer: What they lead to.
    """
    now, after = answer.now, answer.after
    hours = [
        (one.hours_degraded.likely, one.hours_degraded.likely * _left(now, after, one.service))
        for one in report.services
    ]
    calls_before, calls_after = _calls(report, now, after)
    return Consequences(
        actions=tuple(actions),
        hours_before=sum(before for before, _ in hours),
        hours_after=sum(left for _, left in hours),
        calls_before=calls_before,
        calls_after=calls_after,
        removed=max(0.0, 1.0 - _ratio(now.weighted, after.weighted)),
        dollars_low=sum(one.cost.dollars_low for one in actions),
        dollars_high=sum(one.cost.dollars_high for one in actions),
        days_low=sum(one.cost.days_low for one in actions),
        days_high=sum(one.cost.days_high for one in actions),
        owners=tuple(Counter(one.owner_class for one in actions).most_common()),
        services=tuple(_services(report, now, after)),
        paths=tuple(_paths(report, answer)),
        worlds=answer.worlds,
        whole=answer.whole,
    )


def _services(report: RiskReport, now: Result, after: Result) -> list[ServiceLine]:
    lines = []
    for one in report.services:
        left = _ratio(_rate(now, one.service), _rate(after, one.service))
        then = chance_in_a_year(one.degraded.rate.likely * left)
        lines.append(
            ServiceLine(
                service=one.service,
                before=words.chance(one.degraded.chance.likely),
                after=words.chance(then),
            )
        )
    return lines


def _paths(report: RiskReport, answer: Answer) -> list[PathLine]:
    # a small engine of a test may say nothing about paths
    changes = answer.paths if len(answer.paths) == len(report.paths) else ()
    lines = []
    for number, (path, change) in enumerate(zip(report.paths, changes, strict=False), start=1):
        before = chance_in_a_year(change.before)
        then = chance_in_a_year(change.after)
        gone = then < words.RARE <= before
        lines.append(
            PathLine(
                number=number,
                outcome=words.capital(path.outcome),
                way=way_in_words(path),
                before=words.chance(before),
                after=GONE if gone else words.chance(then),
                share=_ratio(change.before, change.after),
            )
        )
    return lines


def way_in_words(path: AttackPath) -> str:
    """Who starts it, where, and where it ends."""
    if len(path.stops) < 2:  # noqa: PLR2004 - one stop has no way to tell
        ends = (stop.label for stop in path.stops)
        return ", ".join((path.actor_title, *ends))
    return f"{path.actor_title}, from {path.stops[0].label} to {path.stops[-1].label}"


def _calls(report: RiskReport, now: Result, after: Result) -> tuple[float, float]:
    """Calls that nobody answers, in outages and in floods, before and after."""
    outages = [one for one in report.services if one.service in _CALLS]
    floods = sum(flood.calls.likely for flood in report.floods)
    left = _ratio(now.weighted - now.harm.weighted, after.weighted - after.harm.weighted)
    before = sum(one.calls.likely for one in outages) + floods
    then = sum(one.calls.likely * _left(now, after, one.service, "lost") for one in outages)
    return before, then + floods * left


def _left(now: Result, after: Result, service: ServiceKind, outcome: str = "degraded") -> float:
    """Share of the hours of one service that is left."""
    return _ratio(_hours(now, service, outcome), _hours(after, service, outcome))


def _hours(result: Result, service: ServiceKind, outcome: str) -> float:
    found = result.harm.services.get(service)
    return found.hours[outcome] if found else 0.0


def _rate(result: Result, service: ServiceKind) -> float:
    found = result.harm.services.get(service)
    return found.rate["degraded"] if found else 0.0


def _ratio(before: float, after: float) -> float:
    return after / before if before > 0.0 else 1.0
