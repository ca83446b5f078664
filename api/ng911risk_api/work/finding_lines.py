"""Findings as a table of one line each: what was decided about them, filtered and paged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from ng911risk.model.inventory import OwnerClass, ServiceKind
from ng911risk.model.report import Finding
from ng911risk.store.acceptances import Acceptance
from ng911risk.store.tracked import TrackedAction

PAGE: Final = 40
"""Lines of one page."""


class State(StrEnum):
    """What was decided about a finding."""

    OPEN = "open"
    PLANNED = "planned"
    ACCEPTED = "accepted"
    REOPENED = "reopened"

    @property
    def words(self) -> str:
        """For people."""
        return {
            "open": "Open",
            "planned": "Planned",
            "accepted": "Accepted",
            "reopened": "Open again",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding and what was decided about it."""

    finding: Finding
    state: State
    acceptance: Acceptance | None
    """The newest one that was not withdrawn; it may have ended."""

    planned: tuple[TrackedAction, ...]
    """Tracked actions that answer it, dropped ones apart."""

    why: str = ""
    """Why it is open again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided at a site, as of a day."""

    standing: Mapping[str, Acceptance]
    ended: Mapping[str, Acceptance]
    tracked: Mapping[str, TrackedAction]
    """By mitigation, dropped ones apart."""

    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which lines are wanted; empty fields want all."""

    owner: str = ""
    service: str = ""
    state: str = ""
    vector: str = ""

    def __call__(self, line: FindingLine) -> bool:
        """Whether a line is wanted."""
        finding = line.finding
        return (
            self.owner in ("", finding.owner_class.value)
            and (self.service == "" or self.service in finding.harms)
            and self.state in ("", line.state.value)
            and self.vector in ("", finding.vector)
        )

    @property
    def query(self) -> dict[str, str]:
        """The fields that are set, for the address."""
        fields = {
            "owner": self.owner,
            "service": self.service,
            "state": self.state,
            "vector": self.vector,
        }
        return {name: value for name, value in fields.items() if value}


def lines_of(findings: Sequence[Finding], decided: Decided) -> tuple[FindingLine, ...]:
    """One line for each finding, in the same order."""
    return tuple(line_of(one, decided) for one in findings)


def line_of(finding: Finding, decided: Decided) -> FindingLine:
    """Return the line of one finding."""
    planned = tuple(
        decided.tracked[name] for name in finding.mitigations if name in decided.tracked
    )
    standing, ended = decided.standing.get(finding.id), decided.ended.get(finding.id)
    state = State.PLANNED if any(not one.status.over for one in planned) else State.OPEN
    why = ""
    if standing is not None and standing.covers(finding.risk):
        state = State.ACCEPTED
    elif standing is not None:
        state = State.REOPENED
        why = f"its risk was {standing.risk.words} when it was accepted"
    elif ended is not None:
        state = State.REOPENED
        why = "what was accepted has ended"
    return FindingLine(
        finding=finding, state=state, acceptance=standing or ended, planned=planned, why=why
    )


def owners_of(findings: Sequence[Finding]) -> tuple[tuple[OwnerClass, int], ...]:
    """Who can fix how many, the most first."""
    return tuple(Counter(one.owner_class for one in findings).most_common())


def services_of(findings: Sequence[Finding]) -> tuple[ServiceKind, ...]:
    """Services that any finding hurts, in the order a call goes through."""
    hurt = {service for one in findings for service in one.harms}
    return tuple(one for one in ServiceKind if one in hurt)
