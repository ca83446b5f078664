"""The worst paths of a site as scenarios: one for each kind of trouble, at most three."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.exporters import words
from ng911risk.exporters.documents.families import Family, family_of
from ng911risk.exporters.documents.given import DocumentInput
from ng911risk.exporters.documents.sheets import goes_on, service_of
from ng911risk.model.report import Action, AttackPath

MOST = 3
_ACTIONS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One kind of trouble, at the place where it hits this site hardest."""

    path: AttackPath
    family: Family
    where: str
    """What is hit in the end, as people call it."""

    first: str
    """Where it begins."""

    how: str
    """How the service goes on, in the middle of a sentence."""

    backup: str
    """Who takes the calls, in the middle of a sentence."""

    actions: tuple[Action, ...]
    """Measures against it that are not fully in place, best first."""

    def say(self, text: str) -> str:
        """`text` of a family with the names of this site."""
        return text.format(
            where=self.where,
            first=self.first,
            how=self.how,
            backup=self.backup,
            service=words.service(self.path.service),
        )


def scenarios(given: DocumentInput, most: int = MOST) -> tuple[Scenario, ...]:
    """The worst path of each family, worst first."""
    found: dict[str, Scenario] = {}
    for path in given.report.paths:
        if path.steps and path.stops:
            family = family_of(path.steps[-1].finding.partition("@")[0])
            if family.name not in found:
                found[family.name] = _scenario(path, family, given)
    return tuple(found.values())[:most]


def _scenario(path: AttackPath, family: Family, given: DocumentInput) -> Scenario:
    vectors = {step.finding.partition("@")[0] for step in path.steps}
    actions = [one for one in given.report.actions if vectors.intersection(one.vectors)]
    service = service_of(given, path.service)
    how = words.small(goes_on(given, service)[0].partition(".")[0]) if service else "your fallback"
    return Scenario(
        path=path,
        family=family,
        where=path.stops[-1].label,
        first=path.stops[0].label,
        how=how,
        backup=_backup(given),
        actions=tuple(actions[:_ACTIONS]),
    )


def _backup(given: DocumentInput) -> str:
    if given.inventory and given.inventory.site.backup_site.name:
        return given.inventory.site.backup_site.name
    return given.report.backup.rstrip(".") or "a neighbour who takes your calls (none is agreed)"
