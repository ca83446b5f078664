"""The five by five grid of likelihood and consequence: NIST SP 800-30 r1, Table I-2."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ng911risk.engine.scoring import risk_level
from ng911risk.model.report import Finding
from ng911risk.model.scales import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One likelihood with one consequence."""

    id: str
    """Anchor of its list: ``cell-high-low`` for high likelihood, low consequence."""

    likelihood: Level
    """Row."""

    impact: Level
    """Column."""

    risk: Level
    """What Table I-2 makes of both."""

    findings: tuple[Finding, ...]
    """Those that stand here."""


def risk_grid(findings: Iterable[Finding]) -> tuple[tuple[Cell, ...], ...]:
    """Rows from very high to very low likelihood, columns from very low to very high impact."""
    members: dict[tuple[Level, Level], list[Finding]] = {}
    for finding in findings:
        members.setdefault((finding.likelihood, finding.impact), []).append(finding)
    return tuple(
        tuple(
            Cell(
                id=f"cell-{likelihood.value}-{impact.value}",
                likelihood=likelihood,
                impact=impact,
                risk=risk_level(likelihood, impact),
                findings=tuple(members.get((likelihood, impact), ())),
            )
            for impact in Level
        )
        for likelihood in reversed(Level)
    )
