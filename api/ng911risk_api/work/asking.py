"""Which questions can be sent to somebody else, by whom to ask, the most valuable first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ng911risk.model.catalog import Catalog
from ng911risk.model.inventory import Inventory, OwnerClass
from ng911risk.model.report import Unknown
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.asking import Ask, AskedQuestion
from ng911risk.questionnaire.questions import Kind, Question, questions_of
from ng911risk_api.work.draft import Draft

_ELSEWHERE = (AnswerValue.UNKNOWN, AnswerValue.NOT_AVAILABLE)
"""Answers that say: somebody else knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One question that may be sent."""

    question: Question
    owners: tuple[str, ...]
    """Who runs the systems it is about; none for a question about the whole site."""
    asked: str
    """Whom it was sent to and who may still answer; empty for nobody."""

    @property
    def answered(self) -> AnswerValue | None:
        """What was answered here; None if nothing."""
        return self.question.answer.value if self.question.answer else None

    @property
    def first(self) -> bool:
        """Whether it is chosen before anybody chooses."""
        return self.answered in _ELSEWHERE and not self.asked

    @property
    def matters(self) -> bool:
        """Whether the answer is known to move the result."""
        return bool(self.question.swing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions to one class of people."""

    owner_class: OwnerClass
    choices: tuple[Choice, ...]
    names: tuple[str, ...]
    """What the inventory calls owners of this class."""

    @property
    def only_name(self) -> str:
        """What it is called if there is one of it; else empty."""
        return self.names[0] if len(self.names) == 1 else ""

    @property
    def by_owner(self) -> Mapping[str, tuple[Choice, ...]]:
        """Choices by whose systems they are about; what is about the whole site has no name."""
        found: dict[str, list[Choice]] = {}
        for one in self.choices:
            found.setdefault(", ".join(one.owners), []).append(one)
        return {name: tuple(choices) for name, choices in found.items()}

    @property
    def first(self) -> int:
        """How many are chosen before anybody chooses."""
        return sum(one.first for one in self.choices)


def groups_of(
    unknowns: Iterable[Unknown], draft: Draft, catalog: Catalog, waiting: Iterable[Ask]
) -> tuple[Group, ...]:
    """
    Every open question by whom to ask.

    Args:
        unknowns: Of the newest report there is.
        draft: As it stands now.
        catalog: What the questions are taken from.
        waiting: Asks that are open.
    """
    asked = {subject: ask.to_name for ask in waiting for subject in ask.subjects}
    found: dict[OwnerClass, list[Choice]] = {}
    for question in _open_questions(unknowns, draft, catalog):
        choice = Choice(
            question=question,
            owners=_owners(question, draft.described),
            asked=asked.get(question.subject, ""),
        )
        found.setdefault(question.ask, []).append(choice)
    # your own people last: this page is about others
    return tuple(
        Group(
            owner_class=owner,
            choices=tuple(sorted(found[owner], key=lambda one: not one.first)),
            names=tuple(_names(draft.described, owner)),
        )
        for owner in sorted(found, key=lambda owner: owner is OwnerClass.PSAP)
    )


def chosen_from(
    subjects: Iterable[str],
    unknowns: Iterable[Unknown],
    draft: Draft,
    catalog: Catalog,
    *,
    named: bool,
) -> Iterator[AskedQuestion]:
    """
    Questions as they are sent; a subject that is no open question is passed over.

    Args:
        subjects: First subject of each, as a form sent them.
        unknowns: Of the newest report there is.
        draft: As it stands now.
        catalog: What the questions are taken from.
        named: Call systems by their names; otherwise only by what they are.
    """
    known = {one.subject: one for one in _open_questions(unknowns, draft, catalog)}
    for subject in dict.fromkeys(subjects):
        if subject in known:
            yield _as_sent(known[subject], draft.described, named=named)


def _open_questions(
    unknowns: Iterable[Unknown], draft: Draft, catalog: Catalog
) -> Iterator[Question]:
    counts = {subject: answer.counts for subject, answer in draft.answers.items()}
    for question in questions_of(unknowns, draft.described, counts, catalog):
        if question.answer is None or question.answer.value in _ELSEWHERE:
            yield question


def _as_sent(question: Question, described: Inventory, *, named: bool) -> AskedQuestion:
    about = question.about
    if question.kind is Kind.WEAKNESS and not named:
        kinds = {asset.id: asset.kind.title for asset in described.assets}
        found = dict.fromkeys(kinds[one.partition("@")[2]] for one in question.subjects)
        about = f"systems of this kind: {', '.join(found)}"
    return AskedQuestion(
        subject=question.subject,
        also=question.subjects[1:],
        question=question.text,
        why=question.why.strip(),
        about=about,
    )


def _owners(question: Question, inventory: Inventory) -> tuple[str, ...]:
    if question.kind is not Kind.WEAKNESS:
        return ()
    runs = {asset.id: asset.owner for asset in inventory.assets}
    names = {owner.id: owner.name or owner.id for owner in inventory.owners}
    found = (runs[one.partition("@")[2]] for one in question.subjects)
    return tuple(dict.fromkeys(names.get(one, one) for one in found))


def _names(inventory: Inventory, owner_class: OwnerClass) -> Iterator[str]:
    for owner in inventory.owners:
        if owner.owner_class is owner_class:
            yield owner.name or owner.id
