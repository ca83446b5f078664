"""The file that an offline form saves -> answers that fit what was asked, or one clear refusal."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ng911risk.errors import InputError, Problem
from ng911risk.model.record import Record
from ng911risk.questionnaire.answered import AnswerValue
from ng911risk.questionnaire.asking import (
    NAME_MAX,
    NOTE_MAX,
    QUESTIONS_MAX,
    RETURN_FORMAT,
    AskedQuestion,
    NewReply,
)
from ng911risk.records import read_record

SIZE_MAX: Final = 512 * 1024
"""Largest file, in bytes: more than all answers with the longest notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedAnswer(Record):
    """One answer."""

    question: str
    """Label of the question: q1, q2 and so on."""

    value: AnswerValue
    """yes, partly, no, unknown or not-available."""

    note: str = ""
    """What the centre should know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedForm(Record):
    """What an offline form saves. Nothing in it is believed before it is checked."""

    format: str
    """``ng911risk-reply/1``."""

    ask: str
    """Id of what it answers."""

    check: str
    """Code that the form carried."""

    questions: tuple[str, ...]
    """Labels that the form carried."""

    name: str
    """Who answers."""

    role: str = ""
    """What they are there."""

    answers: tuple[ReturnedAnswer, ...]
    """Answers, in any order."""


def read_returned(data: bytes, *, file: str) -> ReturnedForm:
    """
    Read the file that an offline form saved; whether it fits an ask is `fitting`'s to say.

    Raises:
        InputError: It is no such file, or holds too much.
    """
    if len(data) > SIZE_MAX:
        raise _refused(file, "the file is larger than any form can be")
    form = read_record(ReturnedForm, data, file=file, format="json").value
    if form.format != RETURN_FORMAT:
        raise _refused(file, "this is not a file that one of our forms saved")
    if len(form.answers) > QUESTIONS_MAX or len(form.questions) > QUESTIONS_MAX:
        raise _refused(file, "the file has more answers than any form asks for")
    return form


def fitting(
    form: ReturnedForm, *, check: str, labelled: Mapping[str, AskedQuestion], file: str
) -> tuple[NewReply, ...]:
    """
    Answers of `form`, if it was made from the very form that was sent.

    Args:
        form: As it was read.
        check: Code of the ask, made anew from what is stored.
        labelled: Questions of the ask by their labels.
        file: Name of the file, for the refusal.

    Raises:
        InputError: It belongs to another form, was changed, or answers what was not asked.
    """
    same = hmac.compare_digest(form.check.encode(), check.encode())
    if not same or form.questions != tuple(labelled):
        raise _refused(file, "this file was made from another form, or was changed by hand")
    answered = [one.question for one in form.answers]
    if len(set(answered)) < len(answered) or not set(answered) <= set(labelled):
        raise _refused(file, "the file answers something that was not asked, or one thing twice")
    name = form.name.strip()
    if not 0 < len(name) <= NAME_MAX or len(form.role) > NAME_MAX:
        raise _refused(file, "the file does not say who answers, or says it at great length")
    if any(len(one.note) > NOTE_MAX for one in form.answers):
        raise _refused(file, f"a note is longer than {NOTE_MAX:,} characters")
    return tuple(
        NewReply(subject=labelled[one.question].subject, value=one.value, note=one.note.strip())
        for one in form.answers
    )


def _refused(file: str, message: str) -> InputError:
    hint = "Ask for the file that the form saves, unchanged; nothing was taken from this one."
    return InputError([Problem(file=file, message=message, hint=hint)])
