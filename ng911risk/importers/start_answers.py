"""Answers to the questions of `ng911risk start`: from a file or from a person, strictly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from ng911risk.errors import InputError, Problem
from ng911risk.importers.sheets.words import member, truth
from ng911risk.importers.start_questions import QUESTIONS, Question, QuestionKind, question
from ng911risk.importers.states import letters_of
from ng911risk.model.record import Record
from ng911risk.model.scales import Status
from ng911risk.records import Place, read_record
from ng911risk.records.text import TEXT_MAX, did_you_mean, fault_of, shown, tidy

_ABOUT: Final = re.compile(
    r"(?:(?:about|around|roughly|approximately|approx\.?|circa|ca\.|c\.)\s+|~\s*)", re.IGNORECASE
)
"""What people write before a number that they do not know to the last digit."""

Answer = str | int
"""A number for a number, a word for everything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile(Record):
    """Answers to the questions of `ng911risk start`, so that they need not be typed."""

    answers: dict[str, str | int | float | bool | None] = field(default_factory=dict)
    """Id of a question to its answer; what is left out is assumed."""


def read_answers(data: bytes, *, file: str) -> Mapping[str, Answer]:
    """
    Read answers from YAML: ``answers:`` and below it one ``question: answer`` each line.

    Raises:
        InputError: Every problem, with line and column.
    """
    located = read_record(AnswerFile, data, file=file)

    def place(question_id: str) -> Place:
        row, column = located.places.get(f"answers.{question_id}", (None, None))
        return Place(row=row, column=column)

    return checked_answers(located.value.answers, file=file, place=place)


def checked_answers(
    answers: Mapping[str, object],
    *,
    file: str = "answers",
    place: Callable[[str], Place] = lambda _: Place(),
) -> Mapping[str, Answer]:
    """
    Answers by id of the question, those that are None left out.

    Raises:
        InputError: An unknown question, or an answer that does not fit; carries every problem.
    """
    good: dict[str, Answer] = {}
    problems: list[Problem] = []
    for name, answer in answers.items():
        try:
            found = _question(name)
            if answer is not None:
                good[name] = answer_to(found, answer)
        except ValueError as error:
            message, _, hint = str(error).partition(". ")
            at = place(name)
            problems.append(
                Problem(
                    file=file,
                    row=at.row,
                    column=at.column,
                    field=shown(name)[1:-1],
                    message=message,
                    hint=hint,
                )
            )
    if problems:
        raise InputError(problems)
    return MappingProxyType(good)


def answer_to(asked: Question, given: object) -> Answer:
    """
    What somebody answered, as the question wants it.

    Args:
        asked: The question.
        given: Text that somebody typed, or a value from a file.

    Raises:
        ValueError: It does not fit; the message says why and what would.
    """
    if asked.kind is QuestionKind.NUMBER:
        return _number(asked, given)
    if asked.kind is QuestionKind.TEXT:
        text = tidy(str(given)).strip()
        if fault := fault_of(text):
            raise ValueError(f"{fault}. At most {TEXT_MAX:,} characters, and none that are hidden.")
        return letters_of(text) if asked.id == "state" else text
    return _word(asked, given)


def _word(asked: Question, given: object) -> str:
    text = str(given).strip()
    if asked.kind is not QuestionKind.CHOICE:
        said = given if isinstance(given, bool) else truth(text)
        text = member(Status, text) if said is None else ("yes" if said else "no")
    text = text.casefold()
    if text not in asked.allowed:
        guess = did_you_mean(text, asked.allowed)
        listed = f"Answer {', '.join(asked.allowed[:-1])} or {asked.allowed[-1]}."
        raise ValueError(
            f"{shown(given)} is no answer to this. {guess} {listed}".replace("  ", " ")
        )
    return text


def _number(asked: Question, given: object) -> int:
    text = _ABOUT.sub("", str(given).strip(), count=1).replace(",", "").removesuffix(".0")
    if isinstance(given, bool) or not (text.isascii() and text.isdecimal() and len(text) < 12):  # noqa: PLR2004 - digits of a number
        raise ValueError(f"expected a whole number, found {shown(given)}. Write digits only.")
    number = int(text)
    if not asked.low <= number <= asked.high:
        raise ValueError(f"{number:,} is not between {asked.low:,} and {asked.high:,}. Check it.")
    return number


def _question(name: object) -> Question:
    ids = tuple(_ids())
    if name not in ids:
        guess = did_you_mean(str(name), ids)
        raise ValueError(f"there is no such question. {guess or 'Known: ' + ', '.join(ids) + '.'}")
    return question(str(name))


def _ids() -> Iterator[str]:
    return (one.id for one in QUESTIONS)
