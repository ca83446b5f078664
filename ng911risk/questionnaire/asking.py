"""What was asked of whom, and what came back: plain values."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ng911risk.model.inventory import OwnerClass
from ng911risk.model.record import Record
from ng911risk.questionnaire.answered import AnswerValue

RETURN_FORMAT: Final = "ng911risk-reply/1"
"""What the file that an offline form saves calls itself."""

QUESTIONS_MAX: Final = 40
"""Most questions in one letter: nobody answers more."""

NOTE_MAX: Final = 2_000
"""Longest note, in characters."""

NAME_MAX: Final = 120
"""Longest name of a person or an organisation."""

SAID_BY_MAX: Final = 200
"""Longest name that an answer carries, in characters."""

DAYS: Final = 21
"""How long a link holds unless somebody says otherwise."""

DAYS_MAX: Final = 90
"""How long a link holds at most, counted from the day it is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion(Record):
    """One question as it was sent; later changes of the catalogue do not change it."""

    subject: str
    """Subject of an answer: mitigation id, or ``weakness@asset``."""

    question: str
    """In plain words, without the name of a system."""

    why: str = ""
    """Why it is asked."""

    about: str = ""
    """The systems it is about, as whoever sent it wants them called."""

    also: tuple[str, ...] = ()
    """Subjects of systems that are alike: one answer holds for all."""

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every subject that one answer is about."""
        return (self.subject, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAsk:
    """What is asked of whom."""

    to_name: str
    """Person or organisation."""
    owner_class: OwnerClass
    """What they are to the centre."""
    questions: tuple[AskedQuestion, ...]
    """At most 40."""
    note: str
    """Words to them."""
    expires_at: datetime
    """End of the link."""


class AskState(StrEnum):
    """How far it is."""

    OPEN = "open"
    CLOSED = "closed"
    REVOKED = "revoked"
    EXPIRED = "expired"

    @property
    def words(self) -> str:
        """For people."""
        return _STATES[self]


_STATES: Final = {
    AskState.OPEN: "Waiting for answers",
    AskState.CLOSED: "Closed",
    AskState.REVOKED: "Taken back",
    AskState.EXPIRED: "The time ran out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Questions that were sent to somebody without an account."""

    id: str
    site: str
    to_name: str
    """Person or organisation."""
    owner_class: OwnerClass
    questions: tuple[AskedQuestion, ...]
    note: str
    """Words to whoever answers."""
    by_name: str
    """Who asked."""
    at: datetime
    expires_at: datetime
    opened_at: datetime | None
    reminded_at: datetime | None
    closed_at: datetime | None
    revoked: bool
    who_name: str
    """Who answers, as they last said; empty before."""
    who_role: str
    check: str
    """Code over id and subjects: a file that comes back must carry it (`check_of`)."""

    @property
    def labelled(self) -> Mapping[str, AskedQuestion]:
        """Question by the label under which it leaves the house; subjects name systems."""
        return {label_of(number): one for number, one in enumerate(self.questions, start=1)}

    @property
    def subjects(self) -> tuple[str, ...]:
        """Subjects of the questions, in order."""
        return tuple(one.subject for one in self.questions)

    def state(self, now: datetime) -> AskState:
        """How far it is at `now`."""
        if self.closed_at is not None:
            return AskState.REVOKED if self.revoked else AskState.CLOSED
        return AskState.EXPIRED if self.expires_at <= now else AskState.OPEN

    def said_by(self, name: str, role: str) -> str:
        """
        Name under which a reply counts, for instance ``Acme Phone, J. Doe (engineer)``.

        It begins with whom the centre asked, so that nobody can sign as somebody else.
        """
        who = f"{self.to_name}, {name}" if name else self.to_name
        return (f"{who} ({role})" if role else who)[:SAID_BY_MAX]


class Decision(StrEnum):
    """What the centre decided about a reply."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer that came back. It counts for nothing until it is accepted."""

    ask: str
    subject: str
    number: int
    """1 for the first of its subject, then 2, 3 and so on."""
    value: AnswerValue
    note: str
    said_by: str
    at: datetime
    decision: Decision
    decided_by: str
    decided_at: datetime | None


REPLY_WORDS: Final[Mapping[AnswerValue, str]] = {
    AnswerValue.YES: "Yes",
    AnswerValue.PARTLY: "Partly",
    AnswerValue.NO: "No",
    AnswerValue.UNKNOWN: "I don't know",
    AnswerValue.NOT_AVAILABLE: "Not ours to answer",
}
"""What somebody who was asked may answer, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReply:
    """One answer as somebody gives it."""

    subject: str
    value: AnswerValue
    note: str = ""


def label_of(number: int) -> str:
    """Label of a question, from 1: outside nothing else is said about what it is about."""
    return f"q{number}"


def check_of(hash: str, ask: str, subjects: Iterable[str]) -> str:  # noqa: A002 - what it is
    """
    Code that binds a file to one ask: HMAC-SHA256 over its id and subjects.

    Args:
        hash: SHA-256 of the secret of the link; only the store has it.
        ask: Id of the ask.
        subjects: In the order they were sent.
    """
    text = json.dumps(["ng911risk-ask/1", ask, list(subjects)], separators=(",", ":"))
    return hmac.new(hash.encode(), text.encode("ascii"), hashlib.sha256).hexdigest()


def until(days: int, now: datetime) -> datetime:
    """Moment `days` from now, which are held between 1 and 90."""
    return now + timedelta(days=min(max(days, 1), DAYS_MAX))
