"""The fields of a page of questions: each question has a number, and its fields end with it."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException

from ng911risk.questionnaire.answered import AnswerValue
from ng911risk_api.web.forms import Form
from ng911risk_api.work.answering import Entry

_SUBJECTS: Final = re.compile(r"subjects-(\d{1,4})")
_NUMBER: Final = re.compile(r"\d{1,9}")


def entries_of(form: Form) -> tuple[Entry, ...]:
    """
    What a form says to each of its questions.

    A button named ``mine-3`` says that the answer to question 3 counts although somebody
    else has answered: it carries the number of theirs. ``theirs-3`` leaves theirs alone.

    Raises:
        HTTPException: 400, no form of ours.
    """
    numbers = [found[1] for name in form.names if (found := _SUBJECTS.fullmatch(name))]
    return tuple(_entry(form, number) for number in numbers if not form.flag(f"theirs-{number}"))


def _entry(form: Form, number: str) -> Entry:
    subjects = tuple(form.text(f"subjects-{number}").split())
    value = form.text(f"value-{number}")
    if not subjects or (value and value not in {one.value for one in AnswerValue}):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return Entry(
        number=number,
        subjects=subjects,
        value=AnswerValue(value) if value else None,
        note=form.text(f"note-{number}"),
        said_by=" ".join(form.text(f"said-{number}").split()),
        seen=max(_number(form, f"seen-{number}"), _number(form, f"mine-{number}")),
    )


def _number(form: Form, name: str) -> int:
    text = form.text(name) or "0"
    if not _NUMBER.fullmatch(text):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    return int(text)
