"""A tie among the first actions, told so that a director can act on it all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ng911risk.exporters import words
from ng911risk.exporters.html_report.groups import by_vector
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.report import Action, RiskReport

_FIRST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTie:
    """What a tie means, what its members have in common, and what to do anyway."""

    members: tuple[Action, ...]
    """The first three and those that change places with them."""

    meaning: str
    common: str
    anyway: str


def told_tie(report: RiskReport) -> ToldTie | None:
    """The tie of a report in words; None where the first three stand firm."""
    if not report.tied:
        return None
    first = report.actions[:_FIRST]
    members = (
        *first,
        *(one for one in report.actions[_FIRST:] if one.mitigation in report.tied),
    )
    number = len(members)
    return ToldTie(
        members=members,
        meaning=(
            f"These {number} are close together: which three of them come first depends on "
            "numbers that nobody knows exactly. None of them is a wrong place to begin."
        ),
        common=_common(report, members),
        anyway=_anyway(report, members),
    )


def _common(report: RiskReport, members: Sequence[Action]) -> str:
    parts = [_owners(members), _attack(report, members)]
    dearest = max(one.cost.dollars_high for one in members)
    parts.append(
        f"none costs more than ${words.two_digits(dearest)} in the first year"
        if dearest
        else "none costs anything but work"
    )
    return f"What they have in common: {words.listing(part for part in parts if part)}."


def _owners(members: Sequence[Action]) -> str:
    owner, often = Counter(one.owner_class for one in members).most_common(1)[0]
    whose = "yours" if owner is OwnerClass.PSAP else f"for {words.small(owner.words)}"
    if often == len(members):
        return f"all are {whose}"
    return f"{often} of {len(members)} are {whose}" if often * 2 > len(members) else ""


def _attack(report: RiskReport, members: Sequence[Action]) -> str:
    titles = {group.vector: group.title for group in by_vector(report.findings)}
    seen = Counter(name for one in members for name in set(one.vectors) if name in titles)
    if not seen:
        return ""
    most = max(seen.values())
    vector = next(name for name in titles if seen[name] == most)  # the riskiest of equals
    if most * 2 <= len(members):
        return ""
    many = "all" if most == len(members) else f"{most} of {len(members)}"
    return f"{many} answer one threat ({words.small(titles[vector])})"


def _anyway(report: RiskReport, members: Sequence[Action]) -> str:
    able = [one for one in members if one.available] or list(members)
    leader = max(able, key=lambda one: one.among_first or 0.0)
    text = f"Begin with: {words.small(leader.title)}"
    if leader.among_first:
        text += f", among the first three in {words.tenths(leader.among_first)} of 10 cases"
    cheapest = min(able, key=lambda one: (one.cost.dollars_high, one.cost.days_high))
    if cheapest is not leader and cheapest.cost.dollars_high < leader.cost.dollars_high:
        text += f". The cheapest is: {words.small(cheapest.title)} ({words.money(cheapest.cost)})"
    known = [one for one in report.unknowns if one.swing]
    if known:
        text += f". This answer may settle the order: {known[0].question}"
    return text if text.endswith("?") else f"{text}."
