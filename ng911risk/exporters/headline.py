"""What the first page says first: the likeliest long stoppage, and what goes on meanwhile."""

from __future__ import annotations

from ng911risk.model.catalog import ActsOn
from ng911risk.model.inventory import ServiceKind
from ng911risk.model.report import Action, AttackPath, RiskReport, ServiceRisk
from ng911risk.model.scales import Status

LONG_FROM_H = 12.0
"""A stoppage is long when it outlasts the longest usual shift; judgement of this project."""

_RECOVERY_WORDS = {
    Status.NO: "a rebuild, as this is not in place",
    Status.PARTLY: "a rebuild where this, now only in part, does not hold",
    Status.UNKNOWN: "long, as nobody has said whether this is in place",
    Status.YES: "a restore, as this is in place",
}


def headline_path(report: RiskReport) -> AttackPath | None:
    """The likeliest path whose stoppage is long, else the worst that stops anything, else None."""
    stopping = [path for path in report.paths if path.hours.high > 0.0]
    long = [path for path in stopping if is_long(path)]
    if long:
        return max(long, key=lambda path: path.odds.rate.likely)
    return stopping[0] if stopping else None


def is_long(path: AttackPath) -> bool:
    """Whether what the path stops is likely to stay stopped for longer than a shift."""
    return path.hours.likely >= LONG_FROM_H


def survivors(report: RiskReport, path: AttackPath) -> tuple[ServiceKind, ...] | None:
    """Services not hurt in at least nine of ten worlds where `path` succeeds; None if unknown."""
    last = path.steps[-1].finding if path.steps else ""
    finding = next((finding for finding in report.findings if finding.id == last), None)
    if finding is None:
        return None
    hurt = {path.service, *finding.harms}
    return tuple(one.service for one in report.services if one.service not in hurt)


def recovery_reason(report: RiskReport, path: AttackPath) -> str:
    """Why a long one takes so long: restore or rebuild, and the measure that decides."""
    if not is_long(path):
        return ""
    vectors = {step.finding.partition("@")[0] for step in path.steps}
    action = next((one for one in report.actions if _shortens(one, vectors)), None)
    return f"{_RECOVERY_WORDS[action.status]}: {action.title}" if action else ""


def service_risk(report: RiskReport, kind: ServiceKind) -> ServiceRisk | None:
    """The line of that service, or None when the centre does not offer it."""
    return next((one for one in report.services if one.service is kind), None)


def path_by_id(report: RiskReport, path_id: str) -> AttackPath | None:
    """The path with that id, or None when it is not among those shown."""
    return next((path for path in report.paths if path.id == path_id), None)


def _shortens(action: Action, vectors: set[str]) -> bool:
    return ActsOn.RECOVERY in action.acts_on and not vectors.isdisjoint(action.vectors)
