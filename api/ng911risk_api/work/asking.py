"""Which questions can be sent to somebody else, by whom to ask, the most valuable first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Asset, Inventory, OwnerClass
from ng911risk.model.report import RiskReport
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.asking import Ask, AskedQuestion
from ng911risk_api.work.draft import Draft

_ELSEWHERE = (AnswerValue.UNKNOWN, AnswerValue.NOT_AVAILABLE)
"""Answers that say: somebody else knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One question that may be sent."""

    question: AskedQuestion
    """With the system called by its name."""
    answered: AnswerValue | None
    """What was answered here; None if nothing."""
    asked: str
    """Whom it was sent to and who has not answered yet; empty for nobody."""
    matters: bool
    """Whether the answer is known to move the result."""

    @property
    def first(self) -> bool:
        """Whether it is chosen before anybody chooses."""
        return self.answered in _ELSEWHERE and not self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions to one class of people."""

    owner_class: OwnerClass
    choices: tuple[Choice, ...]
    names: tuple[str, ...]
    """What the inventory calls owners of this class."""

    @property
    def first(self) -> int:
        """How many are chosen before anybody chooses."""
        return sum(one.first for one in self.choices)


def groups_of(
    report: RiskReport, draft: Draft, catalog: Catalog, waiting: Iterable[Ask]
) -> tuple[Group, ...]:
    """
    Every open question of `report` by whom to ask.

    Args:
        report: Of this draft, or of the one before it.
        draft: As it stands now.
        catalog: What the questions are taken from.
        waiting: Asks that are open.
    """
    asked = {subject: ask.to_name for ask in waiting for subject in ask.subjects}
    found: dict[OwnerClass, list[Choice]] = {}
    for unknown in report.unknowns:
        answer = draft.answers.get(unknown.subject)
        question = question_of(unknown.subject, draft.described, catalog, named=True)
        if question is None or (answer is not None and answer.value not in _ELSEWHERE):
            continue
        choice = Choice(
            question=question,
            answered=answer.value if answer else None,
            asked=asked.get(unknown.subject, ""),
            matters=bool(unknown.swing),
        )
        found.setdefault(unknown.ask, []).append(choice)
    # your own people last: this page is about others
    order = sorted(found, key=lambda owner: owner is OwnerClass.PSAP)
    return tuple(
        Group(
            owner_class=owner,
            choices=tuple(found[owner]),
            names=tuple(_names(draft.described, owner)),
        )
        for owner in order
    )


def question_of(
    subject: str, inventory: Inventory, catalog: Catalog, *, named: bool
) -> AskedQuestion | None:
    """
    Return a question as it is sent, or None if there is none of that subject.

    Args:
        subject: Mitigation id, or ``weakness@asset``.
        inventory: Where the asset is looked up.
        catalog: Where the words are looked up.
        named: Call the system by its name; otherwise only by what it is.
    """
    name, at, where = subject.partition("@")
    if not at:
        entry = catalog.mitigations.get(name)
        if entry is None:
            return None
        return AskedQuestion(subject=subject, question=entry.ask, why=entry.summary.strip())
    weakness = catalog.weaknesses.get(name)
    asset = _assets(inventory).get(where)
    if weakness is None or asset is None:
        return None
    return AskedQuestion(
        subject=subject,
        question=weakness.ask,
        why=f"We look for this weakness: {weakness.title}.",
        about=asset.label if named else f"a system of this kind: {asset.kind.title}",
    )


def questions_of(
    subjects: Iterable[str], inventory: Inventory, catalog: Catalog, *, named: bool
) -> Iterator[AskedQuestion]:
    """Questions of those `subjects` that there are; the address of a form is not believed."""
    for subject in dict.fromkeys(subjects):
        question = question_of(subject, inventory, catalog, named=named)
        if question is not None:
            yield question


def _assets(inventory: Inventory) -> Mapping[str, Asset]:
    return {asset.id: asset for asset in inventory.assets}


def _names(inventory: Inventory, owner_class: OwnerClass) -> Iterator[str]:
    for owner in inventory.owners:
        if owner.owner_class is owner_class:
            yield owner.name or owner.id
