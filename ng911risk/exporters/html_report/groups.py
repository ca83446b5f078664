"""How the long lists of the report are folded for reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ng911risk.exporters import words
from ng911risk.model.inventory import OwnerClass
from ng911risk.model.report import Finding, Unknown
from ng911risk.model.scales import Level

_SPELLING = {
    "ddos": "DDoS", "id": "ID", "pbx": "PBX", "sip": "SIP", "tdos": "TDoS", "voip": "VoIP",
}  # fmt: skip
"""Words of ids that are not written small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """Every finding of one vector."""

    vector: str
    """Vector id."""

    title: str
    """What its findings are called without their asset, else the id as words."""

    worst: Level
    """Highest risk among them."""

    findings: tuple[Finding, ...]
    """Riskiest first, as in the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskGroup:
    """Every open question for one kind of organisation."""

    owner_class: OwnerClass
    """Whom to ask."""

    unknowns: tuple[Unknown, ...]
    """What matters most first."""


def by_vector(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """Findings folded by vector, in the order in which each vector first appears."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.vector, []).append(finding)
    return tuple(
        FindingGroup(
            vector=vector,
            title=_shared_title(members) or readable(vector),
            worst=max(finding.risk for finding in members),
            findings=tuple(members),
        )
        for vector, members in groups.items()
    )


def _shared_title(members: list[Finding]) -> str:
    heads = {one.title.removesuffix(f": {one.asset_label}") for one in members}
    alone = {one.title for one in members}
    return heads.pop() if len(heads) == 1 and heads.isdisjoint(alone) else ""


def ask_list(unknowns: Iterable[Unknown]) -> tuple[AskGroup, ...]:
    """Open questions by whom to ask, whoever holds the weightiest one first."""
    groups: dict[OwnerClass, list[Unknown]] = {}
    for unknown in unknowns:
        groups.setdefault(unknown.ask, []).append(unknown)
    return tuple(
        AskGroup(owner_class=owner, unknowns=tuple(members)) for owner, members in groups.items()
    )


def readable(slug: str) -> str:
    """An id as words: ``tested-offline-backups`` is ``Tested offline backups``."""
    return words.capital(" ".join(_SPELLING.get(word, word) for word in slug.split("-")))


def owner_letter(owner: OwnerClass) -> str:
    """Whom to ask, as a heading: ``Your vendor``; ``Yourselves``."""
    return "Yourselves" if owner is OwnerClass.PSAP else f"Your {words.small(owner.words)}"
