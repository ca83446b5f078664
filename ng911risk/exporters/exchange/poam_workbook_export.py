"""The plan of action and milestones as a workbook: a line for each weakness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ng911risk.exporters import words
from ng911risk.exporters.documents import tables
from ng911risk.exporters.documents.given import Accepted, DocumentInput, Tracked
from ng911risk.exporters.documents.sheets import day
from ng911risk.exporters.documents.workbook import Sheet, Value, xlsx
from ng911risk.exporters.exchange.discovery import Audience, Export
from ng911risk.exporters.exchange.framework_export import (
    LEFT_OUT,
    NO_SCORE,
    evidence_words,
    marking,
)
from ng911risk.exporters.exchange.given import ExchangeInput
from ng911risk.exporters.exchange.measures import Measures, proof
from ng911risk.exporters.stix.privacy import clean
from ng911risk.model.report import Action, Finding

_BEFORE: Final = (
    "POA&M id", "Weakness", "Asset", "Who can fix it", "Where it was found",
    "Odds without controls", "Odds now", "Impact", "Risk now", "Status",
)  # fmt: skip
_AFTER: Final = (
    "Owner", "Resources", "Milestones", "Due", "Accepted by", "Accepted until", "Reason",
    "Evidence so far", "Evidence that closes it", "Condition", "Effect", "Recommendation",
)  # fmt: skip
_BEFORE_WIDTHS: Final = (36, 40, 30, 18, 30, 22, 22, 12, 12, 22)
_AFTER_WIDTHS: Final = (24, 34, 50, 12, 26, 14, 36, 50, 60, 44, 40, 44)
_CONTROLS_WIDTH: Final = 24
_NOT_OPEN: Final = ("done", "will not be done")


def poam_workbook(given: ExchangeInput) -> bytes:
    """Weaknesses, actions and accepted risks."""
    document = _document(given)
    sheets = [_read_me(given), _Plan.of(given).sheet(), tables.action_sheet(document)]
    if document.accepted:
        sheets.append(tables.accepted_sheet(document))
    return xlsx(
        [_cleaned(one, given) for one in sheets],
        title=f"Plan of action and milestones: {given.report.site.name}",
        marking=marking(given),
        at=given.report.made_at,
    )


def _document(given: ExchangeInput) -> DocumentInput:
    """What documents are made from, without names of people unless they were asked for."""
    tracked, accepted = given.tracked, given.accepted
    if not given.wishes.people:
        tracked = tuple(replace(one, owner=LEFT_OUT if one.owner else "") for one in tracked)
        accepted = tuple(replace(one, by=LEFT_OUT) for one in accepted)
    return DocumentInput(
        report=given.report,
        inventory=given.inventory,
        seal=given.seal,
        tracked=tracked,
        accepted=accepted,
        evidence=given.evidence,
    )


def _cleaned(sheet: Sheet, given: ExchangeInput) -> Sheet:
    """
    A sheet without telephone numbers and addresses of people, unless they were asked for.

    Ids stay as they are: that of a finding has an @, and is no address of anybody.
    """

    def cell(column: str, value: Value) -> Value:
        free = isinstance(value, str) and not column.endswith(" id")
        return clean(str(value), given.wishes) if free else value

    return replace(
        sheet,
        rows=tuple(tuple(map(cell, sheet.header, row)) for row in sheet.rows),
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """The sheet of weaknesses, and what is looked up for each."""

    given: ExchangeInput
    measures: Measures
    actions: dict[str, Action]
    tracked: dict[str, Tracked]
    accepted: dict[str, Accepted]
    owners: dict[str, str]

    @classmethod
    def of(cls, given: ExchangeInput) -> _Plan:
        document = _document(given)
        today = given.report.made_at.date()
        return cls(
            given=given,
            measures=Measures.of(given),
            actions={one.mitigation: one for one in given.report.actions},
            tracked={one.mitigation: one for one in document.tracked},
            accepted={one.finding: one for one in document.accepted if one.until >= today},
            owners={one.id: one.name or one.id for one in given.inventory.owners},
        )

    def sheet(self) -> Sheet:
        frameworks = sorted(self.given.catalog.frameworks.items())
        titles = tuple(f"Controls: {name}" for name, _ in frameworks)
        return Sheet(
            name="POA&M",
            header=(*_BEFORE, *titles, *_AFTER),
            rows=tuple(map(self._row, self.given.report.findings)),
            widths=(*_BEFORE_WIDTHS, *(_CONTROLS_WIDTH for _ in titles), *_AFTER_WIDTHS),
        )

    def _row(self, one: Finding) -> tuple[Value, ...]:
        accepted = self.accepted.get(one.id)
        return (
            one.id,
            one.title,
            one.asset_label,
            f"{self.owners.get(one.owner, one.owner)} ({one.owner_class.words})",
            f"assessment of {day(self.given.report.made_at)}",
            words.odds(one.inherent),
            words.odds(one.residual),
            one.impact.words,
            one.risk.words,
            self._status(one, accepted),
            *self._controls(one),
            "; ".join(dict.fromkeys(known.owner for known in self._known(one) if known.owner)),
            "\n".join(self._resources(one)),
            "\n".join(self._milestones(one)),
            self._due(one),
            accepted.by if accepted else "",
            accepted.until if accepted else None,
            accepted.reason if accepted else "",
            "\n".join(filter(None, (evidence_words(self.measures, m) for m in one.mitigations))),
            "\n".join(self._proof(one)),
            one.condition,
            one.effect,
            one.recommendation,
        )

    def _known(self, one: Finding) -> Iterator[Tracked]:
        for name in one.mitigations:
            if name in self.tracked:
                yield self.tracked[name]

    def _status(self, one: Finding, accepted: Accepted | None) -> str:
        if accepted:
            return "risk accepted"
        told = [known.status for known in self._known(one)]
        if any(status and status not in _NOT_OPEN for status in told):
            return "in work"
        return "open" if one.mitigations else "open: no measure of the catalogue is left"

    def _controls(self, one: Finding) -> Iterator[str]:
        """Controls that its open measures help with, a cell for each framework."""
        for _, framework in sorted(self.given.catalog.frameworks.items()):
            found = {id_ for name in one.mitigations for id_ in framework.maps.get(name, ())}
            yield ", ".join(id_ for id_ in framework.controls if id_ in found)

    def _resources(self, one: Finding) -> Iterator[str]:
        for name in one.mitigations:
            if action := self.actions.get(name):
                yield f"{action.title}: {words.money(action.cost)}; {words.work(action.cost)}"

    def _milestones(self, one: Finding) -> Iterator[str]:
        for name in one.mitigations:
            title = self.given.catalog.mitigations[name].title
            known = self.tracked.get(name)
            due = f", due {known.due.isoformat()}" if known and known.due else ""
            yield f"{title}: {(known.status if known else '') or 'not planned yet'}{due}"

    def _due(self, one: Finding) -> date | None:
        """Day on which the last of its planned measures is due."""
        days = [
            known.due for known in self._known(one) if known.due and known.status not in _NOT_OPEN
        ]
        return max(days, default=None)

    def _proof(self, one: Finding) -> Iterator[str]:
        for name in one.mitigations:
            entry = self.given.catalog.mitigations[name]
            yield f"{entry.title}: {proof(entry)}"


def _read_me(given: ExchangeInput) -> Sheet:
    report = given.report
    people = "included" if given.wishes.people else f"'{LEFT_OUT}'; --with-people includes them"
    rows = (
        ("Marking", marking(given)),
        ("Centre", report.site.name),
        ("Assessed as of", f"{report.made_at:%Y-%m-%d %H:%M} UTC"),
        ("Sealed", given.seal or "not sealed"),
        ("Sheet POA&M", "A line for each weakness: a way in at an asset."),
        ("POA&M id", "Stays the same in later assessments."),
        ("Odds, risk", "Odds of a year: without any control, and with those that stand."),
        ("", "They rest on ranges, and on judgement where the catalogue says so."),
        ("Controls", NO_SCORE),
        ("Status", "open; in work: somebody has taken on one of its measures; risk accepted."),
        ("Accepted until", "On that day it opens by itself."),
        ("", "Acceptances that have run out are on the sheet Accepted only."),
        ("Sheet Actions", "A line for each measure, what buys most first."),
        ("", "One measure closes several weaknesses."),
        ("Names of people", people),
    )
    return Sheet(name="Read me", header=("About", "What"), rows=rows, widths=(20, 110))


EXPORTS = (
    Export(
        name="poam-workbook",
        title="Plan of action and milestones, workbook",
        serves="Whoever keeps the plan by hand, and auditors: weaknesses with their controls, "
        "owners, dates, acceptances and the evidence that closes them, in Excel.",
        ending=".xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        render=poam_workbook,
        audience=Audience.AUDITOR,
    ),
)
