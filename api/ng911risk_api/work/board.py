"""The questions of a site as they stand now, from the newest result there is."""

from __future__ import annotations

from dataclasses import dataclass

from ng911risk.model.catalog import Catalog
from ng911risk.questionnaire.questions import Question, questions_of, starting_questions
from ng911risk.questionnaire.topics import Topic
from ng911risk.questionnaire.worth import Outlook, outlook
from ng911risk_api.work.draft import Draft
from ng911risk_api.work.workbench import Live


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """One topic and how far it is."""

    topic: Topic
    outlook: Outlook

    @property
    def done(self) -> int:
        """Questions that were answered, whatever with."""
        return len(self.outlook.answered) + len(self.outlook.to_find_out)

    @property
    def left(self) -> int:
        """Questions that are worth an answer."""
        return len(self.outlook.worth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The questions of one site."""

    questions: tuple[Question, ...]
    """Every one, the most valuable first."""

    outlook: Outlook

    worked_out: bool
    """Whether there is a result that tells what an answer is worth; else it is the starter set."""

    @property
    def topics(self) -> tuple[TopicLine, ...]:
        """Topics with questions, the one with the most to gain first."""
        lines = [
            TopicLine(topic=topic, outlook=outlook(self.of(topic), tried=self.worked_out))
            for topic in Topic
            if self.of(topic)
        ]
        return tuple(sorted(lines, key=lambda one: (one.left == 0, -one.outlook.moves)))

    @property
    def next_topic(self) -> TopicLine | None:
        """The topic with the most to gain, if any has something worth an answer."""
        return next((one for one in self.topics if one.left), None)

    def of(self, topic: Topic) -> tuple[Question, ...]:
        """Questions of one topic."""
        return tuple(one for one in self.questions if one.topic is topic)


def board_of(draft: Draft, live: Live, catalog: Catalog) -> Board:
    """
    Return the questions of a site.

    Args:
        draft: What would be assessed now.
        live: How far its result is; an older one will do, as answers count at once.
        catalog: Checked content.
    """
    answers = {subject: one.counts for subject, one in draft.answers.items()}
    if live.result is None:
        questions = starting_questions(draft.described, answers, catalog)
    else:
        unknowns = live.result.report.unknowns
        questions = questions_of(unknowns, draft.described, answers, catalog)
    return Board(
        questions=questions,
        outlook=outlook(questions, tried=live.result is not None),
        worked_out=live.result is not None,
    )
