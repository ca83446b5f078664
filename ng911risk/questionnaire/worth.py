"""
How much further answers would change, and how long they take.

The three figures are judgement; docs/method.md, "Which questions are asked", says whose and why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Final

from ng911risk.questionnaire.questions import Question

WORTH_ASKING: Final = 0.01
"""Least share of the whole harm that the good answer must take away for a question to count."""

HARDLY: Final = 0.05
"""When all open questions together move less than this share, more answers would hardly matter."""

SECONDS_EACH: Final = 60
"""Seconds for one question: about twenty-five words to read, and a moment to think."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is left to answer."""

    open: tuple[Question, ...]
    """Questions nobody answered, the most valuable first."""

    worth: tuple[Question, ...]
    """Those of them that can move the result noticeably."""

    answered: tuple[Question, ...]
    """Questions that somebody answered with yes, partly or no."""

    to_find_out: tuple[Question, ...]
    """Questions answered with "I don't know" or "not available to us"."""

    @property
    def moves(self) -> float:
        """Sum of what the open questions could move, as shares of the harm, at most 1."""
        return min(1.0, sum(one.swing or 0.0 for one in self.open))

    @property
    def hardly_matters(self) -> bool:
        """Whether further answers would hardly change the result."""
        return not self.worth or 0.0 < self.moves < HARDLY

    @property
    def minutes(self) -> int:
        """Minutes for the questions that are worth an answer; 0 when none is."""
        return ceil(len(self.worth) * SECONDS_EACH / 60)


def outlook(questions: Iterable[Question], *, tried: bool = True) -> Outlook:
    """
    Sort `questions` by how far they are; each part keeps its order.

    Args:
        questions: In the order in which they are asked.
        tried: Whether a result tells what each is worth; without one, all are worth an answer.
    """
    questions = tuple(questions)
    unanswered = tuple(one for one in questions if one.answer is None)
    return Outlook(
        open=unanswered,
        worth=tuple(one for one in unanswered if not tried or one.is_worth_asking(WORTH_ASKING)),
        answered=tuple(one for one in questions if one.answer and one.answer.value.tells),
        to_find_out=tuple(one for one in questions if one.answer and not one.answer.value.tells),
    )
